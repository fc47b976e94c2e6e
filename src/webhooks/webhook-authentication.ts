import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Webhook } from 'standardwebhooks';
import { Settings } from '../config/settings.js';
import { Metrics } from '../metrics/metrics.js';
import { RouteNotFound } from '../api/http.errors.js';
import { parseWebhookSecrets } from '../config/values/webhook-secrets.js';
import { CompanySecrets } from '../subscriptions/company-secrets.js';
import { WebhookNotAuthentic } from './webhooks.errors.js';

/** Id and time of an authentic webhook, from its headers. */
export interface WebhookStamp {
  /** The same for every try of one webhook; null where the sender sets none. */
  readonly id: string | null;
  /** The time of sending, in seconds since 1970; null where no signature covers it. */
  readonly sentAt: number | null;
}

/** Characters of an id that may be stored, at most. Real ids are about 30 characters long. */
export const MAX_ID = 255;
const ID = /^[\x21-\x7e]+$/;

const NO_CREDENTIAL = 'its credential is missing or wrong.';

/** Authenticates webhooks: by signature, or by one of the other means that Pleo offers. Each suffices. */
@Injectable()
export class WebhookAuthentication {
  private readonly secrets: readonly Webhook[];
  private readonly basic: Buffer | null;
  private readonly header: { name: string; value: Buffer } | null;

  constructor(
    { PLEO_WEBHOOK_SECRET, PLEO_WEBHOOK_BASIC, PLEO_WEBHOOK_HEADER }: Settings,
    private readonly metrics: Metrics,
    private readonly companySecrets: CompanySecrets,
  ) {
    this.secrets = PLEO_WEBHOOK_SECRET ? parseWebhookSecrets(PLEO_WEBHOOK_SECRET) : [];
    this.basic = PLEO_WEBHOOK_BASIC ? digestOf(PLEO_WEBHOOK_BASIC) : null;
    const [name, value] = split(PLEO_WEBHOOK_HEADER ?? '', ':');
    this.header = name ? { name: name.toLowerCase(), value: digestOf(value.trim()) } : null;
  }

  /** Whether any means is configured. */
  get isOn(): boolean {
    return this.secrets.length > 0 || this.basic !== null || this.header !== null;
  }

  /**
   * Checks the headers before the body is read, at the address of a company or at that of all: without a password, or a
   * possible signature, a caller cannot send one. Throws `WebhookNotAuthentic`, and `RouteNotFound` where webhooks are
   * off.
   */
  verifyHead(headers: IncomingHttpHeaders, companyId?: string): void {
    if (companyId !== undefined) return this.verifyCompanyHead(headers);
    if (!this.isOn) throw new RouteNotFound('POST', '/webhooks/pleo');
    if (this.hasPassword(headers)) return;
    const stamp = this.secrets.length > 0 ? stampOf(headers) : NO_CREDENTIAL;
    if (typeof stamp !== 'string') return;
    this.metrics.webhooks.inc({ result: 'not_authentic' });
    throw new WebhookNotAuthentic(stamp);
  }

  /**
   * The same at the address of a company, by its own secrets alone: a sender that knows those, such as the company
   * itself, speaks for no other. One that has none is refused alike, so nobody learns which there are. Throws
   * `WebhookNotAuthentic`, `RouteNotFound` where none could be kept, and `ServiceUnavailable` where they cannot be
   * opened here.
   */
  async verifyCompany(headers: IncomingHttpHeaders, body: Buffer, companyId: string): Promise<WebhookStamp> {
    this.requireCompanySecrets();
    const signed = verifySignature(await this.companySecrets.of(companyId), headers, body);
    if (typeof signed === 'string') throw new WebhookNotAuthentic(signed);
    return signed;
  }

  /** Throws `WebhookNotAuthentic`. The database's clock decides later whether the time is within tolerance. */
  verify(headers: IncomingHttpHeaders, body: Buffer): WebhookStamp {
    const signed = this.secrets.length > 0 ? verifySignature(this.secrets, headers, body) : null;
    if (signed !== null && typeof signed !== 'string') return signed;
    if (this.hasPassword(headers)) return { id: idOf(headers), sentAt: null };
    throw new WebhookNotAuthentic(signed ?? NO_CREDENTIAL);
  }

  private requireCompanySecrets(): void {
    if (!this.companySecrets.areOn) throw new RouteNotFound('POST', '/webhooks/pleo/{companyId}');
  }

  private verifyCompanyHead(headers: IncomingHttpHeaders): void {
    this.requireCompanySecrets();
    const stamp = stampOf(headers);
    if (typeof stamp !== 'string') return;
    this.metrics.webhooks.inc({ result: 'not_authentic' });
    throw new WebhookNotAuthentic(stamp);
  }

  private hasPassword(headers: IncomingHttpHeaders): boolean {
    const [scheme, credentials] = split(headers.authorization?.trim() ?? '', ' ');
    const given = scheme.toLowerCase() === 'basic' ? Buffer.from(credentials, 'base64').toString('utf8') : '';
    const isBasic = this.basic !== null && timingSafeEqual(this.basic, digestOf(given));
    const value = this.header && headers[this.header.name];
    const isHeader =
      this.header !== null &&
      typeof value === 'string' &&
      timingSafeEqual(this.header.value, digestOf(value));
    return isBasic || isHeader;
  }
}

/** The stamp, or the reason for refusal. Every secret and every signature is compared, in constant time each. */
function verifySignature(
  secrets: readonly Webhook[],
  headers: IncomingHttpHeaders,
  body: Buffer,
): WebhookStamp | string {
  const stamp = stampOf(headers);
  if (typeof stamp === 'string') return stamp;
  const { id, sentAt, signatures } = stamp;
  const expected = secrets.map((secret) => digestOf(secret.sign(id, new Date(sentAt * 1000), body)));
  let isSigned = false;
  for (const signature of signatures.split(' ').map(digestOf)) {
    for (const right of expected) if (timingSafeEqual(right, signature)) isSigned = true;
  }
  return isSigned ? { id, sentAt } : 'no signature in webhook-signature matches.';
}

/** The signed content and the signatures; or the reason for refusal. */
function stampOf(headers: IncomingHttpHeaders): { id: string; sentAt: number; signatures: string } | string {
  const id = headers['webhook-id'];
  const time = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || id === '' || typeof time !== 'string' || typeof signatures !== 'string') {
    return 'webhook-id, webhook-timestamp and webhook-signature are required.';
  }
  if (id.length > MAX_ID)
    return `webhook-id is too long: it has ${id.length} characters, of ${MAX_ID} at most.`;
  if (!ID.test(id)) return 'webhook-id must be visible ASCII characters, without white space.';
  if (!/^\d{1,11}$/.test(time)) return 'webhook-timestamp must be seconds since 1970.';
  return { id, sentAt: Number(time), signatures };
}

/** An id that cannot be stored counts as none. */
function idOf(headers: IncomingHttpHeaders): string | null {
  const id = headers['webhook-id'];
  return typeof id === 'string' && id.length <= MAX_ID && ID.test(id) ? id : null;
}

/** Both sides of the first separator, without the blanks behind it. */
function split(text: string, separator: string): [string, string] {
  const place = text.indexOf(separator);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1).trim()];
}

/** A digest: equal lengths, as a comparison in constant time needs. */
function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

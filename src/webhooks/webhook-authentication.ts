import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Webhook } from 'standardwebhooks';
import { Settings } from '../config/settings.js';
import { parseWebhookSecrets } from './webhook-secrets.js';
import { WebhookNotAuthentic } from './webhooks.errors.js';

/** What an authentic webhook says of itself in its headers. */
export interface WebhookStamp {
  /** The same for every try of one webhook; null where the sender gives none. */
  readonly id: string | null;
  /** When it was sent, in seconds since 1970; null where no signature covers the time. */
  readonly sentAt: number | null;
}

/** An id that may be stored. Ids seen are about 30 characters long. */
const ID = /^[\x21-\x7e]{1,255}$/;

/** Whether a webhook comes from Pleo: by its signature, or by one of the other means that Pleo offers. Each suffices. */
@Injectable()
export class WebhookAuthentication {
  private readonly secrets: readonly Webhook[];
  private readonly basic: Buffer | null;
  private readonly header: { name: string; value: Buffer } | null;

  constructor({ PLEO_WEBHOOK_SECRET, PLEO_WEBHOOK_BASIC, PLEO_WEBHOOK_HEADER }: Settings) {
    this.secrets = PLEO_WEBHOOK_SECRET ? parseWebhookSecrets(PLEO_WEBHOOK_SECRET) : [];
    this.basic = PLEO_WEBHOOK_BASIC ? digestOf(PLEO_WEBHOOK_BASIC) : null;
    const [name, value] = split(PLEO_WEBHOOK_HEADER ?? '', ':');
    this.header = name ? { name: name.toLowerCase(), value: digestOf(value.trim()) } : null;
  }

  /** Whether any means is configured. */
  get isOn(): boolean {
    return this.secrets.length > 0 || this.basic !== null || this.header !== null;
  }

  /** Throws `WebhookNotAuthentic`. Whether the time is near enough is for the database's clock to say. */
  verify(headers: IncomingHttpHeaders, body: Buffer): WebhookStamp {
    const signed = this.secrets.length > 0 ? this.verifySignature(headers, body) : null;
    if (signed !== null && typeof signed !== 'string') return signed;
    if (this.hasPassword(headers)) return { id: idOf(headers), sentAt: null };
    throw new WebhookNotAuthentic(signed ?? 'its credential is missing or wrong.');
  }

  /** The stamp, or what is wrong. Every secret and every signature is looked at, in constant time each. */
  private verifySignature(headers: IncomingHttpHeaders, body: Buffer): WebhookStamp | string {
    const id = idOf(headers);
    const time = headers['webhook-timestamp'];
    const signatures = headers['webhook-signature'];
    if (id === null || typeof time !== 'string' || typeof signatures !== 'string') {
      return 'webhook-id, webhook-timestamp and webhook-signature must be there.';
    }
    if (!/^\d{1,11}$/.test(time)) return 'webhook-timestamp must be seconds since 1970.';
    const sentAt = Number(time);
    const expected = this.secrets.map((secret) => digestOf(secret.sign(id, new Date(sentAt * 1000), body)));
    let isSigned = false;
    for (const signature of signatures.split(' ').map(digestOf)) {
      for (const right of expected) if (timingSafeEqual(right, signature)) isSigned = true;
    }
    return isSigned ? { id, sentAt } : 'no signature in webhook-signature fits.';
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

/** What cannot be stored is as good as none. */
function idOf(headers: IncomingHttpHeaders): string | null {
  const id = headers['webhook-id'];
  return typeof id === 'string' && ID.test(id) ? id : null;
}

/** Both sides of the first separator, without the blanks behind it. */
function split(text: string, separator: string): [string, string] {
  const place = text.indexOf(separator);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1).trim()];
}

/** Of equal length whatever the text, as a comparison in constant time needs. */
function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

import { Injectable } from '@nestjs/common';
import type { Webhook } from 'standardwebhooks';
import type { Dispatcher } from 'undici';
import { Settings } from '../config/settings.js';
import { parseWebhookSecrets } from '../config/values/webhook-secrets.js';
import { outgoingHttpClient } from '../outgoing/http-client.js';
import { TimeLimit } from '../outgoing/time-limit.js';
import type { NoticeType } from './notice.entity.js';

/** Notices on the way at the same time, per replica, each on a connection that nothing else uses. */
export const NOTICE_CONCURRENCY = 8;

/** How long the receiver may take to answer, in milliseconds. */
export const NOTICE_TIMEOUT_MS = 10_000;

/** How long taking the rest of an answer off may last, in milliseconds: the connection is needed for others. */
const DRAIN_MS = 1000;

/** Bytes of an answer that are taken off the connection, so it can be used again. Nobody reads them. */
const MAX_ANSWER = 16_384;

/** A notice as it is sent. */
export interface OutgoingNotice {
  readonly id: string;
  readonly type: NoticeType;
  readonly data: object;
  /** When what it tells happened. */
  readonly createdAt: Date;
}

/** What came of a try, `error` in our words. `failed`: it is tried again; `gone`: no more notices are wanted. */
export type Reception =
  { readonly kind: 'taken' } | { readonly kind: 'gone' | 'failed' | 'given_up'; readonly error: string };

/**
 * The receiver of notices, at NOTICE_URL. Redirects are not followed, and nothing that it answers is kept but the
 * status: its words are a stranger's, and what it was sent to may be a secret.
 */
@Injectable()
export class NoticeReceiver {
  private readonly url: URL | null;
  private readonly secrets: readonly Webhook[];
  private readonly client: Dispatcher;

  constructor(settings: Settings) {
    const { NOTICE_URL, NOTICE_SECRET } = settings;
    this.url = NOTICE_URL === undefined ? null : new URL(NOTICE_URL);
    this.secrets = NOTICE_SECRET === undefined ? [] : parseWebhookSecrets(NOTICE_SECRET);
    this.client = outgoingHttpClient(settings, { connections: NOTICE_CONCURRENCY, pipelining: 1 });
  }

  /** Whether there is one. */
  get isThere(): boolean {
    return this.url !== null;
  }

  /** Its host, for people: the rest of its address may hold a secret. */
  get host(): string {
    return this.url?.host ?? '';
  }

  /** Sends a notice, signed at `sentAt` (Standard Webhooks), until `end` aborts. Never rejects. */
  async send(notice: OutgoingNotice, sentAt: Date, end: AbortSignal): Promise<Reception> {
    if (!this.url) return { kind: 'given_up', error: 'NOTICE_URL is not set.' };
    const body = bodyOf(notice);
    const limit = new TimeLimit(NOTICE_TIMEOUT_MS, end);
    try {
      const answer = await this.client.request({
        origin: this.url.origin,
        path: this.url.pathname + this.url.search,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'pleo-export-relay',
          'webhook-id': notice.id,
          'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
          'webhook-signature': this.secrets.map((secret) => secret.sign(notice.id, sentAt, body)).join(' '),
        },
        body,
        signal: limit.signal,
      });
      const drain = new TimeLimit(DRAIN_MS, end);
      answer.body
        .dump({ limit: MAX_ANSWER, signal: drain.signal })
        .catch(() => undefined)
        .finally(() => drain.clear());
      return receptionOf(answer.statusCode);
    } catch (error) {
      if (end.aborted) return { kind: 'given_up', error: 'The request was aborted: the relay was stopping.' };
      if (limit.signal.aborted)
        return failed(`The receiver did not answer within ${NOTICE_TIMEOUT_MS / 1000} s.`);
      return failed(`The receiver could not be reached: ${codeOf(error)}.`);
    } finally {
      limit.clear();
    }
  }
}

/** The same bytes at every try. */
function bodyOf({ type, createdAt, data }: OutgoingNotice): string {
  return JSON.stringify({ type, timestamp: createdAt, data });
}

function receptionOf(status: number): Reception {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  if (status === 410) return { kind: 'gone', error: 'The receiver answered 410: it wants no more notices.' };
  const isRedirect = status >= 300 && status < 400;
  return failed(`The receiver answered ${status}${isRedirect ? ', and redirects are not followed' : ''}.`);
}

function failed(error: string): Reception {
  return { kind: 'failed', error };
}

/** A code such as ECONNREFUSED. Messages of errors may hold the address. */
function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const word = cause?.code ?? code;
  return typeof word === 'string' && /^[A-Z0-9_]{1,60}$/.test(word) ? word : 'the connection broke';
}

import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Dispatcher } from 'undici';
import { Settings } from '../config/settings.js';
import { outgoingHttpClient } from '../outgoing/http-client.js';
import { noteSent } from '../secrets/sent-secrets.js';
import { codeOf } from './code-of.js';
import type { Permit } from './permit.js';
import { type StreamedAnswer, StreamedExchange } from './streamed-exchange.js';
import { unreadBytesAreSeen } from './undici.adapter.js';

/** What came back: the head of an answer, as it was given, with its body on the way; or the code of an error. */
export type ReadAnswer =
  | ({ readonly kind: 'answered' } & StreamedAnswer)
  /** As in `PleoAnswer`; `TIMEOUT` after PLEO_READ_TIMEOUT_MS. */
  | { readonly kind: 'unanswered'; readonly code: string };

/** A read in Pleo's own words. */
export interface RawRead {
  /** From the version on, with the query. */
  readonly target: string;
  readonly accept: string;
  readonly acceptEncoding: string;
}

/**
 * Reads at Pleo that others asked for, on connections of their own, so they never take those of deliveries. What
 * comes back is neither scrubbed nor understood. No call rejects.
 */
@Injectable()
export class PleoReads implements OnModuleDestroy {
  private readonly origin: string;
  private readonly basePath: string;
  private readonly client: Dispatcher;
  private readonly chunkMs: number;

  constructor(settings: Settings) {
    const { origin, pathname } = new URL(settings.PLEO_BASE_URL ?? 'http://localhost');
    this.origin = origin;
    this.basePath = pathname.replace(/\/+$/, '');
    this.client = outgoingHttpClient(settings, { connections: settings.READ_CONCURRENCY, pipelining: 1 });
    this.chunkMs = settings.PLEO_READ_TIMEOUT_MS;
  }

  /** Asks once, and waits `headersMs` for the head of the answer. The body ends when the permit is withdrawn. */
  async get(
    { target, accept, acceptEncoding }: RawRead,
    headersMs: number,
    { authorization, cancellation }: Permit,
  ): Promise<ReadAnswer> {
    noteSent(authorization);
    const options: Dispatcher.DispatchOptions = {
      origin: this.origin,
      path: this.basePath + target,
      method: 'GET',
      headers: { Accept: accept, 'Accept-Encoding': acceptEncoding, Authorization: authorization },
      // Silence is measured by the exchange, which knows whether anybody reads.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    const patience = { headersMs, chunkMs: this.chunkMs };
    try {
      await unreadBytesAreSeen();
      const answer = await new Promise<StreamedAnswer>((resolve, reject) => {
        this.client.dispatch(options, new StreamedExchange(patience, cancellation, resolve, reject));
      });
      return { kind: 'answered', ...answer };
    } catch (error) {
      return { kind: 'unanswered', code: codeOf(error) };
    }
  }

  onModuleDestroy(): void {
    void this.client.destroy();
  }
}

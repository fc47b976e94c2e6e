import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../config/settings.js';
import { requestOf } from '../http/request-log.js';
import { whenOver } from '../http/when-over.js';
import { Metrics } from '../metrics/metrics.js';
import { Cancellation } from '../pleo/cancellation.js';
import type { PassedRead } from './passed-read.js';
import { TooManyReads } from './passed-reads.errors.js';
import { PassedReadsService } from './passed-reads.service.js';

/**
 * A bulkhead: READ_CONCURRENCY reads at a time, each from its request until the last byte was taken or the caller is
 * gone, which ends it at Pleo too.
 */
@Injectable()
export class ReadRoom {
  /** How long a caller may take nothing of an answer, in milliseconds: it would keep its place for good. */
  stalledMs = 300_000;
  private readonly logger = new Logger('PassedReads');
  private inside = 0;

  constructor(
    private readonly reads: PassedReadsService,
    private readonly metrics: Metrics,
    private readonly settings: Settings,
  ) {}

  /** Answers the request. Throws `TooManyReads`, or what the caller is to be told instead of Pleo's answer. */
  async pass(read: PassedRead, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (this.inside >= this.settings.READ_CONCURRENCY) {
      this.metrics.passedReads.inc({ route: routeOf(request), status: 503 });
      throw new TooManyReads(this.settings.READ_CONCURRENCY);
    }
    // Nobody would say that it is over.
    if (request.raw.socket.destroyed) return;
    const cancellation = new Cancellation();
    const since = performance.now();
    let broken = false;
    this.inside++;
    whenOver(request.raw, reply.raw, () => {
      this.inside--;
      cancellation.end();
      this.count(request, reply, broken, performance.now() - since);
    });
    const { status, headers, body } = await this.reads.pass(read, request.headers, cancellation);
    if (request.method === 'HEAD') {
      cancellation.end();
      return void reply.status(status).headers(headers).send();
    }
    if (Buffer.isBuffer(body)) return void reply.status(status).headers(headers).send(body);
    const breakOff = (error: Error) => {
      // The caller is gone, which is why the body ends.
      if (cancellation.isOver) return;
      broken = true;
      this.logger.warn(requestOf(request), `An answer of Pleo's was broken off: ${error.message}`);
    };
    // What goes wrong before anything was passed on is told in our own words, without headers of Pleo's.
    const begun = await begin(body, breakOff);
    reply.raw.setTimeout(this.stalledMs, () => reply.raw.destroy());
    reply.status(status).headers(headers).send(begun);
  }

  private count(request: FastifyRequest, { raw }: FastifyReply, broken: boolean, ms: number): void {
    const route = routeOf(request);
    const status = raw.writableFinished ? raw.statusCode : broken ? 'broken' : 'aborted';
    this.metrics.passedReads.inc({ route, status });
    this.metrics.passedReadDuration.observe({ route }, ms / 1000);
  }
}

/**
 * The body as a stream, once its first bytes are there. Throws what it ends with before that; `breakOff` is called with
 * what it ends with later.
 */
async function begin(body: AsyncIterable<Buffer>, breakOff: (error: Error) => void): Promise<Readable> {
  const pieces = body[Symbol.asyncIterator]();
  const first: IteratorResult<Buffer, unknown> = await pieces.next();
  const all = async function* (): AsyncGenerator<Buffer> {
    if (first.done) return;
    yield first.value;
    try {
      yield* { [Symbol.asyncIterator]: () => pieces };
    } catch (error) {
      breakOff(error as Error);
      throw error;
    }
  };
  return Readable.from(all(), { objectMode: false });
}

function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? 'none';
}

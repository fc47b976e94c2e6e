import type { Readable } from 'node:stream';
import { BodyTooLarge } from '../api/http.errors.js';
import type { Visit } from './visit.js';

/** How long a body may stall, and the grace period before its speed is measured. */
const STANDSTILL_MS = 5000;

/** Minimum average speed after that, in bytes per millisecond: below any link in use today. */
const MIN_BYTES_PER_MS = 8;

const NOTHING = Buffer.alloc(0);

/**
 * A request body that is being read. Its memory is booked as it arrives, not as it is announced, in one buffer that
 * grows: a list of chunks would take a hundred bytes for each byte that is sent by itself. A minimum rate applies (as
 * MinRate of mod_reqtimeout): a slow loris must not keep a place.
 */
export class ArrivingBody {
  private buffer = NOTHING;
  private received = 0;
  private readonly startedAt = performance.now();
  private lastAt = this.startedAt;

  /** Begins to read. `done` is called once: with the whole body, or with the error that broke it off. */
  constructor(
    private readonly stream: Readable,
    private readonly visit: Visit,
    private readonly limit: number,
    private readonly done: (error: Error | null, body: Buffer) => void,
  ) {
    visit.room.arriving.add(this);
    stream.on('data', this.take).on('end', this.finish).on('error', this.giveUp);
  }

  /** Whether it stalls, or is slower than any honest one. */
  isTooSlow(now: number): boolean {
    return (
      now - this.lastAt > STANDSTILL_MS ||
      now - this.startedAt > STANDSTILL_MS + this.received / MIN_BYTES_PER_MS
    );
  }

  /** Ends it with an error, and gives back what it took. */
  readonly giveUp = (error: Error): void => {
    this.close();
    this.visit.free();
    this.done(error, NOTHING);
  };

  private readonly take = (chunk: Buffer): void => {
    const start = this.received;
    this.received += chunk.length;
    if (this.received > this.limit) return this.giveUp(new BodyTooLarge(this.limit));
    this.lastAt = performance.now();
    if (this.received > this.buffer.length) this.grow();
    chunk.copy(this.buffer, start);
    this.visit.room.makeWay();
  };

  private grow(): void {
    const size = Math.min(Math.max(this.received, 2 * this.buffer.length), this.limit);
    const larger = Buffer.allocUnsafe(size);
    this.buffer.copy(larger);
    this.visit.book(size - this.buffer.length);
    this.buffer = larger;
  }

  private readonly finish = (): void => {
    this.close();
    this.done(null, this.buffer.subarray(0, this.received));
  };

  private close(): void {
    this.visit.room.arriving.delete(this);
    this.stream.off('data', this.take).off('end', this.finish).off('error', this.giveUp);
  }
}

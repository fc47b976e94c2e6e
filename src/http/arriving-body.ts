import type { Readable } from 'node:stream';
import { BodyTooLarge } from '../api/http.errors.js';
import type { Visit } from './visit.js';

/** How long a body may stand still, and how long it may take before its speed is looked at. */
const STANDSTILL_MS = 5000;

/** Bytes per millisecond that it has to bring on average after that: slower than any link in use today. */
const SLOWEST = 8;

const NOTHING = Buffer.alloc(0);

/**
 * A body that is being read. Its memory is booked as it is taken, not as it is announced, and in one buffer that grows:
 * a list of pieces would take a hundred bytes for each byte that is sent by itself. It has to move at a pace (as
 * mod_reqtimeout asks with MinRate): a byte a second must not hold a place.
 */
export class ArrivingBody {
  private buffer = NOTHING;
  private received = 0;
  private readonly startedAt = performance.now();
  private lastAt = this.startedAt;

  /** Begins to read. `done` is called once: with the whole body, or with what kept it from being whole. */
  constructor(
    private readonly stream: Readable,
    private readonly visit: Visit,
    private readonly limit: number,
    private readonly done: (error: Error | null, body: Buffer) => void,
  ) {
    visit.room.arriving.add(this);
    stream.on('data', this.take).on('end', this.finish).on('error', this.giveUp);
  }

  /** Whether it stands still, or is slower than any honest one. */
  isTooSlow(now: number): boolean {
    return (
      now - this.lastAt > STANDSTILL_MS || now - this.startedAt > STANDSTILL_MS + this.received / SLOWEST
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

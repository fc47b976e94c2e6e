import type { ClaimedMessage } from '../queue/message.js';
import type { Lease } from './leases.js';

/** DELIVERY_CONCURRENCY lanes, each for one request at a time, and the claims that wait for one, oldest first. */
export class Lanes {
  private taken = 0;
  private queue: Lease[] = [];

  constructor(private readonly count: number) {}

  get free(): number {
    return this.count - this.taken;
  }

  /** How many claims wait. */
  get waiting(): number {
    return this.queue.length;
  }

  add(leases: readonly Lease[]): void {
    this.queue.push(...leases);
  }

  /** The claim that is next, out of the queue; undefined when none waits, or no lane is free. */
  next(): Lease | undefined {
    return this.taken < this.count ? this.queue.shift() : undefined;
  }

  /** Takes a lane. Returns the function that leaves it, however often it is called. */
  enter(): () => void {
    this.taken += 1;
    let isLeft = false;
    return () => {
      if (!isLeft) this.taken -= 1;
      isLeft = true;
    };
  }

  /** Takes claims out of the queue. */
  remove(isMeant: (message: ClaimedMessage) => boolean): Lease[] {
    const removed = this.queue.filter(({ message }) => isMeant(message));
    this.queue = this.queue.filter(({ message }) => !isMeant(message));
    return removed;
  }
}

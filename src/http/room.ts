import type { DomainError } from '../api/domain-error.js';
import { ServiceUnavailable } from '../api/http.errors.js';

/** A body that is not whole yet, and can be ended so that others have room. */
export interface Evictable {
  isTooSlow(now: number): boolean;
  giveUp(error: DomainError): void;
}

/** What one kind of callers may take up at the same time (a bulkhead): however many come, others keep their own. */
export class Room {
  /** Requests that are worked on: whose body, if any, is whole, and which are not answered yet. */
  inside = 0;
  /** Memory that bodies take up, in bytes. */
  bytes = 0;
  /** Bodies that are not whole yet, oldest first. */
  readonly arriving = new Set<Evictable>();

  constructor(
    private readonly mostInside: number,
    private readonly mostBytes: number,
    private readonly isOverloaded: () => boolean,
  ) {}

  /** Throws `ServiceUnavailable` while there is no room for one more. */
  check(): void {
    if (this.inside >= this.mostInside || this.isOverloaded()) throw busy();
  }

  /** Throws `ServiceUnavailable` while whole bodies leave no room for another. */
  checkBytes(): void {
    if (this.bytes >= this.mostBytes && this.arriving.size === 0) throw busy();
  }

  /**
   * Ends bodies that are not whole until the others fit, the oldest first: an honest body is whole within moments, so
   * those that came to stay make way for it.
   */
  makeWay(): void {
    while (this.bytes > this.mostBytes) {
      const [oldest] = this.arriving;
      if (!oldest) return;
      oldest.giveUp(busy());
    }
  }
}

function busy(): ServiceUnavailable {
  return new ServiceUnavailable('The relay has too much to do.');
}

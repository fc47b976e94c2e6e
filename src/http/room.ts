import type { DomainError } from '../api/domain-error.js';
import { ServiceUnavailable } from '../api/http.errors.js';

/** An incomplete body, which can be evicted to make room. */
export interface Evictable {
  isTooSlow(now: number): boolean;
  giveUp(error: DomainError): void;
}

/** A bulkhead: limits one kind of callers, so they cannot use the share of another. */
export class Room {
  /** Requests in progress: body complete, not answered yet. */
  inside = 0;
  /** Memory of bodies, in bytes. */
  bytes = 0;
  /** Incomplete bodies, oldest first. */
  readonly arriving = new Set<Evictable>();

  constructor(
    private readonly mostInside: number,
    private readonly mostBytes: number,
    private readonly isOverloaded: () => boolean,
  ) {}

  /** Throws `ServiceUnavailable` while the room is full. */
  check(): void {
    if (this.inside >= this.mostInside || this.isOverloaded()) throw busy();
  }

  /** Throws `ServiceUnavailable` while complete bodies leave no memory for another. */
  checkBytes(): void {
    if (this.bytes >= this.mostBytes && this.arriving.size === 0) throw busy();
  }

  /** Evicts incomplete bodies until the others fit, the oldest first: an honest body is complete within moments. */
  makeWay(): void {
    while (this.bytes > this.mostBytes) {
      const [oldest] = this.arriving;
      if (!oldest) return;
      oldest.giveUp(busy());
    }
  }
}

function busy(): ServiceUnavailable {
  return new ServiceUnavailable('The relay is overloaded.');
}

import { Injectable } from '@nestjs/common';
import { Cancellation } from '../pleo/cancellation.js';
import { Loops } from '../loops/loops.js';
import type { LoopStatus } from '../loops/loop-status.js';
import { keyOf, LEASE_MS, QueueRepository } from '../queue/queue.repository.js';
import type { ClaimedMessage } from '../queue/message.js';

/** How often leases are renewed: a renewal may fail twice before a claim is lost. */
const RENEW_MS = LEASE_MS / 4;

/**
 * How long the company's data of a claim counts as current, in milliseconds: a message that was claimed ahead may wait
 * for a slow Pleo.
 */
const JUDGED_MS = 1000;

/** A claim of this replica, and how long it surely holds. */
export class Lease extends Cancellation {
  /** Whether its message may be on the way: it may still be sent, and what came of it is not known yet. */
  isOpen = true;
  private readonly heldSince = performance.now();

  constructor(
    readonly message: ClaimedMessage,
    private endsAt: number,
  ) {
    super();
  }

  /**
   * Whether the claim is lost. To be asked again before each request: a process that stood still would otherwise send
   * one before its timers are looked at.
   */
  override get isOver(): boolean {
    if (this.remainingMs <= 0) this.end();
    return super.isOver;
  }

  get remainingMs(): number {
    return this.endsAt - performance.now();
  }

  /** The message as it is to be sent now. */
  get current(): ClaimedMessage {
    const isOld = performance.now() - this.heldSince > JUDGED_MS;
    return isOld ? { ...this.message, generation: undefined } : this.message;
  }

  prolong(endsAt: number): void {
    this.endsAt = endsAt;
  }
}

/**
 * The claims that this replica holds. They are renewed while their messages are on the way. One that could not be
 * renewed is given up, and its request aborted, before anybody else can claim the message: two requests of one job are
 * never in flight. That needs no clock but the monotonic one: a lease surely lasts LEASE_MS from before it was asked
 * for.
 */
@Injectable()
export class Leases {
  private readonly held = new Map<string, Lease>();
  private readonly status: LoopStatus;
  private renewals: NodeJS.Timeout | undefined;
  private nextEnd: NodeJS.Timeout | undefined;
  private renewing = false;
  private onEmpty: (() => void) | null = null;

  constructor(
    private readonly repository: QueueRepository,
    loops: Loops,
  ) {
    this.status = loops.add('leases', 'Lease renewal', 'works');
  }

  get count(): number {
    return this.held.size;
  }

  /** What may be on the way: not what only waits to be written. */
  *open(): Generator<ClaimedMessage> {
    for (const { isOpen, message } of this.held.values()) if (isOpen) yield message;
  }

  start(): void {
    this.renewals = setInterval(() => void this.renew(), RENEW_MS);
  }

  stop(): void {
    clearInterval(this.renewals);
    clearTimeout(this.nextEnd);
  }

  /** Holds a claim that was asked for at `askedAt` (`performance.now()`). */
  hold(message: ClaimedMessage, askedAt: number): Lease {
    const lease = new Lease(message, askedAt + LEASE_MS);
    this.held.set(keyOf(message), lease);
    // No lease that is held already ends later than this one could.
    this.nextEnd ??= this.watchFor(lease.remainingMs);
    return lease;
  }

  /** The outcome is written. */
  drop(message: ClaimedMessage): void {
    const lease = this.held.get(keyOf(message));
    if (lease?.message.claim !== message.claim) return;
    this.held.delete(keyOf(message));
    if (this.held.size === 0) this.onEmpty?.();
  }

  /** Aborts every request that is on the way. */
  abortAll(): void {
    for (const lease of this.held.values()) lease.end();
  }

  /** Resolves when every claim was dropped. */
  async empty(): Promise<void> {
    if (this.held.size > 0) await new Promise<void>((resolve) => (this.onEmpty = resolve));
  }

  private async renew(): Promise<void> {
    if (this.renewing || this.held.size === 0) return;
    this.renewing = true;
    try {
      const leases = [...this.held.values()];
      const askedAt = performance.now();
      const kept = await this.repository.renew(leases.map(({ message }) => message));
      for (const lease of leases) {
        if (kept.has(keyOf(lease.message))) lease.prolong(askedAt + LEASE_MS);
        else if (this.held.get(keyOf(lease.message)) === lease) lease.end();
      }
      this.status.succeeded();
    } catch (error) {
      this.status.failed(error);
    } finally {
      this.renewing = false;
    }
  }

  /** One timer for all leases, which mostly end by being dropped: it looks when the first one may be over. */
  private watchFor(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      let nextMs = Infinity;
      for (const lease of this.held.values()) {
        if (!lease.isOver) nextMs = Math.min(nextMs, lease.remainingMs);
      }
      this.nextEnd = nextMs === Infinity ? undefined : this.watchFor(nextMs);
    }, ms).unref();
  }
}

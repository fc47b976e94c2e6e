import { Injectable } from '@nestjs/common';
import { Pulse } from '../shared/pulse.js';
import { keyOf, LEASE_MS, OutboxRepository } from './outbox.repository.js';
import type { ClaimedEvent } from './outbox-message.js';

/** How often leases are renewed: a renewal may fail twice before a claim is lost. */
const RENEW_MS = LEASE_MS / 4;

interface Lease {
  readonly message: ClaimedEvent;
  readonly abort: AbortController;
  end: NodeJS.Timeout;
}

/**
 * The claims that this replica holds. They are renewed while their events are on the way; one that could not be
 * renewed is given up, and its request aborted, before anybody else can claim the event: so never are two requests of
 * one job in flight. That needs no clock but the monotonic one: a lease surely lasts LEASE_MS from before it was asked
 * for.
 */
@Injectable()
export class Leases {
  private readonly held = new Map<string, Lease>();
  /** Whether claims can be renewed: readiness watches it. */
  readonly pulse = new Pulse('Lease renewal');
  private timer: NodeJS.Timeout | undefined;
  private renewing = false;
  private onEmpty: (() => void) | null = null;

  constructor(private readonly repository: OutboxRepository) {}

  get count(): number {
    return this.held.size;
  }

  start(): void {
    this.timer = setInterval(() => void this.renew(), RENEW_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Holds a claim that was asked for at `askedAt` (`performance.now()`). The signal aborts when it is lost. */
  hold(message: ClaimedEvent, askedAt: number): AbortSignal {
    const abort = new AbortController();
    this.held.set(keyOf(message), { message, abort, end: endOf(abort, askedAt) });
    return abort.signal;
  }

  /** The event is settled. */
  drop(message: ClaimedEvent): void {
    const lease = this.held.get(keyOf(message));
    if (lease?.message.claim !== message.claim) return;
    clearTimeout(lease.end);
    this.held.delete(keyOf(message));
    if (this.held.size === 0) this.onEmpty?.();
  }

  /** Aborts every request that is on the way. */
  abortAll(): void {
    for (const { abort } of this.held.values()) abort.abort();
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
        clearTimeout(lease.end);
        if (kept.has(keyOf(lease.message))) lease.end = endOf(lease.abort, askedAt);
        else if (this.held.get(keyOf(lease.message)) === lease) lease.abort.abort();
      }
      this.pulse.beat();
    } catch (error) {
      this.pulse.miss(error);
    } finally {
      this.renewing = false;
    }
  }
}

function endOf(abort: AbortController, askedAt: number): NodeJS.Timeout {
  const leftMs = askedAt + LEASE_MS - performance.now();
  // A process that stood still meanwhile would otherwise send before its timers are looked at.
  if (leftMs <= 0) abort.abort();
  return setTimeout(() => abort.abort(), leftMs).unref();
}

import { setTimeout as sleep } from 'node:timers/promises';
import { LeaseLost, RelayProblem } from './relay-errors.js';

/** What a lease is kept by. */
interface Keeping {
  readonly jobId: string;
  readonly leaseMs: number;
  /** When the claim was made that was granted, by the monotonic clock. */
  readonly claimedAtMs: number;
  readonly heartbeatMs: number;
  /** Prolongs it, and tells `renewed`; tries until `signal`. */
  readonly heartbeat: (signal: AbortSignal) => Promise<unknown>;
}

/** The relay leaves a lease as it is that would gain less than this: many reports may come in a second. */
const UNRENEWED_MS = 1000;

/**
 * The holder's side of a lease: renewed by heartbeats and by every accepted report. It is lost when the relay says so,
 * and when nothing came through for as long as it lasts, counted from before the request: not later than at the relay.
 */
export class HeldLease {
  private readonly lost = new AbortController();
  private readonly stopped = new AbortController();
  private lapsesAtMs: number;
  private isEnding = false;

  constructor(private readonly keeping: Keeping) {
    this.lapsesAtMs = keeping.claimedAtMs + keeping.leaseMs;
    void this.keep();
    void this.watch();
  }

  /** Aborts when the lease is lost; the reason is a LeaseLost. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  readonly renewed = (sentAtMs: number): void => {
    this.lapsesAtMs = Math.max(this.lapsesAtMs, sentAtMs + this.keeping.leaseMs - UNRENEWED_MS);
  };

  /** Throws a LeaseLost when it is; a process that was stopped for a while learns of it here first. */
  check(): void {
    if (!this.stopped.signal.aborted && performance.now() >= this.lapsesAtMs) this.lose();
    this.signal.throwIfAborted();
  }

  /** What `call` gives. Throws a LeaseLost when the lease is lost meanwhile, otherwise what `call` throws. */
  async during<Result>(call: () => Promise<Result>): Promise<Result> {
    this.check();
    try {
      return await call();
    } catch (error) {
      if (error instanceof RelayProblem && error.type === 'LEASE_LOST') this.lose(error);
      this.signal.throwIfAborted();
      throw error;
    }
  }

  /** The same for a call that ends the lease: a heartbeat that comes after it is refused, and that means nothing. */
  async ending<Result>(call: () => Promise<Result>): Promise<Result> {
    this.isEnding = true;
    try {
      const result = await this.during(call);
      this.stop();
      return result;
    } finally {
      this.isEnding = false;
    }
  }

  /** No more heartbeats: it is over, or runs out by itself. */
  stop(): void {
    this.stopped.abort();
  }

  private lose(cause?: RelayProblem): void {
    this.lost.abort(new LeaseLost(this.keeping.jobId, cause));
    this.stop();
  }

  private async keep(): Promise<void> {
    const { heartbeat, heartbeatMs, claimedAtMs } = this.keeping;
    // A claim may have waited for its job: then the first one is due at once.
    let dueAtMs = claimedAtMs + heartbeatMs;
    while (await this.hasPassed(dueAtMs - performance.now())) {
      await heartbeat(this.stopped.signal).catch((error: unknown) => {
        if (error instanceof RelayProblem && !this.isEnding) this.lose(error);
      });
      dueAtMs = performance.now() + heartbeatMs;
    }
  }

  private async watch(): Promise<void> {
    while (await this.hasPassed(this.lapsesAtMs - performance.now())) {
      if (performance.now() >= this.lapsesAtMs) this.lose();
    }
  }

  /** Waits, and says whether the lease is still kept then. Keeps no process alive that has nothing else to do. */
  private async hasPassed(ms: number): Promise<boolean> {
    const { signal } = this.stopped;
    await sleep(Math.max(1, ms), undefined, { signal, ref: false }).catch(() => undefined);
    return !signal.aborted;
  }
}

import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { PgListener } from '../database/pg-listener.js';
import { JobLeases } from '../job-leases/job-leases.js';
import { Loops } from '../loops/loops.js';
import { WakeUp } from '../loops/wake-up.js';
import { Metrics } from '../metrics/metrics.js';
import { ClaimRecorder } from './claim-recorder.js';
import type { Claim, ClaimRound, Wish } from './claim.js';
import { WaitingWorker } from './waiting-worker.js';

/** Jobs given out in one transaction: large enough to be quick, small enough to end soon. */
const MOST = 256;

/** The poll interval while a worker waits, in milliseconds, in case a notification is missed. */
const POLL_MS = 3000;

/** How long after the end of a lease is looked, in milliseconds: the database counts in whole ones. */
const LAPSE_MARGIN_MS = 5;

/** Pauses before a look at jobs that others had locked, in milliseconds: the first, and the longest. */
const LOCKED_MS = 5;
const MAX_LOCKED_MS = 500;

/**
 * The workers that wait at this replica for a job. All of them share one transaction at a time (group commit), which is
 * begun when one comes, when it is told that a job may be claimed, by this replica or another, and when a lease may
 * have run out: however many wait, and none while nothing happens, but a look every few seconds. The first to come
 * gets the oldest job.
 */
@Injectable()
export class WaitingWorkers implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly waiting = new Set<WaitingWorker>();
  private readonly listener: PgListener;
  /** Ends the pause before jobs are looked at again that others had locked. */
  private readonly news = new WakeUp();
  /** Whether something may have happened since the last round began. */
  private isDue = false;
  private turn: Promise<void> | null = null;
  private nextLook: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly recorder: ClaimRecorder,
    private readonly leases: JobLeases,
    private readonly metrics: Metrics,
    loops: Loops,
    settings: Settings,
  ) {
    const status = loops.add('claims_listener', 'Listening for claimable jobs', 'shown');
    this.listener = new PgListener('claimable', settings, status);
  }

  onApplicationBootstrap(): void {
    this.listener.start({ onNotification: () => this.look() });
  }

  async onModuleDestroy(): Promise<void> {
    this.letGo();
    await Promise.all([this.listener.stop(), this.turn]);
  }

  /** Nobody waits any longer: those that do are answered that there is nothing. */
  letGo(): void {
    this.isStopped = true;
    for (const worker of this.waiting) worker.isOver();
  }

  /**
   * Waits up to `waitMs` milliseconds for a job; null when there was none, or `signal` has aborted since the caller has
   * gone. Throws what the database throws; then a job that was claimed anyway comes back when its lease lapses.
   */
  claim(wish: Wish, waitMs: number, signal: AbortSignal): Promise<Claim | null> {
    if (signal.aborted) return Promise.resolve(null);
    const abandon = () => worker.abandon();
    const worker = new WaitingWorker(wish, this.isStopped ? 0 : waitMs, () => {
      signal.removeEventListener('abort', abandon);
      this.waiting.delete(worker);
      this.metrics.claimsWaiting.set(this.waiting.size);
    });
    this.waiting.add(worker);
    this.metrics.claimsWaiting.set(this.waiting.size);
    signal.addEventListener('abort', abandon);
    this.look();
    return worker.answer;
  }

  /** There may be something for those who wait. */
  private look(): void {
    if (this.waiting.size === 0) return;
    this.isDue = true;
    this.news.call();
    this.turn ??= this.takeTurn().finally(() => {
      this.turn = null;
      // A worker may have come since the last round was over.
      if (this.isDue) this.look();
    });
  }

  /** Rounds, as long as there may be something. Never throws. */
  private async takeTurn(): Promise<void> {
    clearTimeout(this.nextLook);
    // With all that came in this turn of the event loop.
    await new Promise(setImmediate);
    let pauseMs = LOCKED_MS;
    let nextMs: number | null = null;
    while (this.isDue && this.waiting.size > 0) {
      this.isDue = false;
      const round = await this.round([...this.waiting]);
      nextMs = round?.nextMs ?? null;
      if (!round?.isContended || this.waiting.size === 0) continue;
      this.isDue = true;
      if (round.claims.size > 0) continue;
      await this.news.sleep(pauseMs);
      pauseMs = Math.min(2 * pauseMs, MAX_LOCKED_MS);
    }
    if (this.waiting.size > 0) this.lookIn(Math.min((nextMs ?? Infinity) + LAPSE_MARGIN_MS, POLL_MS));
  }

  private lookIn(ms: number): void {
    this.nextLook = setTimeout(() => this.look(), ms).unref();
  }

  /** One transaction for all workers. Null when it failed; then they know. */
  private async round(workers: readonly WaitingWorker[]): Promise<ClaimRound<WaitingWorker> | null> {
    for (const worker of workers) worker.enterRound();
    try {
      const round = await this.recorder.claim(workers, MOST);
      const unwanted: Promise<unknown>[] = [];
      for (const worker of workers) {
        const claim = round.claims.get(worker);
        if (!claim) worker.leaveRound(round.isContended && !this.isStopped);
        else if (!worker.take(claim)) unwanted.push(this.giveBack(claim, worker.claimedBy));
      }
      await Promise.all(unwanted);
      return round;
    } catch (error) {
      for (const worker of workers) worker.fail(error);
      return null;
    }
  }

  /** Gives a job back at once whose worker has gone. Where that fails, the lease lapses. */
  async giveBack({ jobId, token }: Claim, by: string | null): Promise<void> {
    await this.leases.release(jobId, token, by).catch(() => undefined);
  }
}

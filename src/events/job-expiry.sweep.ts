import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RelayClock } from '../clock/relay-clock.js';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import type { LoopStatus } from '../loops/loop-status.js';
import { EventRecorder } from './event-recorder.js';
import { FIND_LONGEST_OVERDUE, SHORTEN_JOBS } from '../jobs/expiry.sql.js';

/** Jobs failed in one transaction: large enough to be quick, small enough to hold its locks for a moment only. */
const BATCH = 500;

/** A look that takes longer, in milliseconds, is not made at each sweep. */
const SLOW_MS = 200;

/** A slow look for the first of them takes no more than this part of the time, however slow Postgres is at it. */
const LOOK_SHARE = 1 / 20;

/**
 * How far behind the sweep before one begins that could not look, in milliseconds: a registration may shorten a job's
 * time to what is over already, and a commit takes a moment.
 */
const MARGIN_MS = 60_000;

/**
 * How long the transaction of a batch may take to begin, in milliseconds, with the first overdue job still in its
 * range: Postgres takes the time when it begins, which may be some way behind ours.
 */
const LATENCY_MS = 2000;

/** Fails the jobs whose workers were silent for too long, every EXPIRY_SWEEP_INTERVAL_SECONDS. */
@Injectable()
export class JobExpirySweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(JobExpirySweep.name);
  private readonly periodic: Periodic;
  /** Whether the first overdue job can be looked for. No matter of readiness: sweeps go on meanwhile. */
  private readonly looking: LoopStatus;
  private lookedAt = -Infinity;
  private lookTookMs = 0;
  private sweptAt = performance.now();

  constructor(
    private readonly recorder: EventRecorder,
    private readonly database: Database,
    private readonly clock: RelayClock,
    private readonly metrics: Metrics,
    loops: Loops,
    settings: Settings,
  ) {
    const intervalMs = settings.EXPIRY_SWEEP_INTERVAL_SECONDS * 1000;
    this.periodic = loops.periodic('sweep', 'Expiry sweep', 'turns', intervalMs, () => this.runOnce());
    this.looking = loops.add('overdue', 'Looking for overdue jobs', 'shown');
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  /**
   * Fails all jobs whose workers were silent for too long, batch by batch, and returns how many. Throws when the
   * database does not answer.
   */
  async runOnce(): Promise<number> {
    const steadyMs = await this.clock.look();
    const begunAt = performance.now();
    const overdueMs = await this.longestOverdue(steadyMs);
    let [expired, held] = [0, 0];
    if (overdueMs !== null) {
      await this.periodic.inBatches(BATCH, async () => {
        const sinceMs = overdueMs + performance.now() - begunAt + LATENCY_MS;
        const batch = await this.recorder.expire(BATCH, sinceMs);
        expired += batch.expired;
        held += batch.held;
        return batch.expired + batch.held;
      });
    }
    this.sweptAt = begunAt;
    this.metrics.expired.inc(expired);
    if (expired > 0)
      this.logger.log({ expired }, `Failed ${expired} jobs whose workers were silent for too long`);
    if (held > 0)
      this.logger.log(
        { held },
        `Gave ${held} jobs more time: their workers may have reported while the relay was away`,
      );
    await this.periodic.inBatches(BATCH, () => this.shorten());
    return expired;
  }

  /**
   * A low-water mark: how far back overdue jobs lie, in milliseconds; null when there are none. While another session
   * holds a transaction open, looking for it takes longer and longer. Then it is not looked for at each sweep, but the
   * last sweep is remembered, as long as the database's clock runs evenly.
   */
  private async longestOverdue(steadyMs: number): Promise<number | null> {
    const begunAt = performance.now();
    const remembered = begunAt - this.sweptAt + MARGIN_MS;
    const sinceLookMs = begunAt - this.lookedAt;
    const isSlow = this.lookTookMs > SLOW_MS;
    if (isSlow && sinceLookMs < this.lookTookMs / LOOK_SHARE && sinceLookMs < steadyMs) return remembered;
    try {
      const [first] = await this.database.patiently<{ overdueMs: number }>(FIND_LONGEST_OVERDUE, []);
      this.looking.succeeded();
      return first?.overdueMs ?? null;
    } catch (error) {
      this.looking.failed(error);
      return remembered;
    } finally {
      this.lookedAt = performance.now();
      this.lookTookMs = this.lookedAt - begunAt;
    }
  }

  /** Takes away what a clock that was ahead has given beyond any limit, of up to BATCH jobs; returns of how many. */
  private async shorten(): Promise<number> {
    return (await this.database.commit(SHORTEN_JOBS, [BATCH])).length;
  }
}

import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { MISSED_SECONDS, NOTE_TIME } from './relay-clock.sql.js';

const NOTE_MS = 1000;

/** The gap that a starting replica takes for an absence, in seconds: a live replica would have noted the time since. */
const STARTS_AFTER_SECONDS = 2;

/** A difference between two clocks that is more than a measuring error, in milliseconds. */
const SET_BY_MS = 3000;

interface Note {
  readonly steadyMs: number | null;
  readonly sinceNoteMs: number | null;
}

/**
 * The heartbeat of the service itself: for how long reports could arrive, by a steady clock. While reports are accepted
 * and Postgres answers, one of the replicas notes the time every second, in one row. A gap means that no replica took
 * reports, or that Postgres' clock was set. The two look the same, and either way no deadline may run out at once for
 * workers that had no chance to report.
 */
@Injectable()
export class RelayClock implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RelayClock.name);
  private readonly periodic: Periodic;
  private lookedAt: number | null = null;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('clock', 'Relay clock', 'shown', NOTE_MS, () => this.look());
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.stop();
  }

  /** To be called when reports are no longer accepted. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.periodic.stop();
  }

  /**
   * Notes the time, and returns for how many milliseconds it has been steady while reports could arrive: 0 when
   * unknown, as when this replica no longer accepts reports. Throws when the database does not answer.
   */
  async look(): Promise<number> {
    if (this.stopped) return 0;
    const gap = this.lookedAt === null ? STARTS_AFTER_SECONDS : MISSED_SECONDS;
    const askedAt = performance.now();
    const [note] = await this.database.run<Note>(NOTE_TIME, [gap]);
    const steadyMs = Math.max(note?.steadyMs ?? 0, 0);
    if (steadyMs === 0) this.tell(note?.sinceNoteMs ?? null, askedAt);
    this.lookedAt = performance.now();
    this.metrics.steady.set(steadyMs / 1000);
    return steadyMs;
  }

  /** Only a replica that ran before the gap can tell its cause. */
  private tell(sinceNoteMs: number | null, askedAt: number): void {
    if (sinceNoteMs === null) return;
    const setByMs = this.lookedAt === null ? 0 : sinceNoteMs - (askedAt - this.lookedAt);
    if (sinceNoteMs < 0 || Math.abs(setByMs) > SET_BY_MS) {
      const seconds = Math.round((setByMs || sinceNoteMs) / 1000);
      const way = seconds < 0 ? 'back' : 'ahead';
      this.logger.warn(
        { seconds },
        `The clock of the database was set ${way} by ${Math.abs(seconds)} s: deadlines start over`,
      );
    } else {
      const seconds = Math.round(sinceNoteMs / 1000);
      this.logger.log(
        { seconds },
        `No replica took reports for ${seconds} s: deadlines start over, to give workers time to report`,
      );
    }
  }
}

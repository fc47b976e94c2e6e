import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { MISSED_SECONDS, NOTE_TIME } from './relay-clock.sql.js';

const NOTE_MS = 1000;

/** What a replica that starts takes for an absence, in seconds: one that lives would have noted the time since. */
const STARTS_AFTER_SECONDS = 2;

/** A difference between two clocks that is no measuring error, in milliseconds. */
const SET_BY_MS = 3000;

interface Note {
  readonly steadyMs: number | null;
  readonly sinceNoteMs: number | null;
}

/**
 * Knows how long the relay has been able to hear, by a clock that ran evenly: the heartbeat of the service itself.
 * While reports are taken and Postgres answers, the time is noted every second, by whichever replica, in a row. A note
 * that does not follow the last one means that nobody could be heard in between, or that Postgres' clock was set. Nothing
 * tells the two apart, and either way no deadline may run out at once for whoever had no chance to speak.
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

  /** To be called when reports are not taken any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.periodic.stop();
  }

  /**
   * Notes the time, and returns for how many milliseconds it has been steady while the relay could hear: 0 when it is not
   * known, as when this replica takes no reports any more. Throws when the database does not answer.
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

  /** What a break is can only be told by who was there before it. */
  private tell(sinceNoteMs: number | null, askedAt: number): void {
    if (sinceNoteMs === null) return;
    const setByMs = this.lookedAt === null ? 0 : sinceNoteMs - (askedAt - this.lookedAt);
    if (sinceNoteMs < 0 || Math.abs(setByMs) > SET_BY_MS) {
      const seconds = Math.round((setByMs || sinceNoteMs) / 1000);
      const way = seconds < 0 ? 'back' : 'ahead';
      this.logger.warn(
        { seconds },
        `The clock of the database was set ${way} by ${Math.abs(seconds)} s: deadlines begin anew, so that none runs out by it`,
      );
    } else {
      const seconds = Math.round(sinceNoteMs / 1000);
      this.logger.log(
        { seconds },
        `Nobody could be heard for ${seconds} s: jobs that would have expired have time to report`,
      );
    }
  }
}

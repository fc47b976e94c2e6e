import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type Responsible, responsibleFor } from './responsible.js';
import { BASE } from './latency.js';
import { READ_MINUTE } from './overview.sql.js';

const MINUTE_MS = 60_000;

/** Minutes shown. */
const MINUTES = 60;

/** An attempt is written when it ends: for so many minutes after a minute something may still be added to it. */
const SETTLED_AFTER = 2;

/** Events of failed requests that are told apart, at most. */
export const MAX_FAILED_EVENTS = 1000;

/** Deliveries and failures of one minute. */
export interface Minute {
  readonly at: Date;
  readonly delivered: number;
  /** Deliveries by the time since acceptance, in steps of `BASE`. */
  readonly steps: ReadonlyMap<number, number>;
  readonly failed: Readonly<Record<Responsible, number>>;
  /** Up to MAX_FAILED_EVENTS of those whose requests failed. */
  readonly failedEvents: ReadonlySet<string>;
}

interface Row {
  readonly outcome: string;
  readonly step: number | null;
  readonly count: number;
  readonly failedEvents: string[] | null;
}

/**
 * Caches the minutes of the last hour. A minute that is over does not change, so reading again costs the last few
 * minutes only, however much is delivered.
 */
@Injectable()
export class RecentMinutes {
  private kept = new Map<number, Minute>();

  constructor(private readonly database: Database) {}

  /** The oldest first; the last one is under way at `now`. */
  async read(now: Date): Promise<Minute[]> {
    const last = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
    // Later minutes are not over, and may have been read while the database's clock was ahead.
    const settled = last - SETTLED_AFTER * MINUTE_MS;
    this.kept = new Map([...this.kept].filter(([at]) => at > last - MINUTES * MINUTE_MS && at < settled));
    const minutes: Minute[] = [];
    for (let age = MINUTES - 1; age >= 0; age--) {
      const at = last - age * MINUTE_MS;
      const minute = this.kept.get(at) ?? (await this.readMinute(new Date(at)));
      if (age > SETTLED_AFTER) this.kept.set(at, minute);
      minutes.push(minute);
    }
    return minutes;
  }

  private async readMinute(at: Date): Promise<Minute> {
    const rows = await this.database.run<Row>(READ_MINUTE, [at, BASE, MAX_FAILED_EVENTS]);
    const minute = {
      at,
      delivered: 0,
      steps: new Map<number, number>(),
      failed: { pleo: 0, credential: 0, us: 0 },
      failedEvents: new Set(rows.flatMap(({ failedEvents }) => failedEvents ?? [])),
    };
    for (const { outcome, step, count } of rows) {
      if (step === null) {
        minute.failed[responsibleFor(outcome)] += count;
      } else {
        minute.delivered += count;
        minute.steps.set(step, count);
      }
    }
    return minute;
  }
}

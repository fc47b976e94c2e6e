import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { ServiceUnavailable } from '../shared/http.errors.js';
import { EventRecorder, type Outcome } from './event-recorder.js';
import type { Report } from './ledger.js';

/** New reports in one transaction. */
const GROUP = 256;

/** Reports that may wait when more come: all of them are written within PATIENCE_MS by a database in good health. */
const MOST_WAITING = 10_000;

/** How long to wait for somebody else's lock when there is nothing else to do. */
const LOCKED_MS = 5;

/** How long a report may wait, for a lock or behind a database that does not answer: it is answered within 5 s. */
const PATIENCE_MS = 2000;

/** The last word on a report. */
export type Settled = Exclude<Outcome, { kind: 'locked' }>;

interface Entry {
  readonly report: Report;
  readonly since: number;
  readonly resolve: (outcome: Settled) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Takes reports by group commit: what arrives while a transaction commits makes up the next one, so that many callers
 * share one round trip and one flush to disk, and a single one is not kept waiting. Nothing else is shared: each report
 * comes to what it would have come to by itself.
 */
@Injectable()
export class Intake {
  private readonly waiting: Entry[] = [];
  private committing = false;

  constructor(private readonly recorder: EventRecorder) {}

  /** Takes reports in this order. Throws what `EventRecorder.record` throws, or `ServiceUnavailable`. */
  async record(reports: readonly Report[]): Promise<Settled[]> {
    if (this.waiting.length >= MOST_WAITING) throw new ServiceUnavailable('The relay has too much to do.');
    const since = performance.now();
    const settled = reports.map(
      (report) =>
        new Promise<Settled>((resolve, reject) => {
          this.waiting.push({ report, since, resolve, reject });
        }),
    );
    if (!this.committing) {
      this.committing = true;
      // With all that came in this turn of the event loop.
      setImmediate(() => void this.commitAll());
    }
    return Promise.all(settled);
  }

  private async commitAll(): Promise<void> {
    let locked: Entry[] = [];
    while (this.waiting.length > 0 || locked.length > 0) {
      // What found its job locked goes first: later reports on that job must not overtake it.
      const group = [...locked, ...this.waiting.splice(0, GROUP)];
      locked = await this.commit(group);
      if (locked.length === group.length) await sleep(LOCKED_MS);
    }
    this.committing = false;
  }

  /** Returns what has to wait for somebody else's lock. Never throws. */
  private async commit(group: readonly Entry[]): Promise<Entry[]> {
    try {
      const outcomes = await this.recorder.record(group.map(({ report }) => report));
      return group.filter((entry, index) => !settle(entry, outcomes[index] as Outcome));
    } catch (error) {
      if (group.length > 1 && !isDatabaseUnavailable(error)) return this.commitOneByOne(group);
      for (const entry of group) entry.reject(error);
      this.giveUpTheOldest(error);
      return [];
    }
  }

  /** A report that cannot be written must not spoil its neighbours. */
  private async commitOneByOne(group: readonly Entry[]): Promise<Entry[]> {
    const locked: Entry[] = [];
    for (const entry of group) locked.push(...(await this.commit([entry])));
    return locked;
  }

  private giveUpTheOldest(error: unknown): void {
    while (this.waiting[0] && age(this.waiting[0]) > PATIENCE_MS) this.waiting.shift()?.reject(error);
  }
}

/** Whether the report has an answer now. */
function settle(entry: Entry, outcome: Outcome): boolean {
  if (outcome.kind !== 'locked') entry.resolve(outcome);
  else if (age(entry) > PATIENCE_MS)
    entry.reject(new ServiceUnavailable('Somebody else holds the job locked.'));
  else return false;
  return true;
}

function age({ since }: Entry): number {
  return performance.now() - since;
}

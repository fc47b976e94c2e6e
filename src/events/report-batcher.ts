import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { ServiceUnavailable } from '../api/http.errors.js';
import type { RecordedReport } from './batch-result.js';
import { EventRecorder } from './event-recorder.js';
import type { AnyReport } from './transition-batch.js';

/** New reports in one transaction, and item results in them: large enough to be quick, small enough to end soon. */
const GROUP = 256;
const MAX_RESULTS = 2000;

/** Reports that may wait when more come: a healthy database writes them all within REPORT_TIMEOUT_MS. */
const MAX_WAITING = 10_000;

/** How long to wait for another transaction's lock when there is nothing else to do. */
const LOCKED_MS = 5;

/** How long a report may wait, for a lock or behind a database that does not answer: it is answered within 5 s. */
const REPORT_TIMEOUT_MS = 2000;

/** A report that waits for its transaction, and its caller's promise. */
interface Entry {
  readonly report: AnyReport;
  /** When it came, as `performance.now()` counts. */
  readonly since: number;
  readonly resolve: (recorded: RecordedReport) => void;
  readonly reject: (error: unknown) => void;
}

/** Resolves or rejects an entry. */
type Answer = () => void;

/** A group after its transaction. */
interface Committed {
  /** Entries whose job another transaction has locked: they go into the next group. */
  readonly locked: Entry[];
  /** Still to be given. */
  readonly answers: Answer[];
}

/**
 * Takes reports by group commit: what arrives while a transaction commits makes up the next one, so many callers
 * share one round trip and one flush to disk, and a single one is not kept waiting. Nothing else is shared: each report
 * is answered as if it had come alone.
 */
@Injectable()
export class ReportBatcher {
  private readonly waiting: Entry[] = [];
  private committing = false;

  constructor(private readonly recorder: EventRecorder) {}

  /** Takes reports in this order. Throws what `EventRecorder.record` throws, or `ServiceUnavailable`. */
  async record(reports: readonly AnyReport[]): Promise<RecordedReport[]> {
    if (this.waiting.length >= MAX_WAITING) throw new ServiceUnavailable('The relay is overloaded.');
    const since = performance.now();
    const recorded = reports.map(
      (report) =>
        new Promise<RecordedReport>((resolve, reject) => {
          this.waiting.push({ report, since, resolve, reject });
        }),
    );
    if (!this.committing) {
      this.committing = true;
      // With all that came in this turn of the event loop.
      setImmediate(() => void this.commitAll());
    }
    return Promise.all(recorded);
  }

  private async commitAll(): Promise<void> {
    let done: Committed = { locked: [], answers: [] };
    while (this.waiting.length > 0 || done.locked.length > 0) {
      // Entries that found their job locked go first: later reports on that job must not overtake them.
      const group = [...done.locked, ...this.waiting.splice(0, this.nextGroup())];
      const committing = this.commit(group);
      // Answers take as long as a transaction. Given one tick later they find the next one on its way to Postgres.
      process.nextTick(give, done.answers);
      done = await committing;
      if (done.locked.length === group.length) await sleep(LOCKED_MS);
    }
    give(done.answers);
    this.committing = false;
  }

  /** How many of those that wait make the next group: one at least. */
  private nextGroup(): number {
    let results = 0;
    const end = this.waiting.slice(0, GROUP).findIndex(({ report }) => {
      results += 'results' in report ? report.results.length : 0;
      return results > MAX_RESULTS;
    });
    return end === -1 ? GROUP : Math.max(end, 1);
  }

  /** Never throws. */
  private async commit(group: readonly Entry[]): Promise<Committed> {
    const committed: Committed = { locked: [], answers: [] };
    try {
      const recorded = await this.recorder.record(group.map(({ report }) => report));
      for (const [index, entry] of group.entries()) {
        const answer = answerTo(entry, recorded[index] as RecordedReport | 'locked');
        if (answer) committed.answers.push(answer);
        else committed.locked.push(entry);
      }
      return committed;
    } catch (error) {
      if (group.length > 1 && !isDatabaseUnavailable(error)) return this.commitOneByOne(group);
      committed.answers.push(...group.map((entry) => () => entry.reject(error)));
      this.giveUpTheOldest(error);
      return committed;
    }
  }

  /**
   * Isolates a report that cannot be written from its neighbours. Later reports on a job that was found locked are put
   * aside untried: the lock may be free by now, and they must not overtake.
   */
  private async commitOneByOne(group: readonly Entry[]): Promise<Committed> {
    const all: Entry[] = [];
    const lockedJobs = new Set<string>();
    for (const entry of group) {
      const { jobId } = entry.report;
      if (lockedJobs.has(jobId)) {
        all.push(entry);
        continue;
      }
      const { locked, answers } = await this.commit([entry]);
      give(answers);
      all.push(...locked);
      if (locked.length > 0) lockedJobs.add(jobId);
    }
    return { locked: all, answers: [] };
  }

  private giveUpTheOldest(error: unknown): void {
    while (this.waiting[0] && age(this.waiting[0]) > REPORT_TIMEOUT_MS) this.waiting.shift()?.reject(error);
  }
}

/** Null when the report has to wait for another transaction's lock. */
function answerTo(entry: Entry, recorded: RecordedReport | 'locked'): Answer | null {
  if (recorded !== 'locked') return () => entry.resolve(recorded);
  if (age(entry) <= REPORT_TIMEOUT_MS) return null;
  return () => entry.reject(new ServiceUnavailable('Another session has locked the job.'));
}

function give(answers: readonly Answer[]): void {
  for (const answer of answers) answer();
}

function age({ since }: Entry): number {
  return performance.now() - since;
}

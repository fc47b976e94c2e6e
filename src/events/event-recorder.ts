import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import type { JobSummary } from '../lifecycle/job-summary.js';
import { isFinal } from '../lifecycle/job-state.js';
import { JobNotFound } from '../jobs/jobs.errors.js';
import type { DomainError } from '../api/domain-error.js';
import { dueAfter, dueNow } from './delivery-state.js';
import { type ExportJobEvent, toExportJobEvent } from './dto/export-job-event.dto.js';
import { TransitionRefused } from './events.errors.js';
import { type AcceptedEvent, EventsRepository, type StoredEvent } from './events.repository.js';
import { TransitionBatch, type NewEvent, type Report, says, type Verdict } from './transition-batch.js';

/** What became of a report. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly event: ExportJobEvent }
  /** The same was accepted before, as the event with this id. */
  | { readonly kind: 'repeated'; readonly id: string }
  | { readonly kind: 'refused'; readonly error: DomainError }
  /** Somebody else has locked the job: nothing is known and nothing has happened. */
  | { readonly kind: 'locked' };

/** Writes reports to the books. */
@Injectable()
export class EventRecorder {
  constructor(
    private readonly repository: EventsRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * Takes reports in order, each on its own terms, in one transaction: lock the jobs, check, move them, write events
   * and outbox rows. When this resolves, what it calls accepted is on disk. Throws when the database does not answer;
   * then saying the same again is safe.
   */
  async record(reports: readonly Report[]): Promise<Outcome[]> {
    const { UNKNOWN_JOBS, JOB_EXPIRES_IN_SECONDS } = this.settings;
    return this.repository.transaction(async (run, last) => {
      const free = await this.repository.lockFree(run, idsOf(reports));
      const ledger = new TransitionBatch(free, UNKNOWN_JOBS === 'register');
      const verdicts = reports.map((report) => ledger.enter(report));
      const known = await this.repository.findJobs(run, idsOf(reportsOf(verdicts, 'unknown')));
      const stored = await this.repository.findStored(run, reportsOf(verdicts, 'impossible'));
      const accepted = await this.repository.accept(last, ledger, 'api', JOB_EXPIRES_IN_SECONDS);
      const page = new BatchResult(ledger, accepted, stored, known);
      return verdicts.map((verdict) => page.outcomeOf(verdict));
    });
  }
}

/** What the tables say of a page of the ledger: the last word on each report. */
class BatchResult {
  /** New jobs that somebody else has made known in the meantime: what this page says of them is void. */
  private readonly void: ReadonlySet<string>;

  constructor(
    private readonly ledger: TransitionBatch,
    private readonly accepted: ReadonlyMap<string, AcceptedEvent>,
    /** What was there before. */
    private readonly stored: readonly StoredEvent[],
    private readonly known: ReadonlySet<string>,
  ) {
    this.void = new Set(ledger.events.filter(({ id }) => !accepted.has(id)).map(({ jobId }) => jobId));
  }

  outcomeOf(verdict: Verdict): Outcome {
    switch (verdict.kind) {
      case 'unknown': {
        const { jobId } = verdict.report;
        return this.known.has(jobId)
          ? { kind: 'locked' }
          : { kind: 'refused', error: new JobNotFound(jobId) };
      }
      case 'accepted':
        return this.acceptedEvent(verdict.event);
      case 'impossible': {
        const { report, earlier } = verdict;
        if (this.void.has(report.jobId)) return { kind: 'locked' };
        const same = [...this.stored, ...earlier].find((one) => isSameEvent(one, report));
        if (same && says(report, same)) return { kind: 'repeated', id: same.id };
        const reason = same ? 'recorded_with_another_reason' : 'impossible';
        const job = this.standing(verdict.job, earlier.at(-1));
        return { kind: 'refused', error: new TransitionRefused(job, report.event, reason) };
      }
    }
  }

  private acceptedEvent(event: NewEvent): Outcome {
    const row = this.accepted.get(event.id);
    if (!row) return { kind: 'locked' };
    const { acceptedAt, dueAt, headId, headStatus } = row;
    const delivery =
      dueAt === null
        ? dueAfter({
            id: headId ?? (this.ledger.firstOf(event.jobId) as NewEvent).id,
            status: headStatus ?? 'pending',
          })
        : dueNow(acceptedAt);
    return { kind: 'accepted', event: toExportJobEvent({ ...event, acceptedAt, origin: 'api' }, delivery) };
  }

  /** The job with the time of the event on this page that led to its status, if one did. */
  private standing(job: JobSummary, since: NewEvent | undefined): JobSummary {
    const at = since && this.accepted.get(since.id)?.acceptedAt;
    if (!at) return job;
    return isFinal(job.status) ? { ...job, completedAt: at } : { ...job, startedAt: at };
  }
}

function isSameEvent(one: Pick<Report, 'jobId' | 'event'>, other: Report): boolean {
  return one.jobId === other.jobId && one.event === other.event;
}

function reportsOf(verdicts: readonly Verdict[], kind: 'unknown' | 'impossible'): Report[] {
  return verdicts.flatMap((verdict) => (verdict.kind === kind ? [verdict.report] : []));
}

function idsOf(reports: readonly Report[]): string[] {
  return [...new Set(reports.map(({ jobId }) => jobId))];
}

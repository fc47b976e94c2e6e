import type { DomainError } from '../api/domain-error.js';
import { JobNotFound } from '../jobs/jobs.errors.js';
import { isFinal } from '../lifecycle/job-state.js';
import type { JobSummary } from '../lifecycle/job-summary.js';
import { dueAfter, dueNow } from './delivery-state.js';
import { type ExportJobEvent, toExportJobEvent } from './dto/export-job-event.dto.js';
import { TransitionRefused } from './events.errors.js';
import type { AcceptedEvent, StoredEvent } from './events.repository.js';
import { type Decision, type NewEvent, type Report, says, type TransitionBatch } from './transition-batch.js';

/**
 * A report after the commit: what its caller is answered. A new refusal needs its error in `BatchResult.of` only;
 * everything behind that passes it on.
 */
export type RecordedReport =
  | { readonly kind: 'accepted'; readonly event: ExportJobEvent }
  /** The same was accepted before, as the event with this id; nothing was written. */
  | { readonly kind: 'repeated'; readonly id: string }
  | { readonly kind: 'refused'; readonly error: DomainError };

/** Joins the decisions on a batch with what the tables said when it was written. */
export class BatchResult {
  /** New jobs that another transaction has registered first: nothing of them was written. */
  private readonly takenJobs: ReadonlySet<string>;

  constructor(
    private readonly batch: TransitionBatch,
    /** By event id; without those of `takenJobs`. */
    private readonly accepted: ReadonlyMap<string, AcceptedEvent>,
    /** The stored events that reports may repeat. */
    private readonly stored: readonly StoredEvent[],
    /** Those of the unknown jobs that are there, locked by another transaction. */
    private readonly known: ReadonlySet<string>,
  ) {
    this.takenJobs = new Set(batch.events.filter(({ id }) => !accepted.has(id)).map(({ jobId }) => jobId));
  }

  /** `locked`: another transaction has the job. Nothing is known and nothing has happened: try again. */
  of(decision: Decision): RecordedReport | 'locked' {
    switch (decision.kind) {
      case 'unknown': {
        const { jobId } = decision.report;
        return this.known.has(jobId) ? 'locked' : { kind: 'refused', error: new JobNotFound(jobId) };
      }
      case 'accepted':
        return this.acceptedEvent(decision.event);
      case 'impossible': {
        const { report, earlier } = decision;
        if (this.takenJobs.has(report.jobId)) return 'locked';
        const same = [...this.stored, ...earlier].find((one) => isSameEvent(one, report));
        if (same && says(report, same)) return { kind: 'repeated', id: same.id };
        const reason = same ? 'recorded_with_another_reason' : 'impossible';
        const job = this.summary(decision.job, earlier.at(-1));
        return { kind: 'refused', error: new TransitionRefused(job, report.event, reason) };
      }
    }
  }

  private acceptedEvent(event: NewEvent): RecordedReport | 'locked' {
    const row = this.accepted.get(event.id);
    if (!row) return 'locked';
    const { acceptedAt, dueAt, headId, headStatus } = row;
    const delivery =
      dueAt === null
        ? dueAfter({
            id: headId ?? (this.batch.firstOf(event.jobId) as NewEvent).id,
            status: headStatus ?? 'pending',
          })
        : dueNow(acceptedAt);
    return { kind: 'accepted', event: toExportJobEvent({ ...event, acceptedAt, origin: 'api' }, delivery) };
  }

  /** The job with the time of the event in this batch that led to its status, if one did. */
  private summary(job: JobSummary, since: NewEvent | undefined): JobSummary {
    const at = since && this.accepted.get(since.id)?.acceptedAt;
    if (!at) return job;
    return isFinal(job.status) ? { ...job, completedAt: at } : { ...job, startedAt: at };
  }
}

function isSameEvent(one: Pick<Report, 'jobId' | 'event'>, other: Report): boolean {
  return one.jobId === other.jobId && one.event === other.event;
}

import type { DomainError } from '../api/domain-error.js';
import type { ItemStanding } from '../items/dto/export-job-item.dto.js';
import type { ResultDecision } from '../items/item-batch.js';
import { ItemsUnfinished, JobTakesNoItems } from '../items/items.errors.js';
import type { ItemResult } from '../items/item-result.js';
import { LeaseLost } from '../job-leases/leases.errors.js';
import { JobNotFound } from '../jobs/jobs.errors.js';
import { isFinal } from '../lifecycle/job-state.js';
import type { JobSummary } from '../lifecycle/job-summary.js';
import { dueAfter, dueNow, type Head, heldUntil } from './delivery-state.js';
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
  | { readonly kind: 'results'; readonly results: readonly RecordedResult[] }
  | { readonly kind: 'refused'; readonly error: DomainError };

/** A result of an entry after the commit: kept, now or before, or refused since another one stands. */
export type RecordedResult =
  | { readonly kind: 'kept' | 'repeated'; readonly result: ItemResult; readonly standing: ItemStanding }
  | { readonly kind: 'refused'; readonly result: ItemResult; readonly standing: ItemResult };

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
    /** When results were kept, by job. */
    private readonly reportedAt: ReadonlyMap<string, Date> = new Map(),
    /** Of unfinished jobs: the first entries that are in progress. */
    private readonly inProgress: ReadonlyMap<string, readonly string[]> = new Map(),
  ) {
    this.takenJobs = new Set(batch.events.filter(({ id }) => !accepted.has(id)).map(({ jobId }) => jobId));
  }

  /** `locked`: another transaction has the job. Nothing is known and nothing has happened: try again. */
  of(decision: Decision): RecordedReport | 'locked' {
    switch (decision.kind) {
      case 'unknown': {
        const { jobId } = decision;
        return this.known.has(jobId) ? 'locked' : { kind: 'refused', error: new JobNotFound(jobId) };
      }
      case 'accepted':
        return this.acceptedEvent(decision.event);
      case 'impossible': {
        const { reports, earlier } = decision;
        const [report] = reports;
        if (this.takenJobs.has(report.jobId)) return 'locked';
        const stored = [...this.stored, ...earlier];
        const repeated = stored.find((one) => reports.some((it) => isSameEvent(one, it) && says(it, one)));
        if (repeated) return { kind: 'repeated', id: repeated.id };
        const isRecorded = stored.some((one) => isSameEvent(one, report));
        const reason = isRecorded ? 'recorded_with_another_reason' : 'impossible';
        const job = this.summary(decision.job, earlier.at(-1));
        return { kind: 'refused', error: new TransitionRefused(job, report.event, reason) };
      }
      case 'results': {
        const { jobId, results } = decision;
        // Of all that were kept this moment.
        const reportedAt = this.reportedAt.get(jobId) as Date;
        const kept = {
          jobId,
          reportedAt,
          deliveryStatus: 'pending',
          deliveredAt: null,
          error: null,
        } as const;
        return { kind: 'results', results: results.map((result) => recordedResult(result, kept)) };
      }
      case 'takes_no_items': {
        const job = this.summary(decision.job, decision.earlier.at(-1));
        return { kind: 'refused', error: new JobTakesNoItems(job) };
      }
      case 'lease_lost':
        return {
          kind: 'refused',
          error: new LeaseLost(this.summary(decision.job, decision.earlier.at(-1))),
        };
      case 'unfinished': {
        const { job, unfinished } = decision;
        const ids = this.inProgress.get(job.id) ?? [];
        const error = new ItemsUnfinished(job, { ...unfinished, unfinished: ids });
        return { kind: 'refused', error };
      }
      case 'put_aside':
        return 'locked';
    }
  }

  private acceptedEvent(event: NewEvent): RecordedReport | 'locked' {
    const row = this.accepted.get(event.id);
    if (!row) return 'locked';
    const { acceptedAt, dueAt } = row;
    const delivery =
      dueAt === null
        ? dueAfter(this.headOf(event, row))
        : dueAt > acceptedAt
          ? heldUntil(dueAt)
          : dueNow(acceptedAt);
    return { kind: 'accepted', event: toExportJobEvent({ acceptedAt, origin: 'api', ...event }, delivery) };
  }

  /** What goes first: it waits already, or is in this batch. */
  private headOf({ jobId }: NewEvent, { headId, headStatus, headKind }: AcceptedEvent): Head {
    if (headId !== null) return { id: headId, status: headStatus ?? 'pending', kind: headKind ?? 'event' };
    const first = this.batch.firstOf(jobId);
    return first?.isFirst
      ? { id: first.id, status: 'pending', kind: 'event' }
      : { id: '', status: 'pending', kind: 'items' };
  }

  /** The job with the time of the event in this batch that led to its status, if one did. */
  private summary(job: JobSummary, since: NewEvent | undefined): JobSummary {
    const at = since && this.accepted.get(since.id)?.acceptedAt;
    if (!at) return job;
    return isFinal(job.status) ? { ...job, completedAt: at } : { ...job, startedAt: at };
  }
}

function recordedResult(decision: ResultDecision, kept: ItemStanding): RecordedResult {
  if (decision.kind === 'refused') return decision;
  const known = decision.kind === 'repeated' ? decision.known : null;
  return { kind: decision.kind, result: decision.result, standing: known ?? kept };
}

function isSameEvent(one: Pick<Report, 'jobId' | 'event'>, other: Report): boolean {
  return one.jobId === other.jobId && one.event === other.event;
}

import { v7 as uuidv7 } from 'uuid';
import {
  type FailureReasonType,
  isFinal,
  type JobEvent,
  type JobStatus,
  mayRegister,
  transition,
} from '../lifecycle/job-state.js';
import type { JobSummary } from '../lifecycle/job-summary.js';
import type { CountedReason, Unfinished } from '../items/final-event.js';
import { finalEventOf, isUnfinished } from '../items/final-event.js';
import { ItemBatch, type ItemsReport, type ResultDecision } from '../items/item-batch.js';
import type { ShownToken } from '../job-leases/job-leases.sql.js';
import { TokenCheck } from '../job-leases/token-check.js';
import type { ReportingRequest } from '../queue/message.js';

/** A report that something happened to a job. */
export interface Report {
  readonly jobId: string;
  readonly event: JobEvent;
  readonly failureReason: string | null;
  readonly failureReasonType: FailureReasonType | null;
  /** The name of the caller's API key; null where there are none, and when the relay itself reports. */
  readonly reportedBy: string | null;
  /** The request that brought it; null when the relay itself reports. */
  readonly request: ReportingRequest | null;
  /** The token that the caller has shown, of the lease by which it has the job. */
  readonly leaseToken?: string | null;
}

/** A report that all results of a job are in: its final event follows from them. */
export interface FinishReport {
  readonly jobId: string;
  /** Whether entries without a final result count as not successful. */
  readonly allowMissing: boolean;
  readonly reportedBy: string | null;
  readonly request: ReportingRequest | null;
  readonly leaseToken?: string | null;
}

/** Whatever workers report. */
export type AnyReport = Report | ItemsReport | FinishReport;

/** A job's row, locked. */
export interface LockedJob extends JobSummary {
  readonly lastSequence: number;
  readonly numberOfItems: number | null;
}

/** An event that is to be written. */
export interface NewEvent extends Report {
  readonly id: string;
  readonly sequence: number;
  /** Whether nothing of its job goes before it that is written in this transaction. */
  readonly isFirst: boolean;
}

/** How a job's row changes. */
export interface Move {
  readonly jobId: string;
  /** Whether there is no row yet. */
  readonly isNew: boolean;
  readonly status: JobStatus;
  readonly started: boolean;
  readonly ended: boolean;
  readonly failureReason: string | null;
  readonly failureReasonType: FailureReasonType | null;
  readonly lastSequence: number;
}

/**
 * A report before the commit: what the state machine says of it, given the rows that are locked. `accepted` stands once
 * its event is written. The tables decide the other two, in BatchResult: an impossible event may repeat a stored one,
 * and an unknown job may be there, locked by another transaction.
 */
export type Decision =
  | { readonly kind: 'accepted'; readonly event: NewEvent }
  | {
      readonly kind: 'impossible';
      /** What was reported; of a job that is to be finished once more, all that its results may have come to. */
      readonly reports: readonly [Report, ...Report[]];
      readonly job: JobSummary;
      /** Events of the job that this batch has accepted before. */
      readonly earlier: readonly NewEvent[];
    }
  | { readonly kind: 'results'; readonly jobId: string; readonly results: readonly ResultDecision[] }
  /** The job takes no item results: it is not in progress. */
  | { readonly kind: 'takes_no_items'; readonly job: JobSummary; readonly earlier: readonly NewEvent[] }
  /** The token is not that of the job's live lease. */
  | { readonly kind: 'lease_lost'; readonly job: JobSummary; readonly earlier: readonly NewEvent[] }
  | { readonly kind: 'unfinished'; readonly job: JobSummary; readonly unfinished: Unfinished }
  | { readonly kind: 'unknown'; readonly jobId: string }
  /** It needs to see what this batch writes: it goes into the next one, with all that follows of its job. */
  | { readonly kind: 'put_aside' };

/** Applies reports to locked jobs, one after the other, and collects what is to be written. Touches no database. */
export class TransitionBatch {
  private readonly jobs: Map<string, LockedJob>;
  private readonly isNew = new Set<string>();
  private readonly accepted = new Map<string, NewEvent[]>();
  private readonly putAside = new Set<string>();

  /**
   * `registers`: whether an event may register a job that has no row. `items` and `reasonsOf` know the results of jobs
   * that results are reported of, or that are to be finished; `tokens` the worth of those that were shown.
   */
  constructor(
    locked: readonly LockedJob[],
    private readonly registers: boolean,
    readonly items = new ItemBatch([], []),
    private readonly reasonsOf: (jobId: string) => readonly CountedReason[] = () => [],
    private readonly tokens = new TokenCheck(),
  ) {
    this.jobs = new Map(locked.map((job) => [job.id, job]));
  }

  /** The events that were accepted; those of a job in order. */
  get events(): NewEvent[] {
    return [...this.accepted.values()].flat();
  }

  /** How the accepted events change each job. */
  get moves(): Move[] {
    return [...this.accepted].map(([jobId, events]) => {
      const { status, lastSequence } = this.jobs.get(jobId) as LockedJob;
      const last = events.at(-1) as NewEvent;
      return {
        jobId,
        isNew: this.isNew.has(jobId),
        status,
        started: events.some(({ event }) => event === 'started'),
        ended: isFinal(status),
        failureReason: last.failureReason,
        failureReasonType: last.failureReasonType,
        lastSequence,
      };
    });
  }

  /** The first event of a job in this batch. */
  firstOf(jobId: string): NewEvent | undefined {
    return this.accepted.get(jobId)?.[0];
  }

  /** Applies a report behind all that were applied before. */
  apply(report: AnyReport): Decision {
    const { jobId, leaseToken } = report;
    if (this.putAside.has(jobId)) return PUT_ASIDE;
    if (leaseToken) {
      const job = this.jobs.get(jobId);
      if (!job) return { kind: 'unknown', jobId };
      if (!this.admits({ jobId, token: leaseToken }, job, 'results' in report))
        return { kind: 'lease_lost', job, earlier: this.accepted.get(jobId) ?? [] };
    }
    if ('results' in report) return this.applyResults(report);
    return 'allowMissing' in report ? this.finish(report) : this.applyEvent(report);
  }

  /** Of a job that has ended its last token too, with events: a final event whose answer was lost can be repeated. */
  private admits(shown: ShownToken, { status }: LockedJob, isOfResults: boolean): boolean {
    if (this.tokens.isLive(shown)) return true;
    return !isOfResults && isFinal(status) && this.tokens.isLast(shown);
  }

  private applyEvent(report: Report): Decision {
    const job = this.jobs.get(report.jobId) ?? this.register(report);
    if (!job) return { kind: 'unknown', jobId: report.jobId };
    const earlier = this.accepted.get(job.id) ?? [];
    const status = transition(job.status, report.event);
    if (status === null) return { kind: 'impossible', reports: [report], job, earlier };
    const isFirst = earlier.length === 0 && !this.items.isChanged(job.id);
    const event = { id: uuidv7(), sequence: job.lastSequence + 1, isFirst, ...report };
    this.accepted.set(job.id, [...earlier, event]);
    this.jobs.set(job.id, { ...job, status, lastSequence: event.sequence });
    return { kind: 'accepted', event };
  }

  private applyResults(report: ItemsReport): Decision {
    const { jobId } = report;
    const job = this.jobs.get(jobId);
    if (!job) return { kind: 'unknown', jobId };
    // Another transaction may have registered it first: then nothing of this batch is written of it.
    if (this.isNew.has(jobId)) return this.postpone(jobId);
    if (job.status !== 'in_progress')
      return { kind: 'takes_no_items', job, earlier: this.accepted.get(jobId) ?? [] };
    const results = this.items.apply(report, () => {
      const { lastSequence } = job;
      this.jobs.set(jobId, { ...job, lastSequence: lastSequence + 1 });
      return lastSequence + 1;
    });
    return { kind: 'results', jobId, results };
  }

  /** Derives the final event from all results, so none may have been reported in this batch only. */
  private finish({ jobId, allowMissing, ...from }: FinishReport): Decision {
    const job = this.jobs.get(jobId);
    if (!job) return { kind: 'unknown', jobId };
    if (this.isNew.has(jobId) || this.items.isReported(jobId)) return this.postpone(jobId);
    const counts = this.items.tallyOf(jobId) ?? NO_RESULTS;
    const derive = (numberOfItems: number | null, allows: boolean) =>
      finalEventOf(counts, numberOfItems, this.reasonsOf(jobId), allows);
    if (!isFinal(job.status)) {
      const derived = derive(job.numberOfItems, allowMissing);
      if (isUnfinished(derived)) return { kind: 'unfinished', job, unfinished: derived };
      return this.applyEvent({ jobId, ...derived, ...from });
    }
    // A repeat, perhaps: the number of items may have become known since, or missing ones were allowed.
    const reports = [derive(job.numberOfItems, true), derive(null, true)].flatMap((derived) =>
      isUnfinished(derived) ? [] : [{ jobId, ...derived, ...from }],
    );
    const earlier = this.accepted.get(jobId) ?? [];
    return { kind: 'impossible', reports: reports as [Report, ...Report[]], job, earlier };
  }

  private postpone(jobId: string): Decision {
    this.putAside.add(jobId);
    return PUT_ASIDE;
  }

  /** The job as it is before the report, if that may register it. */
  private register({ jobId, event }: Report): LockedJob | null {
    if (!this.registers || !mayRegister(event)) return null;
    this.isNew.add(jobId);
    return { id: jobId, ...NEW_JOB };
  }
}

const PUT_ASIDE: Decision = { kind: 'put_aside' };

const NO_RESULTS = { successful: 0, failed: 0, inProgress: 0 };

const NEW_JOB = {
  status: 'pending',
  createdAt: new Date(0),
  startedAt: null,
  completedAt: null,
  expiredAt: null,
  lastSequence: 0,
  numberOfItems: null,
} as const;

/** Whether a report says exactly what an event says already. */
export function says(report: Report, event: Pick<Report, 'failureReason' | 'failureReasonType'>): boolean {
  return report.failureReason === event.failureReason && report.failureReasonType === event.failureReasonType;
}

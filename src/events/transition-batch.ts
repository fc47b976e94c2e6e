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
}

/** What deliveries name of the request that reported an event. */
export interface ReportingRequest {
  readonly id: string;
  /** Of its span, as W3C Trace Context writes it; null without tracing. */
  readonly traceparent: string | null;
}

/** A job's row, locked. */
export interface LockedJob extends JobSummary {
  readonly lastSequence: number;
}

/** An event that is to be written. */
export interface NewEvent extends Report {
  readonly id: string;
  readonly sequence: number;
  /** Whether it is the first one of its job in this transaction. */
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
      readonly report: Report;
      readonly job: JobSummary;
      /** Events of the job that this batch has accepted before. */
      readonly earlier: readonly NewEvent[];
    }
  | { readonly kind: 'unknown'; readonly report: Report };

/** Applies reports to locked jobs, one after the other, and collects what is to be written. Touches no database. */
export class TransitionBatch {
  private readonly jobs: Map<string, LockedJob>;
  private readonly isNew = new Set<string>();
  private readonly accepted = new Map<string, NewEvent[]>();

  /** `registers`: whether an event may register a job that has no row. */
  constructor(
    locked: readonly LockedJob[],
    private readonly registers: boolean,
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
  apply(report: Report): Decision {
    const job = this.jobs.get(report.jobId) ?? this.register(report);
    if (!job) return { kind: 'unknown', report };
    const earlier = this.accepted.get(job.id) ?? [];
    const status = transition(job.status, report.event);
    if (status === null) return { kind: 'impossible', report, job, earlier };
    const event = { ...report, id: uuidv7(), sequence: job.lastSequence + 1, isFirst: earlier.length === 0 };
    this.accepted.set(job.id, [...earlier, event]);
    this.jobs.set(job.id, { ...job, status, lastSequence: event.sequence });
    return { kind: 'accepted', event };
  }

  /** The job as it is before the report, if that may register it. */
  private register({ jobId, event }: Report): LockedJob | null {
    if (!this.registers || !mayRegister(event)) return null;
    this.isNew.add(jobId);
    return { ...NEW_JOB, id: jobId };
  }
}

const NEW_JOB = {
  status: 'pending',
  createdAt: new Date(0),
  startedAt: null,
  completedAt: null,
  expiredAt: null,
  lastSequence: 0,
} as const;

/** Whether a report says exactly what an event says already. */
export function says(report: Report, event: Pick<Report, 'failureReason' | 'failureReasonType'>): boolean {
  return report.failureReason === event.failureReason && report.failureReasonType === event.failureReasonType;
}

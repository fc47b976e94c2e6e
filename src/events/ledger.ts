import { v7 as uuidv7 } from 'uuid';
import {
  type FailureReasonType,
  isFinal,
  type JobEvent,
  type JobStatus,
  mayRegister,
  transition,
} from '../jobs/job-state.js';
import type { JobStanding } from '../jobs/job-standing.js';
import { JobNotFound } from '../jobs/jobs.errors.js';
import type { DomainError } from '../shared/domain-error.js';

/** A report that something happened to a job. */
export interface Report {
  readonly jobId: string;
  readonly event: JobEvent;
  readonly failureReason: string | null;
  readonly failureReasonType: FailureReasonType | null;
}

/** A job's row, locked. */
export interface LockedJob extends JobStanding {
  readonly lastSequence: number;
}

/** An event that is to be written. */
export interface NewEvent extends Report {
  readonly id: string;
  readonly sequence: number;
  /** Whether it is the first one of its job in this transaction. */
  readonly isFirst: boolean;
}

/** What is to become of a job's row. */
export interface Move {
  readonly jobId: string;
  readonly status: JobStatus;
  readonly started: boolean;
  readonly ended: boolean;
  readonly failureReason: string | null;
  readonly failureReasonType: FailureReasonType | null;
  readonly lastSequence: number;
}

/**
 * What a report comes to. `impossible` is not the last word: the event may be a repeat of a stored one, which only
 * the table knows.
 */
export type Verdict =
  | { kind: 'accepted'; event: NewEvent }
  | { kind: 'impossible'; report: Report; job: JobStanding }
  | { kind: 'refused'; error: DomainError };

/** A page of the books: jobs that are locked, and what reports do to them, one after the other. Touches no database. */
export class Ledger {
  private readonly jobs: Map<string, LockedJob>;
  private readonly accepted = new Map<string, NewEvent[]>();

  /** `unseen`: jobs that were unknown until now, and are unknown still if no report may register them. */
  constructor(
    locked: LockedJob[],
    private readonly unseen: Set<string>,
  ) {
    this.jobs = new Map(locked.map((job) => [job.id, job]));
  }

  /** The events that were accepted; those of a job in order. */
  get events(): NewEvent[] {
    return [...this.accepted.values()].flat();
  }

  /** What the accepted events make of each job. */
  get moves(): Move[] {
    return [...this.accepted].map(([jobId, events]) => {
      const { status, lastSequence } = this.jobs.get(jobId) as LockedJob;
      const last = events.at(-1) as NewEvent;
      return {
        jobId,
        status,
        started: events.some(({ event }) => event === 'started'),
        ended: isFinal(status),
        failureReason: last.failureReason,
        failureReasonType: last.failureReasonType,
        lastSequence,
      };
    });
  }

  /** Enters a report and returns what it comes to, given all that was entered before. */
  enter(report: Report): Verdict {
    const job = this.jobs.get(report.jobId);
    if (!job || (this.unseen.has(job.id) && !mayRegister(report.event))) {
      return { kind: 'refused', error: new JobNotFound(report.jobId) };
    }
    const status = transition(job.status, report.event);
    if (status === null) return { kind: 'impossible', report, job };
    const earlier = this.accepted.get(job.id) ?? [];
    const event = { ...report, id: uuidv7(), sequence: job.lastSequence + 1, isFirst: earlier.length === 0 };
    this.unseen.delete(job.id);
    this.accepted.set(job.id, [...earlier, event]);
    this.jobs.set(job.id, { ...job, status, lastSequence: event.sequence });
    return { kind: 'accepted', event };
  }
}

/** Whether a report says exactly what an event says already. */
export function says(report: Report, event: Pick<Report, 'failureReason' | 'failureReasonType'>): boolean {
  return report.failureReason === event.failureReason && report.failureReasonType === event.failureReasonType;
}

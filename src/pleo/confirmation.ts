import {
  FAILURE_REASON_TYPES,
  type FailureReasonType,
  isFinal,
  JOB_STATUSES,
  type JobEvent,
  type JobStatus,
  TRANSITIONS,
} from '../jobs/job-state.js';
import type { PleoAnswer } from './pleo.answer.js';

/** What Pleo says of a job when it is read back. */
export interface PleoJob {
  readonly status: JobStatus;
  /** Null as well where it is none of those that are known. */
  readonly failureReasonType: FailureReasonType | null;
}

/** What an unsure event comes to, once Pleo's job was read. */
export type Confirmation =
  /** Pleo's job is where the event leads, or past it: it did arrive. */
  | 'confirmed'
  /** Pleo missed `started` and wants it before a final event. */
  | 'started_first'
  /** Pleo's job ended otherwise, or makes no sense beside the refusal. */
  | 'conflict';

/** Compares Pleo's job with an event that it refused. */
export function confirm(pleo: JobStatus, event: JobEvent): Confirmation {
  if (pleo === TRANSITIONS[event].to) return 'confirmed';
  if (event === 'started' && isFinal(pleo)) return 'confirmed';
  if (event !== 'started' && pleo === 'pending') return 'started_first';
  return 'conflict';
}

/**
 * The job in Pleo's answer to `GET /export-jobs/{jobId}` (`{ data: { id, status, … } }`), or null when it makes no
 * sense: another job than the one that was asked for confirms nothing.
 */
export function pleoJobOf(answer: PleoAnswer & { kind: 'answered' }, jobId: string): PleoJob | null {
  if (answer.status !== 200) return null;
  try {
    const { data } = JSON.parse(answer.body) as { data?: Partial<Record<string, unknown>> };
    if (isAnother(data?.['id'], jobId)) return null;
    const status = JOB_STATUSES.find((known) => known === data?.['status']);
    const failureReasonType =
      FAILURE_REASON_TYPES.find((known) => known === data?.['failureReasonType']) ?? null;
    return status ? { status, failureReasonType } : null;
  } catch {
    return null;
  }
}

/** An answer that does not name its job is taken for the one that was asked for. */
function isAnother(id: unknown, jobId: string): boolean {
  if (id === undefined) return false;
  return typeof id !== 'string' || id.toLowerCase() !== jobId.toLowerCase();
}

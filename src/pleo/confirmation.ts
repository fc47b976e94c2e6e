import {
  FAILURE_REASON_TYPES,
  type FailureReasonType,
  isFinal,
  JOB_STATUSES,
  type JobEvent,
  type JobStatus,
  TRANSITIONS,
} from '../lifecycle/job-state.js';
import type { PleoAnswer } from './pleo.answer.js';
import { readFaultOf } from './pleo.outcome.js';
import { isPlainSuccess, strangerIn } from './signature.js';

/** What Pleo says of a job when it is read back. */
export interface PleoJob {
  readonly status: JobStatus;
  /** Null as well where it is none of those that are known. */
  readonly failureReasonType: FailureReasonType | null;
  /** Its last action, as Pleo counts them; null where it names no time. */
  readonly lastUpdatedAt: Date | null;
}

/** The outcome of an unsure event, once Pleo's job was read. */
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

/** What came of reading a job. */
export type Reading =
  | { readonly kind: 'job'; readonly job: PleoJob }
  /** Pleo itself says that it has no such job. */
  | { readonly kind: 'unknown'; readonly error: string }
  /** Nothing is known of the job; `waitMs` when a time was named after which to ask again. */
  | { readonly kind: 'unread'; readonly error: string; readonly waitMs: number };

/**
 * Reads the answer to `GET /export-jobs/{jobId}` (`{ data: { id, status, … } }`). Another job than the one that was
 * asked for says nothing, and an answer that makes no sense, or is not Pleo's, says nothing of the job.
 */
export function readingOf(answer: PleoAnswer, jobId: string): Reading {
  const fault = readFaultOf(answer);
  if (fault) {
    const isUnknown = fault.kind === 'refused' && answer.kind === 'answered' && answer.status === 404;
    if (isUnknown) return { kind: 'unknown', error: fault.error };
    return { kind: 'unread', error: fault.error, waitMs: fault.kind === 'wait' ? fault.waitMs : 0 };
  }
  const job = jobIn(answer, jobId);
  return job ? { kind: 'job', job } : { kind: 'unread', error: senseIn(answer), waitMs: 0 };
}

function jobIn(answer: PleoAnswer, jobId: string): PleoJob | null {
  if (answer.kind === 'unanswered' || answer.status !== 200) return null;
  try {
    const { data } = JSON.parse(answer.rawBody) as { data?: Partial<Record<string, unknown>> };
    if (isAnother(data?.['id'], jobId)) return null;
    const status = JOB_STATUSES.find((known) => known === data?.['status']);
    const failureReasonType =
      FAILURE_REASON_TYPES.find((known) => known === data?.['failureReasonType']) ?? null;
    return status ? { status, failureReasonType, lastUpdatedAt: timeOf(data?.['lastUpdatedAt']) } : null;
  } catch {
    return null;
  }
}

/** Null where it is no time of years that Postgres and V8 read alike. */
function timeOf(value: unknown): Date | null {
  const time = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? new Date(value) : null;
  return time && /^[1-9]\d{3}-/.test(isoOf(time)) ? time : null;
}

function isoOf(time: Date): string {
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}

/** What is wrong with an answer that should be a job. */
function senseIn(answer: PleoAnswer): string {
  if (answer.kind === 'unanswered') return 'there was no answer.';
  const isJson = answer.body !== '' && isPlainSuccess(answer);
  return isJson ? `the ${answer.status} does not show the job.` : strangerIn(answer);
}

/** An answer that does not name its job is taken for the one that was asked for. */
function isAnother(id: unknown, jobId: string): boolean {
  if (id === undefined) return false;
  return typeof id !== 'string' || id.toLowerCase() !== jobId.toLowerCase();
}

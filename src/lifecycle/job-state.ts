/**
 * The life of an export job, whole: Pleo's words and the only list of transitions. It imports nothing, so every
 * other part may rely on it. docs/job-lifecycle.md draws the same arrows.
 */

/** The status of a job. A final status never changes again: Pleo gives a new export a new job id. */
export const JOB_STATUSES = [
  /** Registered; no worker has taken it. */
  'pending',
  /** A worker reported `started`. */
  'in_progress',
  'completed',
  'completed_with_errors',
  'failed',
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** The events of a job, in Pleo's words (`ExportJobEventType`). */
export const JOB_EVENTS = ['started', 'failed', 'completed', 'completed_with_errors'] as const;
export type JobEvent = (typeof JOB_EVENTS)[number];

/** Why a job failed, in Pleo's words (`ExportJobFailureReasonType`). */
export const FAILURE_REASON_TYPES = [
  'invalid_configuration',
  'missing_configuration',
  'authentication_failure',
  'accounting_system_authentication_failure',
  'pleo_rate_limit',
  'accounting_system_rate_limit',
  'service_unreachable',
  'accounting_system_unreachable',
  'validation_failure',
  'authorization_failure',
  'integration_unusable',
  'job_expired',
  'service_timeout',
  'accounting_system_timeout',
  'canceled_by_user',
] as const;
export type FailureReasonType = (typeof FAILURE_REASON_TYPES)[number];

/** Event -> the statuses it may start from and the one it leads to. Nothing else moves a job. */
export const TRANSITIONS = {
  started: { from: ['pending'], to: 'in_progress' },
  failed: { from: ['pending', 'in_progress'], to: 'failed' },
  completed: { from: ['in_progress'], to: 'completed' },
  completed_with_errors: { from: ['in_progress'], to: 'completed_with_errors' },
} as const satisfies Record<JobEvent, { from: readonly JobStatus[]; to: JobStatus }>;

/** The status that `event` leads to from `status`, or null: then the report is refused and changes nothing. */
export function transition(status: JobStatus, event: JobEvent): JobStatus | null {
  const { from, to } = TRANSITIONS[event];
  return (from as readonly JobStatus[]).includes(status) ? to : null;
}

/** Whether a job in this status accepts nothing more. */
export function isFinal(status: JobStatus): boolean {
  return JOB_EVENTS.every((event) => transition(status, event) === null);
}

/** The event that led to `status`; null for `pending`, where every job begins. */
export function eventLeadingTo(status: JobStatus): JobEvent | null {
  return JOB_EVENTS.find((event) => TRANSITIONS[event].to === status) ?? null;
}

/** The events that may register an unknown job; any other event of an unknown job is a mistake. */
export function mayRegister(event: JobEvent): boolean {
  return transition('pending', event) !== null;
}

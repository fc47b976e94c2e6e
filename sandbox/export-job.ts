/** The export job at Pleo and its transitions. Pure: no clock, no store, no HTTP. */

export const EVENTS = ['started', 'failed', 'completed', 'completed_with_errors'] as const;
export type ExportJobEvent = (typeof EVENTS)[number];

export const STATUSES = ['pending', 'in_progress', 'failed', 'completed', 'completed_with_errors'] as const;
export type ExportJobStatus = (typeof STATUSES)[number];

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

/** Pleo's pages neither allow nor forbid `failed` for a job that was never started, so either can be set. */
export type FailedFromPending = 'accept' | 'refuse';

/** A job as the sandbox keeps it; times are milliseconds since 1970. */
export interface ExportJob {
  readonly id: string;
  /** The position in the order of creation: the sort key of lists, and the content of cursors. */
  readonly position: number;
  readonly companyId: string;
  readonly createdAt: number;
  readonly createdBy: string | null;
  readonly expiresIn: number;
  /** Grows in a job that takes any entry. */
  numberOfItems: number;
  /** null: made up when they are first asked for. */
  readonly accountingEntryIds: readonly string[] | null;
  /** An event created the job, so its entries are not known. */
  readonly takesAnyEntry: boolean;
  readonly isInteractive: boolean;
  readonly vendorBasedBookkeeping: boolean;
  status: ExportJobStatus;
  startedAt: number | null;
  completedAt: number | null;
  expiredAt: number | null;
  lastUpdatedAt: number | null;
  failureReason: string | null;
  failureReasonType: FailureReasonType | null;
  /** The outcome of items without a final status at the job's end; null before it. */
  leftOver: 'abandoned' | 'kept' | null;
}

export function isFinal(status: ExportJobStatus): boolean {
  return status !== 'pending' && status !== 'in_progress';
}

/** The next status, or undefined when Pleo refuses the transition. */
export function statusAfter(
  status: ExportJobStatus,
  event: ExportJobEvent,
  failedFromPending: FailedFromPending,
): ExportJobStatus | undefined {
  switch (status) {
    case 'pending':
      if (event === 'started') return 'in_progress';
      return event === 'failed' && failedFromPending === 'accept' ? 'failed' : undefined;
    case 'in_progress':
      return event === 'started' ? undefined : event;
    default:
      return undefined;
  }
}

/** The time at which Pleo expires the job: `expiresIn` seconds after the last action on it. */
export function deadline(job: ExportJob): number {
  return (job.lastUpdatedAt ?? job.createdAt) + job.expiresIn * 1000;
}

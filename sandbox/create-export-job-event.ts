import { badRequest } from './answer.js';
import { EVENTS, FAILURE_REASON_TYPES, type ExportJobEvent, type FailureReasonType } from './export-job.js';
import { asObject } from './json-body.js';
import { isUuid } from './uuid.js';

/** The body of POST export-job-events. */
export interface CreateExportJobEvent {
  readonly event: ExportJobEvent;
  readonly jobId: string;
  readonly failureReason: string | null;
  readonly failureReasonType: FailureReasonType | null;
}

/** Reads the body, or throws with every mistake. Unknown properties are let through, as by Pleo's schema. */
export function readCreateExportJobEvent(value: unknown): CreateExportJobEvent {
  const body = asObject(value);
  if (body === undefined) throw badRequest(['The body must be an object']);
  const { event, jobId, failureReason, failureReasonType } = body;
  const problems: string[] = [];
  if (!isOneOf(EVENTS, event)) problems.push(`event must be one of ${EVENTS.join(', ')}`);
  if (!isUuid(jobId)) problems.push('jobId must be a UUID');
  if (failureReason !== undefined && typeof failureReason !== 'string') {
    problems.push('failureReason must be a string');
  }
  if (failureReasonType !== undefined && !isOneOf(FAILURE_REASON_TYPES, failureReasonType)) {
    problems.push(`failureReasonType must be one of ${FAILURE_REASON_TYPES.join(', ')}`);
  }
  if (event !== 'failed' && (failureReason !== undefined || failureReasonType !== undefined)) {
    problems.push('failureReason and failureReasonType belong to the event failed only');
  }
  if (problems.length > 0) throw badRequest(problems);
  return {
    event: event as ExportJobEvent,
    jobId: (jobId as string).toLowerCase(),
    failureReason: (failureReason as string | undefined) ?? null,
    failureReasonType: (failureReasonType as FailureReasonType | undefined) ?? null,
  };
}

function isOneOf(allowed: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && allowed.includes(value);
}

import { check, ValidationFailed } from '../api/validation.js';
import { CreateExportJobEvent } from './dto/create-export-job-event.dto.js';

/**
 * The body of an event, checked against Pleo's DTO before it goes out: a row that was changed by hand must not reach
 * Pleo. Returns the mistakes when it does not fit.
 */
export function payloadOf({
  jobId,
  event,
  failureReason,
  failureReasonType,
}: Required<CreateExportJobEvent>): string | ValidationFailed {
  const checked = check(CreateExportJobEvent, { jobId, event, failureReason, failureReasonType });
  if (checked instanceof ValidationFailed) return checked;
  return JSON.stringify({
    jobId,
    event,
    // Undefined fields are not in the JSON: Pleo gets only fields that are set.
    failureReason: failureReason ?? undefined,
    failureReasonType: failureReasonType ?? undefined,
  });
}

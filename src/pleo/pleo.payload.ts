import { check, ValidationFailed } from '../shared/validation.js';
import { CreateExportJobEvent } from './dto/create-export-job-event.dto.js';

/**
 * The body of an event, checked against Pleo's DTO before it goes out: a row that was changed by hand must not reach
 * Pleo. Returns the mistakes when it does not fit.
 */
export function payloadOf(event: Required<CreateExportJobEvent>): string | ValidationFailed {
  const body = Object.fromEntries(
    (['jobId', 'event', 'failureReason', 'failureReasonType'] as const)
      .filter((name) => event[name] !== null)
      .map((name) => [name, event[name]]),
  );
  const checked = check(CreateExportJobEvent, body);
  return checked instanceof ValidationFailed ? checked : JSON.stringify(body);
}

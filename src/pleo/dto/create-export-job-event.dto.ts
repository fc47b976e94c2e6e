import { IsOptional, ValidateBy } from 'class-validator';
import {
  FAILURE_REASON_TYPES,
  type FailureReasonType,
  JOB_EVENTS,
  type JobEvent,
} from '../../lifecycle/job-state.js';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { IsText } from '../../api/fields/text.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';

/**
 * Pleo's `CreateExportJobEvent` (Export API, POST /v1/export-job-events), the same in v1, v2 and v3: what workers send
 * to the relay, and what the relay sends to Pleo.
 */
export class CreateExportJobEvent {
  /**
   * What happened to the job.
   * @example "started"
   */
  @IsOneOf(JOB_EVENTS)
  event!: JobEvent;

  /**
   * Pleo's id of the job.
   * @example "0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c"
   */
  @IsUuid()
  jobId!: string;

  /** Why the job failed, for the people who read it in Pleo. With `failed` only. */
  @IsOptional()
  @OnlyWithFailed()
  @IsText()
  failureReason?: string | null;

  /** The kind of failure. With `failed` only. */
  @IsOptional()
  @OnlyWithFailed()
  @IsOneOf(FAILURE_REASON_TYPES)
  failureReasonType?: FailureReasonType | null;
}

/** "Include this only when the export job event has a `failed` status" (Pleo's page of the endpoint). */
function OnlyWithFailed(): PropertyDecorator {
  return (target, property) =>
    ValidateBy({
      name: 'onlyWithFailed',
      validator: {
        validate: (_, args) => {
          const { event } = args?.object as CreateExportJobEvent;
          // An unknown event is a mistake of its own; which fields belong to it cannot be said.
          return event === 'failed' || !JOB_EVENTS.includes(event);
        },
        defaultMessage: () => 'is allowed with the event "failed" only',
      },
    })(target, property);
}

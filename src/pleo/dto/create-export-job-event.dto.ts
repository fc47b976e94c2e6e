import { IsOptional } from 'class-validator';
import {
  FAILURE_REASON_TYPES,
  type FailureReasonType,
  JOB_EVENTS,
  type JobEvent,
} from '../../lifecycle/job-state.js';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { IsText } from '../../api/fields/text.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { OnlyWithFailed } from './only-with-failed.decorator.js';

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
  @OnlyWithFailed('event', JOB_EVENTS)
  @IsText()
  failureReason?: string | null;

  /** The kind of failure. With `failed` only. */
  @IsOptional()
  @OnlyWithFailed('event', JOB_EVENTS)
  @IsOneOf(FAILURE_REASON_TYPES)
  failureReasonType?: FailureReasonType | null;
}

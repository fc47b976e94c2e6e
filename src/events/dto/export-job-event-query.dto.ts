import { IntersectionType } from '@nestjs/swagger';
import { IsOptional, MaxLength } from 'class-validator';
import {
  FAILURE_REASON_TYPES,
  type FailureReasonType,
  JOB_EVENTS,
  type JobEvent,
} from '../../lifecycle/job-state.js';
import { OrderedPageQuery } from '../../api/dto/ordered-page.dto.js';
import { IsFlag } from '../../api/fields/flag.decorator.js';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { IsSomeOf } from '../../api/fields/some-of.decorator.js';
import { IsText } from '../../api/fields/text.decorator.js';
import { IsTimestampOrDate } from '../../api/fields/timestamp.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { IsQueryNumber } from '../../api/fields/whole-number.decorator.js';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../../queue/job-event.entity.js';
import { WAITS_FOR, type WaitsFor } from '../waits-for.sql.js';

/** Why an event is given up on. */
const DEAD_OUTCOMES = ['refused', 'conflict', 'expired'] as const;

/** Which events are meant: those that fulfil everything that is given. */
export class ExportJobEventFilter {
  @IsOptional()
  @IsOneOf(DELIVERY_STATUSES)
  deliveryStatus?: DeliveryStatus;

  /**
   * Pending, and waiting for one of these, as in `delivery.waitingFor`; may be repeated. Two more words are for events
   * that nothing holds back: `under_way` (a request is being made) and `due` (next to be sent). Every pending event
   * waits for exactly one.
   */
  @IsOptional()
  @IsSomeOf(WAITS_FOR)
  waitingFor?: WaitsFor[];

  @IsOptional()
  @IsUuid()
  jobId?: string;

  /** Events of the jobs of this company. */
  @IsOptional()
  @IsUuid()
  companyId?: string;

  @IsOptional()
  @IsOneOf(JOB_EVENTS)
  event?: JobEvent;

  /** Events that report a failure of one of these types; may be repeated. `job_expired` is the relay's own. */
  @IsOptional()
  @IsSomeOf(FAILURE_REASON_TYPES)
  failureReasonType?: FailureReasonType[];

  /** `true`: undelivered events of companies that are put away; `false`: none of these, as the overview counts. */
  @IsOptional()
  @IsFlag()
  putAway?: boolean;

  @IsOptional()
  @IsTimestampOrDate()
  acceptedAfter?: Date;

  @IsOptional()
  @IsTimestampOrDate()
  acceptedBefore?: Date;

  /** Dead, and for this reason, as in `delivery.outcome`. */
  @IsOptional()
  @IsOneOf(DEAD_OUTCOMES)
  outcome?: (typeof DEAD_OUTCOMES)[number];

  /** Undelivered, and Pleo answered the last attempt with this HTTP status; 0: there was no answer. */
  @IsOptional()
  @IsQueryNumber(0, 999)
  lastStatusCode?: number;

  /** Undelivered, and the error of the last answer has this `type`; empty: it has none. */
  @IsOptional()
  @IsText()
  @MaxLength(100, { message: 'must be 100 characters at most' })
  lastErrorType?: string;

  /** Undelivered, and the last attempt was made after this. */
  @IsOptional()
  @IsTimestampOrDate()
  lastTriedAfter?: Date;

  /** Undelivered, and the last attempt was made before this. */
  @IsOptional()
  @IsTimestampOrDate()
  lastTriedBefore?: Date;

  /** Delivered by a request that began at this time or later, as the overview counts them. */
  @IsOptional()
  @IsTimestampOrDate()
  deliveredSince?: Date;

  /** A request for it that began at this time or later failed, whatever became of it since. */
  @IsOptional()
  @IsTimestampOrDate()
  failedSince?: Date;
}

/** Which page of which events. */
export class ExportJobEventQuery extends IntersectionType(ExportJobEventFilter, OrderedPageQuery) {}

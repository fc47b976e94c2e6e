import { IntersectionType } from '@nestjs/swagger';
import { IsOptional, MaxLength } from 'class-validator';
import { JOB_EVENTS, type JobEvent } from '../../lifecycle/job-state.js';
import { PageQuery } from '../../api/dto/page.dto.js';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { IsText } from '../../api/fields/text.decorator.js';
import { IsTimestamp } from '../../api/fields/timestamp.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { IsQueryNumber } from '../../api/fields/whole-number.decorator.js';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../../queue/job-event.entity.js';

/** Which events are meant: those that fulfil everything that is given. */
export class ExportJobEventFilter {
  @IsOptional()
  @IsOneOf(DELIVERY_STATUSES)
  deliveryStatus?: DeliveryStatus;

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

  @IsOptional()
  @IsTimestamp()
  acceptedAfter?: Date;

  @IsOptional()
  @IsTimestamp()
  acceptedBefore?: Date;

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
  @IsTimestamp()
  lastTriedAfter?: Date;

  /** Undelivered, and the last attempt was made before this. */
  @IsOptional()
  @IsTimestamp()
  lastTriedBefore?: Date;
}

/** Which page of which events. */
export class ExportJobEventQuery extends IntersectionType(ExportJobEventFilter, PageQuery) {}

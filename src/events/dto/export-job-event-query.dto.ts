import { IntersectionType } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { JOB_EVENTS, type JobEvent } from '../../jobs/job-state.js';
import { PageQuery } from '../../shared/dto/page.dto.js';
import { IsOneOf } from '../../shared/fields/one-of.decorator.js';
import { IsTimestamp } from '../../shared/fields/timestamp.decorator.js';
import { IsUuid } from '../../shared/fields/uuid.decorator.js';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../job-event.entity.js';

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
}

/** Which page of which events. */
export class ExportJobEventQuery extends IntersectionType(ExportJobEventFilter, PageQuery) {}

import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../../api/dto/page.dto.js';
import { IsTimestamp } from '../../api/fields/timestamp.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { IsQueryNumber } from '../../api/fields/whole-number.decorator.js';
import { JOB_STATUSES, type JobStatus } from '../../lifecycle/job-state.js';

/** Which jobs a list shows: those that fulfil everything that is given. */
export class ExportJobQuery extends PageQuery {
  /** In one of these statuses; may be repeated. */
  @IsOptional()
  @ApiProperty({ type: String, enum: [...JOB_STATUSES], isArray: true })
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? (value as unknown[]) : [value]))
  @IsIn(JOB_STATUSES, { each: true, message: `must be one of ${JOB_STATUSES.join(', ')}` })
  status?: JobStatus[];

  @IsOptional()
  @IsUuid()
  companyId?: string;

  /** Unfinished, and expiring within this many seconds unless something is heard of them. */
  @IsOptional()
  @IsQueryNumber(0, 604_800)
  expiringWithin?: number;

  @IsOptional()
  @IsTimestamp()
  createdAfter?: Date;

  @IsOptional()
  @IsTimestamp()
  createdBefore?: Date;
}

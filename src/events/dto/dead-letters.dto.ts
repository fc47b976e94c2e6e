import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, Matches, MaxLength } from 'class-validator';
import { IsText } from '../../shared/fields/text.decorator.js';
import { ExportJobEventFilter } from './export-job-event-query.dto.js';

/** Which dead events are to be delivered again. */
export class RedeliverExportJobEvents extends ExportJobEventFilter {
  /** Has to be true where no filter is given: then every dead event is meant. */
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  all?: boolean;

  /** Only count, change nothing. */
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  dryRun?: boolean;
}

/** How many events a redelivery concerns. */
export class RedeliveryCount {
  @ApiProperty({ type: 'integer' })
  count!: number;
}

/** Why an event is given up. */
export class DiscardExportJobEvent {
  /**
   * Kept for those who ask later.
   * @example "The customer corrected the entries by hand."
   */
  @IsText()
  @Matches(/\S/, { message: 'must say why' })
  @MaxLength(1000, { message: 'must be 1000 characters at most' })
  reason!: string;
}

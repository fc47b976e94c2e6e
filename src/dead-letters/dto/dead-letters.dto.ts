import { ApiProperty, PickType } from '@nestjs/swagger';
import { IsBoolean, IsOptional, Matches, MaxLength } from 'class-validator';
import { IsText } from '../../api/fields/text.decorator.js';
import { ExportJobEventFilter } from '../../events/dto/export-job-event-query.dto.js';

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

/** When the dead events that are counted were last tried. */
export class DeadCauseQuery extends PickType(ExportJobEventFilter, ['lastTriedAfter', 'lastTriedBefore']) {}

/** Dead events whose last attempt was answered alike. */
export class DeadCause {
  /** As in the filter `lastStatusCode`: 0 is no answer. */
  @ApiProperty({ type: 'integer' })
  statusCode!: number;

  /** As in the filter `lastErrorType`: empty when the answer had none. */
  errorType!: string;

  /** `refused`, `conflict` or `expired`, as in `delivery.outcome`. */
  outcome!: string;

  @ApiProperty({ type: 'integer' })
  count!: number;

  /** The earliest of the last attempts. */
  firstAt!: Date;

  lastAt!: Date;

  /** What was wrong with the latest one. */
  error!: string | null;
}

/** Why events are dead, the most frequent cause first. */
export class DeadCauses {
  data!: DeadCause[];
}

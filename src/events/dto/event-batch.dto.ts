import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { CreateExportJobEvent } from '../../pleo/dto/create-export-job-event.dto.js';
import { Problem } from '../../api/dto/problem.dto.js';
import { ExportJobEvent } from './export-job-event.dto.js';

/** Several events at once. Each is checked and taken on its own terms, so the items are not checked here. */
export class EventBatch {
  @ApiProperty({ type: () => [CreateExportJobEvent], minItems: 1, maxItems: 500 })
  @IsArray({ message: 'must be an array of events' })
  @ArrayMinSize(1, { message: 'must hold at least one event' })
  @ArrayMaxSize(500, { message: 'must hold at most 500 events' })
  events!: unknown[];
}

/** The outcome of one event of a batch. */
export class EventBatchResult {
  /**
   * The status that the event would have been answered with by itself.
   * @example 202
   */
  @ApiProperty({ type: 'integer' })
  status!: number;

  /** With 200 and 202. */
  @ApiProperty({ type: () => ExportJobEvent })
  event?: ExportJobEvent;

  /** With any other status. */
  @ApiProperty({ type: () => Problem })
  problem?: Problem;
}

/** The outcome of each event of a batch, in the order of the batch. */
export class EventBatchResults {
  results!: EventBatchResult[];
}

import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { AreUuids } from '../../api/fields/uuids.decorator.js';
import { DiscardReason } from './dead-letters.dto.js';

/** Entries that are named at once, at most. */
const MAX_NAMED = 1000;

/** Which dead results of a job are meant. */
export class RedeliverExportJobItems {
  /** The accounting entries; all dead ones of the job where it is left out. */
  @IsOptional()
  @AreUuids(MAX_NAMED)
  accountingEntryIds?: string[] | null;
}

/** Which dead results of a job are given up, and why. */
export class DiscardExportJobItems extends DiscardReason {
  /** The accounting entries; all dead ones of the job where it is left out. */
  @IsOptional()
  @AreUuids(MAX_NAMED)
  accountingEntryIds?: string[] | null;
}

/** How many results an act concerned. */
export class DeadItemsCount {
  /** @example 2 */
  @ApiProperty({ type: 'integer' })
  count!: number;
}

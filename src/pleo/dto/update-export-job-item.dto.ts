import { applyDecorators } from '@nestjs/common';
import { IsOptional, MaxLength } from 'class-validator';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { IsText } from '../../api/fields/text.decorator.js';
import { IsTimestamp } from '../../api/fields/timestamp.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { OnlyWithFailed } from './only-with-failed.decorator.js';
import {
  ITEM_FAILURE_REASON_TYPES,
  ITEM_STATUSES,
  type ItemFailureReasonType,
  type ItemStatus,
} from '../../lifecycle/item-state.js';

/**
 * Pleo's `UpdateExportJobItem`, one element of the body of PUT …/export-jobs/{id}/items: what a worker says of one
 * accounting entry. An optional field that is null is as if it was left out.
 */
export class UpdateExportJobItem {
  /**
   * Pleo's id of the entry.
   * @example "7d0c2f5b-1a36-4a0e-8f57-2f9a6b1c3d4e"
   */
  @IsUuid()
  accountingEntryId!: string;

  /**
   * Its result. The first one other than `in_progress` stands.
   * @example "successful"
   */
  @IsOneOf(ITEM_STATUSES)
  status!: ItemStatus;

  /** When the accounting system took it. */
  @IsOptional()
  @IsTimestamp()
  exportedAt?: Date | null;

  /** Its id in the accounting system. */
  @IsOptional()
  @IsTextUpTo(2000)
  externalId?: string | null;

  /** Where to find it there. Any text will do: Pleo does not ask for a URL. */
  @IsOptional()
  @IsTextUpTo(2000)
  externalUrl?: string | null;

  /** Why it failed, for the people who read it in Pleo. With `failed` only. */
  @IsOptional()
  @OnlyWithFailed('status', ITEM_STATUSES)
  @IsTextUpTo(5000)
  failureReason?: string | null;

  /**
   * The kind of failure. With `failed` only. The last four are new in v3 of Pleo's API: v1 and v2 get
   * `invalid_configuration` instead.
   */
  @IsOptional()
  @OnlyWithFailed('status', ITEM_STATUSES)
  @IsOneOf(ITEM_FAILURE_REASON_TYPES)
  failureReasonType?: ItemFailureReasonType | null;
}

/** Pleo names no lengths; these are far above what anybody was seen to send. */
function IsTextUpTo(most: number): PropertyDecorator {
  return applyDecorators(MaxLength(most, { message: `must be ${most} characters at most` }), IsText());
}

import { ApiProperty } from '@nestjs/swagger';
import { Pagination } from '../../api/dto/page.dto.js';
import {
  ITEM_FAILURE_REASON_TYPES,
  ITEM_STATUSES,
  type ItemFailureReasonType,
  type ItemStatus,
} from '../../lifecycle/item-state.js';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../../queue/job-event.entity.js';
import type { ExportJobItemEntity } from '../export-job-item.entity.js';

/** How far a result has come on its way to Pleo. */
export class ItemDelivery {
  /** `dead` results hold the job's final event back until they are redelivered or discarded, for a time at most. */
  @ApiProperty({ type: String, enum: [...DELIVERY_STATUSES] })
  status!: DeliveryStatus;

  deliveredAt!: Date | null;

  /** Why Pleo did not take it; while it waits, what was wrong with the last attempt to tell the job's results. */
  lastError!: string | null;
}

/** What was last reported of one accounting entry, and whether Pleo knows. What is not set is null. */
export class ExportJobItem {
  /** @example "7d0c2f5b-1a36-4a0e-8f57-2f9a6b1c3d4e" */
  @ApiProperty({ format: 'uuid' })
  accountingEntryId!: string;

  /** @example "0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c" */
  @ApiProperty({ format: 'uuid' })
  exportJobId!: string;

  @ApiProperty({ type: String, enum: [...ITEM_STATUSES] })
  status!: ItemStatus;

  exportedAt!: Date | null;
  externalId!: string | null;
  externalUrl!: string | null;
  failureReason!: string | null;

  @ApiProperty({ type: String, enum: [...ITEM_FAILURE_REASON_TYPES], nullable: true })
  failureReasonType!: ItemFailureReasonType | null;

  reportedAt!: Date;

  delivery!: ItemDelivery;
}

/** A page of results, newest first: one that was reported again stands where its last report belongs. */
export class ExportJobItemPage {
  data!: ExportJobItem[];
  pagination!: Pagination;
}

/** Why one result was not taken. */
export class ExportJobItemError {
  @ApiProperty({ format: 'uuid' })
  accountingEntryId!: string;

  /**
   * Pleo's word for it.
   * @example "EXPORT_ENTRY_STATUS_UPDATE_FAILED"
   */
  type!: string;

  /** Names the result that stands. */
  message!: string;
}

/** What became of the results of a request, in its order: those that stand as reported, and those that were refused. */
export class UpdatedExportJobItems {
  data!: ExportJobItem[];
  errors!: ExportJobItemError[];
}

/** What the public shape takes from a row of `export_job_item`. */
export type ItemRow = Omit<ExportJobItemEntity, 'position' | 'outcome' | 'dead'>;

/** The public shape of a row. `waitingError`: what keeps the results of its job that wait from being delivered. */
export function toExportJobItem(row: ItemRow, waitingError: string | null = null): ExportJobItem {
  return {
    accountingEntryId: row.accountingEntryId,
    exportJobId: row.jobId,
    status: row.status,
    exportedAt: row.exportedAt,
    externalId: row.externalId,
    externalUrl: row.externalUrl,
    failureReason: row.failureReason,
    failureReasonType: row.failureReasonType,
    reportedAt: row.reportedAt,
    delivery: {
      status: row.deliveryStatus,
      deliveredAt: row.deliveredAt,
      lastError: row.deliveryStatus === 'pending' ? (waitingError ?? row.error) : row.error,
    },
  };
}

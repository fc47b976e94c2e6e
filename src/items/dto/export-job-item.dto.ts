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
import type { ItemResult } from '../item-result.js';

/** How far a result has come on its way to Pleo. */
export class ItemDelivery {
  /** `dead` results hold the job's final event back until they are redelivered or discarded, for a time at most. */
  @ApiProperty({ type: String, enum: [...DELIVERY_STATUSES] })
  status!: DeliveryStatus;

  deliveredAt!: Date | null;

  /** Why Pleo did not take it; while it waits, the error of the last attempt to send the job's results. */
  lastError!: string | null;
}

/** The last report of one accounting entry, and whether Pleo knows it. Unset fields are null. */
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

/** A dead result in a list of those of many jobs. */
export class DeadExportJobItem extends ExportJobItem {
  /** The company of its job; null where none is known. */
  @ApiProperty({ format: 'uuid' })
  companyId!: string | null;
}

/** A page of dead results, newest first. */
export class DeadExportJobItemPage {
  data!: DeadExportJobItem[];
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

/** The outcome of the results of a request, in its order: those accepted as reported, and those that were refused. */
export class UpdatedExportJobItems {
  data!: ExportJobItem[];
  errors!: ExportJobItemError[];
}

/** How the result of an entry stands. */
export type ItemStanding = Pick<
  ExportJobItemEntity,
  'jobId' | 'reportedAt' | 'deliveryStatus' | 'deliveredAt' | 'error'
>;

/** The public shape of a result. `waitingError`: what keeps those of its job that wait from being delivered. */
export function toExportJobItem(
  result: ItemResult,
  { jobId, reportedAt, deliveryStatus, deliveredAt, error }: ItemStanding,
  waitingError: string | null = null,
): ExportJobItem {
  return {
    accountingEntryId: result.accountingEntryId,
    exportJobId: jobId,
    status: result.status,
    exportedAt: result.exportedAt,
    externalId: result.externalId,
    externalUrl: result.externalUrl,
    failureReason: result.failureReason,
    failureReasonType: result.failureReasonType,
    reportedAt,
    delivery: {
      status: deliveryStatus,
      deliveredAt,
      lastError: deliveryStatus === 'pending' ? (waitingError ?? error) : error,
    },
  };
}

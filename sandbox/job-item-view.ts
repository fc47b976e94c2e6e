import type { ExportJob } from './export-job.js';
import { isFinalItem, type ExportJobItem, type ItemStatus, type Version } from './export-job-item.js';

/** An item in Pleo's words, as its routes answer it. Times are ISO 8601, in whole seconds. */
export interface SandboxJobItem {
  accountingEntryId: string;
  exportJobId: string;
  /** null in v1 and v2 only, where the switch `untouched` says so. */
  status: ItemStatus | null;
  exportedAt: string | null;
  externalId: string | null;
  externalUrl: string | null;
  failureReason: string | null;
  failureReasonType: string | null;
}

export function itemView(
  job: ExportJob,
  item: ExportJobItem,
  version: Version,
  untouched: 'pending' | 'null',
): SandboxJobItem {
  const status = statusIn(job, item);
  const isHidden = status === 'pending' && untouched === 'null' && version !== 'v3';
  return {
    accountingEntryId: item.accountingEntryId,
    exportJobId: job.id,
    status: isHidden ? null : status,
    exportedAt:
      item.exportedAt === null ? null : new Date(item.exportedAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    externalId: item.externalId,
    externalUrl: item.externalUrl,
    failureReason: item.failureReason,
    failureReasonType: item.failureReasonType,
  };
}

/** The item's status; the end of a job can have abandoned those that were left over, without visiting each. */
export function statusIn(job: ExportJob, item: ExportJobItem): ItemStatus {
  return job.leftOver === 'abandoned' && !isFinalItem(item.status) ? 'abandoned' : item.status;
}

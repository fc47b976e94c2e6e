import { badRequest } from './answer.js';
import { isFinal, type ExportJob } from './export-job.js';
import type { Version } from './export-job-item.js';
import { exportItem, type ExportItem } from './export-item.js';
import { unprocessable } from './item-store.js';
import type { JobItems } from './job-items.js';
import { pageQuery, paginate, type Page } from './page.js';
import type { ReceiptFile } from './receipt-files.js';
import { isUuid } from './uuid.js';

/** The job whose export items are asked for. Pleo does not say what comes without one: the sandbox refuses. */
export function jobIdOf({ job_id: jobId }: Record<string, unknown>): string {
  if (!isUuid(jobId)) throw badRequest(['job_id must be one UUID']);
  return jobId.toLowerCase();
}

/** GET export-items: all items of a job that has not ended, whatever their status. */
export function listExportItems(
  job: ExportJob,
  items: JobItems,
  query: Record<string, unknown>,
  version: Version,
  fileOf: (accountingEntryId: string, number: number) => ReceiptFile,
): Page<ExportItem> {
  const { paging, problems } = pageQuery(query, 'clamp');
  if (problems.length > 0) throw badRequest(problems);
  if (isFinal(job.status)) throw unprocessable(job);
  const { data, pagination } = paginate(items.all, paging, query);
  return {
    data: data.map(({ accountingEntryId }) =>
      exportItem(job, accountingEntryId, version, (number) => fileOf(accountingEntryId, number)),
    ),
    pagination,
  };
}

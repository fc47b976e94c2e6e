import { badRequest } from './answer.js';
import type { ExportJob } from './export-job.js';
import { ITEM_STATUSES, type Version } from './export-job-item.js';
import type { ItemBehaviour } from './item-behaviour.js';
import { itemView, statusIn, type SandboxJobItem } from './job-item-view.js';
import type { JobItems } from './job-items.js';
import { pageQuery, paginate, type Page } from './page.js';

/** GET export-jobs/{jobId}/items, which goes on after the job's end. */
export function listItems(
  job: ExportJob,
  items: JobItems,
  query: Record<string, unknown>,
  version: Version,
  { untouched }: ItemBehaviour,
): Page<SandboxJobItem> {
  const { status } = query;
  const { paging, problems } = pageQuery(query, 'clamp');
  if (status !== undefined && !(ITEM_STATUSES as readonly unknown[]).includes(status)) {
    problems.push(`status must be one of ${ITEM_STATUSES.join(', ')}`);
  }
  if (problems.length > 0) throw badRequest(problems);
  const matching =
    status === undefined ? items.all : items.all.filter((item) => statusIn(job, item) === status);
  const { data, pagination } = paginate(matching, paging, query);
  return { data: data.map((item) => itemView(job, item, version, untouched)), pagination };
}

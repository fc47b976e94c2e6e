import { badRequest } from './answer.js';
import { STATUSES, type ExportJob, type ExportJobStatus } from './export-job.js';
import type { Version } from './export-job-item.js';
import { jobView, type SandboxJob } from './job-view.js';
import { pageQuery, paginate, type Page } from './page.js';
import { isUuid } from './uuid.js';

/** GET export-jobs. `status` is known to v1 and v2 only; v3 dropped it for `statuses`. */
export function listJobs(
  jobs: Iterable<ExportJob>,
  query: Record<string, unknown>,
  version: Version,
): Page<SandboxJob> {
  const problems: string[] = [];
  const statuses = [
    ...valuesOf(query, 'statuses'),
    ...valuesOf(query, 'statuses[]'),
    ...valuesOf(query, 'status'),
  ];
  if (version === 'v3' && query.status !== undefined) problems.push('v3 has no status, use statuses');
  if (!statuses.every((status) => (STATUSES as readonly string[]).includes(status))) {
    problems.push(`statuses must be of ${STATUSES.join(', ')}`);
  }
  const [companyId, another] = valuesOf(query, 'company_id');
  if (another !== undefined || (companyId !== undefined && !isUuid(companyId))) {
    problems.push('company_id must be one UUID');
  }
  const { paging, problems: pagingProblems } = pageQuery(query, 'refuse');
  problems.push(...pagingProblems);
  if (problems.length > 0) throw badRequest(problems);

  const company = companyId?.toLowerCase();
  const wanted = new Set(statuses as ExportJobStatus[]);
  const matching: ExportJob[] = [];
  for (const job of jobs) {
    const matches =
      (company ?? job.companyId) === job.companyId && (wanted.size === 0 || wanted.has(job.status));
    if (matches) matching.push(job);
  }
  const { data, pagination } = paginate(matching, paging, query);
  return { data: data.map(jobView), pagination };
}

export function valuesOf(query: Record<string, unknown>, name: string): string[] {
  const value = query[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as string[]) : [value as string];
}

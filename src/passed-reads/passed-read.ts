import { isUUID } from 'class-validator';

/** A read in Pleo's own words, as far as it matters whom to ask for it, and what of the answer is known better here. */
export interface PassedRead {
  readonly kind: 'jobs' | 'job' | 'items' | 'export-items';
  readonly version: 'v2' | 'v3';
  /** The version, the path, and the query as it came. */
  readonly target: string;
  /** Of the path, or of the query; in small letters. */
  readonly jobId: string | null;
  /** The one company that is asked for. */
  readonly companyId: string | null;
  /** The statuses that were asked for; empty: all. */
  readonly statuses: ReadonlySet<string>;
}

/** `url` is the request's; `id` of its path was checked. */
export function passedRead(
  kind: PassedRead['kind'],
  version: PassedRead['version'],
  url: string,
  id: string | null,
): PassedRead {
  const query = queryOf(url);
  const asked = new URLSearchParams(query);
  const companies = asked.getAll('company_id');
  const path = { jobs: 'export-jobs', job: `export-jobs/${id}`, items: `export-jobs/${id}/items` };
  return {
    kind,
    version,
    target: `/${version}/${kind === 'export-items' ? kind : path[kind]}${query}`,
    jobId: id ?? uuidIn(asked.get('job_id')),
    companyId: uuidIn(companies.length === 1 ? (companies[0] as string) : null),
    statuses: new Set(kind === 'job' ? [] : [...asked.getAll('status'), ...asked.getAll('statuses')]),
  };
}

/** With its question mark, and without what the router takes for the end of it. */
function queryOf(url: string): string {
  const [target = ''] = url.split('#', 1);
  const start = target.indexOf('?');
  return start < 0 ? '' : target.slice(start);
}

/** What is none is left to Pleo to refuse. */
function uuidIn(value: string | null): string | null {
  return isUUID(value, 'loose') ? (value as string).toLowerCase() : null;
}

import { queryOf } from './connection.js';
import type { ExportItem } from './export-item.js';
import { rowsOf } from './pages.js';

/** Pleo's largest page. */
const PAGE = 100;
/** Of Pleo's items: nothing is left to be done with these. */
const FINAL = ['successful', 'failed', 'abandoned'];

/** What is read of Pleo's item of a job. */
interface PleoItem {
  readonly accountingEntryId: string;
  readonly status: string | null;
}

/**
 * The entries of a job that have no final result, each once. The relay shows results among Pleo's items from the moment
 * that it has accepted them, so what an earlier worker has reported is left out. `get` reads a page.
 */
export async function* entriesToBook(
  jobId: string,
  get: <Body>(path: string) => Promise<Body>,
): AsyncGenerator<ExportItem, void> {
  const rows = <Row>(path: string, filter: object) =>
    rowsOf<Row>((cursor) => get(`${path}?${queryOf({ ...filter, limit: PAGE, ...cursor })}`));
  const done = new Set<string>();
  for await (const { accountingEntryId, status } of rows<PleoItem>(`/v3/export-jobs/${jobId}/items`, {}))
    if (FINAL.includes(status ?? '')) done.add(accountingEntryId);
  for await (const entry of rows<ExportItem>('/v3/export-items', { job_id: jobId })) {
    if (done.has(entry.accountingEntryId)) continue;
    done.add(entry.accountingEntryId);
    yield entry;
  }
}

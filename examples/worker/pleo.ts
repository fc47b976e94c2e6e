/** What this example needs of Pleo's export item; there is much more in it. */
export interface ExportItem {
  readonly accountingEntryId: string;
  readonly accountingEntryLines: readonly { readonly account?: { readonly code: string | null } | null }[];
}

interface Page {
  readonly data: ExportItem[];
  readonly pagination: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const { PLEO_URL = 'https://external.pleo.io', PLEO_KEY = '' } = process.env;

/** All that is to be booked of a job, as Pleo tells it until the job has ended there. Throws when Pleo does not. */
export async function exportItems(jobId: string): Promise<ExportItem[]> {
  const items: ExportItem[] = [];
  let page: Page | undefined;
  do {
    const query = new URLSearchParams({ job_id: jobId, limit: '100' });
    if (page?.pagination.endCursor) query.set('after', page.pagination.endCursor);
    const answer = await fetch(`${PLEO_URL}/v3/export-items?${query.toString()}`, {
      headers: { Authorization: `Basic ${btoa(`${PLEO_KEY}:`)}` },
      signal: AbortSignal.timeout(30_000),
    });
    if (!answer.ok) throw new Error(`Pleo answers ${answer.status} when it is asked for the items`);
    page = (await answer.json()) as Page;
    items.push(...page.data);
  } while (page.pagination.hasNextPage);
  return items;
}

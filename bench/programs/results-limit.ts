import pg from 'pg';
import { serveBarely } from './bare-server.js';

/**
 * The upper bound of item results in arrays: one statement per request, which writes the rows of the results and checks
 * nothing; nothing is delivered. `started` is answered and not kept.
 */
const ACCEPT = `
  INSERT INTO export_job_item
    (job_id, accounting_entry_id, position, status, exported_at, external_id, external_url, reported_at)
  SELECT $1, id, place, status, exported_at, external_id, external_url, now()
  FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[]) WITH ORDINALITY
    AS result (id, status, exported_at, external_id, external_url, place)`;

interface Result {
  readonly accountingEntryId: string;
  readonly status: string;
  readonly exportedAt: string;
  readonly externalId: string;
  readonly externalUrl: string;
}

const [url = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });

serveBarely(async (body, method, path) => {
  if (method !== 'PUT') return [202, null];
  const results = JSON.parse(body) as Result[];
  const values = [
    path.split('/').at(-2),
    results.map(({ accountingEntryId }) => accountingEntryId),
    results.map(({ status }) => status),
    results.map(({ exportedAt }) => exportedAt),
    results.map(({ externalId }) => externalId),
    results.map(({ externalUrl }) => externalUrl),
  ];
  await pool.query({ name: 'accept', text: ACCEPT, values });
  return [200, { data: results, errors: [] }];
});

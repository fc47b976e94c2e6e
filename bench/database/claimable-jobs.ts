import type { BenchDatabase } from './bench-database.js';

/** Pending jobs until there are $1, each without a company or each of one of its own, as they are registered. */
const FILL = `
  INSERT INTO export_job
    (id, company_id, status, source, expires_in, last_updated_at, expires_at, registered_at)
  SELECT gen_random_uuid(), CASE WHEN n % 10 = 0 THEN gen_random_uuid() END, 'pending', 'webhook', 3600, at,
         at + interval '1 hour', at
  FROM generate_series((SELECT count(*) FROM export_job WHERE status = 'pending') + 1, $1::integer) AS n
  CROSS JOIN (SELECT now()::timestamptz(3)) AS t (at)`;

/** Inserts them: of ten, nine have no company, and one has a company of its own. */
export async function fillWithClaimableJobs(database: BenchDatabase, jobs: number): Promise<void> {
  await database.query(FILL, [jobs]);
}

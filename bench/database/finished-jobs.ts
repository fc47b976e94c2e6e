import type { BenchDatabase } from './bench-database.js';

/** Rows per statement: more would need temporary files. */
const CHUNK = 250_000;

/** Inserts $1 finished and delivered jobs, as the relay leaves them: two events and attempts each. */
export const MAKE_FINISHED_JOBS = `
  WITH job AS (
    INSERT INTO export_job
      (id, status, source, expires_in, created_at, started_at, completed_at, last_updated_at, expires_at, last_sequence)
    SELECT gen_random_uuid(), 'completed', 'event', 3600, at, at, at, at, at + interval '1 hour', 2
    FROM generate_series(1, $1::integer) AS n
    CROSS JOIN LATERAL (SELECT (now() - interval '30 days' + n * interval '100 milliseconds')::timestamptz(3)) AS t (at)
    RETURNING id, started_at AS at
  ), event AS (
    INSERT INTO export_job_event
      (job_id, sequence, id, event, origin, accepted_at, delivery_status, delivered_at, outcome)
    SELECT id, sequence, gen_random_uuid(), CASE sequence WHEN 1 THEN 'started' ELSE 'completed' END, 'api', at,
           'delivered', at, 'delivered'
    FROM job
    CROSS JOIN generate_series(1, 2) AS sequence
    RETURNING job_id, sequence, event, accepted_at
  )
  INSERT INTO delivery_attempt
    (job_id, sequence, number, id, request, started_at, duration_ms, outcome, status_code,
     delivered_after_ms)
  SELECT job_id, sequence, 1, gen_random_uuid(), event, accepted_at, 6, 'delivered', 202, 0
  FROM event`;

/** Inserts them, and lets Postgres come to rest. */
export async function fillWithFinishedJobs(database: BenchDatabase, jobs: number): Promise<void> {
  for (let made = 0; made < jobs; made += CHUNK)
    await database.query(MAKE_FINISHED_JOBS, [Math.min(CHUNK, jobs - made)]);
  await database.settle();
}

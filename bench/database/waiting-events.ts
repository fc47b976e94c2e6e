import type { BenchDatabase } from './bench-database.js';

/**
 * Jobs with `events` events each, accepted and not sent: the rows that the relay writes, in one statement so that keys
 * and checks hold. The first event of each job is due, in the order of acceptance; the others wait behind it.
 */
const FILL = `
  WITH job AS (
    INSERT INTO export_job
      (id, status, source, expires_in, created_at, started_at, completed_at, expires_at, last_updated_at, last_sequence)
    SELECT gen_random_uuid(), CASE WHEN $2 > 1 THEN 'completed' ELSE 'in_progress' END, 'event', 3600, at, at,
           CASE WHEN $2 > 1 THEN at END, at + interval '1 hour', at, $2
    FROM generate_series(1, $1::integer) AS n
    CROSS JOIN LATERAL (
      SELECT (now() - ($1 - n) * interval '1 millisecond' / 10)::timestamptz(3)
    ) AS accepted (at)
    RETURNING id, started_at
  ), event AS (
    INSERT INTO export_job_event (job_id, sequence, id, event, origin, accepted_at)
    SELECT id, sequence, gen_random_uuid(), CASE sequence WHEN 1 THEN 'started' ELSE 'completed' END, 'api', started_at
    FROM job
    CROSS JOIN generate_series(1, $2::integer) AS sequence
    RETURNING job_id, sequence, accepted_at
  )
  INSERT INTO outbox (job_id, sequence, due_at, accepted_at)
  SELECT job_id, sequence, CASE WHEN sequence = 1 THEN accepted_at END, accepted_at
  FROM event`;

/** Inserts them, and lets Postgres come to rest. */
export async function fillWithWaitingEvents(
  database: BenchDatabase,
  jobs: number,
  events: 1 | 2,
): Promise<void> {
  await database.query(FILL, [jobs, events]);
  await database.settle();
}

/** Whether an event still waits. */
export const ANY_WAITING = 'SELECT FROM outbox LIMIT 1';

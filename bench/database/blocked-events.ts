import type { BenchDatabase } from './bench-database.js';

/**
 * Jobs whose first event is dead, with a second one behind it (two rows each), and as many rows of jobs whose only
 * event met transient faults and is retried in five minutes.
 */
const FILL = `
  WITH job AS (
    INSERT INTO export_job
      (id, status, source, expires_in, started_at, completed_at, last_updated_at, expires_at, last_sequence)
    SELECT gen_random_uuid(), CASE last WHEN 2 THEN 'completed' ELSE 'in_progress' END, 'event', 86400, at,
           CASE last WHEN 2 THEN at END, at, at + interval '1 day', last
    FROM generate_series(1, $1::integer) AS n
    CROSS JOIN (SELECT now()::timestamptz(3)) AS t (at)
    CROSS JOIN LATERAL (SELECT CASE WHEN n % 3 = 0 THEN 2 ELSE 1 END) AS kind (last)
    RETURNING id, last_sequence AS last
  ), event AS (
    INSERT INTO export_job_event (job_id, sequence, id, event, origin, accepted_at, delivery_status, outcome)
    SELECT id, sequence, gen_random_uuid(), CASE sequence WHEN 1 THEN 'started' ELSE 'completed' END, 'api', now(),
           CASE WHEN last = 2 AND sequence = 1 THEN 'dead' ELSE 'pending' END,
           CASE WHEN last = 2 AND sequence = 1 THEN 'refused' END
    FROM job
    CROSS JOIN LATERAL generate_series(1, last) AS sequence
    RETURNING job_id, sequence, delivery_status
  )
  INSERT INTO outbox (job_id, sequence, due_at, retries, failing_since, dead)
  SELECT job_id, sequence,
         CASE WHEN retried THEN now() + interval '5 minutes' END,
         CASE WHEN retried THEN 5 ELSE 0 END,
         CASE WHEN retried THEN now() END,
         delivery_status = 'dead'
  FROM event
  JOIN job ON job.id = event.job_id
  CROSS JOIN LATERAL (SELECT last = 1) AS kind (retried)`;

/** Inserts about so many outbox rows that cannot be sent. */
export async function fillWithBlockedEvents(database: BenchDatabase, events: number): Promise<void> {
  await database.query(FILL, [Math.round((events * 3) / 4)]);
  await database.settle();
}

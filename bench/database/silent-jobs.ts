import type { BenchDatabase } from './bench-database.js';

/** Jobs whose \`started\` was delivered and whose workers are silent since: all are stale $2 seconds from now. */
const FILL = `
  WITH job AS (
    INSERT INTO export_job
      (id, status, source, expires_in, created_at, started_at, last_updated_at, expires_at, last_sequence)
    SELECT gen_random_uuid(), 'in_progress', 'event', $2::integer, at, at, at, at + $2::integer * interval '1 second', 1
    FROM generate_series(1, $1::integer)
    CROSS JOIN (SELECT now()::timestamptz(3)) AS t (at)
    RETURNING id, started_at AS at
  ), event AS (
    INSERT INTO export_job_event
      (job_id, sequence, id, event, origin, accepted_at, delivery_status, delivered_at, outcome)
    SELECT id, 1, gen_random_uuid(), 'started', 'api', at, 'delivered', at, 'delivered'
    FROM job
    RETURNING job_id, accepted_at
  )
  INSERT INTO delivery_attempt
    (job_id, sequence, number, id, request, started_at, duration_ms, outcome, status_code,
     delivered_after_ms)
  SELECT job_id, 1, 1, gen_random_uuid(), 'started', accepted_at, 6, 'delivered', 202, 0
  FROM event`;

const STALE = `status IN ('pending', 'in_progress') AND expires_at <= now()`;

/** Whether a job is stale and not failed yet. */
export const ANY_STALE = `SELECT FROM export_job WHERE ${STALE} LIMIT 1`;

/** Inserts them and lets Postgres come to rest, before any is stale. */
export async function fillWithSilentJobs(
  database: BenchDatabase,
  jobs: number,
  staleInSeconds: number,
): Promise<void> {
  await database.query(FILL, [jobs, staleInSeconds]);
  await database.settle();
}

/** Fails all stale jobs by one statement: the writes of the sweep, and nothing else. */
export const FAIL_ALL = `
  WITH stale AS (
    SELECT id, last_sequence + 1 AS sequence,
           'The export was given up because nothing was heard of it for ' || expires_in ||
           ' seconds, its limit. The last sign of life came at ' || last_updated_at || '.' AS reason
    FROM export_job
    WHERE ${STALE}
    FOR NO KEY UPDATE
  ), moved AS (
    UPDATE export_job AS job
    SET status = 'failed',
        completed_at = now(),
        expired_at = now(),
        last_updated_at = now(),
        expires_at = now()::timestamptz(3) + expires_in * interval '1 second',
        failure_reason = stale.reason,
        failure_reason_type = 'job_expired',
        last_sequence = stale.sequence
    FROM stale
    WHERE job.id = stale.id
  ), logged AS (
    INSERT INTO export_job_event
      (job_id, sequence, id, event, failure_reason, failure_reason_type, origin, accepted_at)
    SELECT id, sequence, gen_random_uuid(), 'failed', reason, 'job_expired', 'expiry', now()
    FROM stale
  )
  INSERT INTO outbox (job_id, sequence, due_at)
  SELECT id, sequence,
         CASE WHEN NOT EXISTS (SELECT FROM outbox AS earlier WHERE earlier.job_id = stale.id) THEN now() END
  FROM stale`;

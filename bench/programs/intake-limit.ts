import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { serveBarely } from './bare-server.js';

/**
 * The upper bound of reports: one statement per report, which writes the same rows and checks nothing.
 */
const ACCEPT = `
  WITH job AS (
    INSERT INTO export_job (id, status, source, expires_in, started_at, expires_at, last_sequence)
    VALUES ($1, 'in_progress', 'event', 3600, now(), now() + interval '1 hour', 1)
    ON CONFLICT (id) DO UPDATE
      SET status = excluded.status, started_at = excluded.started_at, last_sequence = 1
    RETURNING id
  ), event AS (
    INSERT INTO export_job_event (job_id, sequence, id, event, origin, accepted_at)
    SELECT id, 1, $2, $3, 'api', now() FROM job
    RETURNING job_id, accepted_at
  ), queued AS (
    INSERT INTO outbox (job_id, sequence, due_at)
    SELECT id, 1, now() FROM job
  )
  SELECT accepted_at FROM event`;

const [url = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });

serveBarely(async (body) => {
  const { jobId, event } = JSON.parse(body) as { jobId: string; event: string };
  const id = randomUUID();
  const { rows } = await pool.query<object>({ name: 'accept', text: ACCEPT, values: [jobId, id, event] });
  return [202, { id, jobId, event, ...rows[0] }];
});

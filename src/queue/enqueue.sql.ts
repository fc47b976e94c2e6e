import { queueOf } from './put-away.sql.js';

/**
 * Keeps the events of the relation `event` (job_id, sequence, id, event, failure_reason, failure_reason_type,
 * reported_by), accepted now. A fragment that returns id, job_id, sequence and accepted_at. `origin` is who reported
 * them.
 */
export function keepEvents(origin: string): string {
  return `INSERT INTO export_job_event
       (job_id, sequence, id, event, failure_reason, failure_reason_type, origin, accepted_at, reported_by)
     SELECT job_id, sequence, id, event, failure_reason, failure_reason_type, ${origin}, statement_timestamp(), reported_by
     FROM event
     RETURNING id, job_id, sequence, accepted_at`;
}

/**
 * Puts the events of the relation `event` (job_id, sequence, is_first, request_id, traceparent) into the outbox, in the
 * queue of their company's own credential where it has one, or in the one that nobody claims where the company is put
 * away. One is due at once when it is the first of its job in this
 * statement and no earlier one waits, which can be read here, behind the job's lock; where dead results of its items
 * hold it back, it is due when they let it go. A fragment that returns job_id, sequence, due_at and credential.
 *
 * The outbox is asked job by job, which the LIMIT makes sure of: a plan that was made while it was short would else
 * read all of it for each group. Served by the primary keys.
 */
export const ENQUEUE = `INSERT INTO outbox (job_id, sequence, due_at, credential, request_id, traceparent, accepted_at)
     SELECT event.job_id, event.sequence,
            CASE
              WHEN NOT event.is_first THEN NULL
              WHEN earlier.job_id IS NULL THEN statement_timestamp()
              -- Dead results hold a final event back for a time only.
              WHEN earlier.holds_until IS NOT NULL THEN greatest(earlier.holds_until, statement_timestamp())
            END,
            coalesce((SELECT ${queueOf('job.company_id')} FROM export_job AS job WHERE job.id = event.job_id), 'default'),
            event.request_id, event.traceparent, statement_timestamp()
     FROM event
     LEFT JOIN LATERAL (
       SELECT job_id, holds_until
       FROM outbox
       WHERE outbox.job_id = event.job_id
       ORDER BY sequence DESC
       LIMIT 1
     ) AS earlier ON true
     RETURNING job_id, sequence, due_at, credential`;

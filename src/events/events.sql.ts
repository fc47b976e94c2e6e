import { statement } from '../database/statement.js';
import { IN_FORCE } from '../outbox/circuit.sql.js';

/**
 * Jobs that an event makes known, as they are before it. In the order of their ids, as every statement that locks
 * jobs, so that no two transactions wait for each other. Served by the primary key.
 */
export const REGISTER_UNKNOWN_JOBS = statement(
  'register-unknown-jobs',
  `INSERT INTO export_job (id, status, source, expires_in, expires_at)
   SELECT id, 'pending', 'event', $2::integer, now() + $2::integer * interval '1 second'
   FROM unnest($1::uuid[]) AS id
   ORDER BY id
   ON CONFLICT (id) DO NOTHING
   RETURNING id`,
);

/** Served by the primary key. */
export const LOCK_JOBS = statement(
  'lock-jobs',
  `SELECT id, status, created_at AS "createdAt", started_at AS "startedAt", completed_at AS "completedAt",
          expired_at AS "expiredAt", last_sequence AS "lastSequence"
   FROM export_job
   WHERE id = ANY ($1::uuid[])
   ORDER BY id
   FOR NO KEY UPDATE`,
);

/**
 * Jobs that nothing was heard of in time; those that somebody reports on at this moment are left to the next sweep.
 * Served by export_job_expires_at_idx, which holds unfinished jobs only.
 */
export const LOCK_STALE_JOBS = statement(
  'lock-stale-jobs',
  `SELECT id, status, created_at AS "createdAt", started_at AS "startedAt", completed_at AS "completedAt",
          expired_at AS "expiredAt", last_sequence AS "lastSequence",
          expires_in AS "expiresIn", last_updated_at AS "lastUpdatedAt"
   FROM export_job
   WHERE status IN ('pending', 'in_progress')
     AND expires_at <= now()
   ORDER BY expires_at
   LIMIT $1
   FOR NO KEY UPDATE SKIP LOCKED`,
);

/** Stored events with the same job and kind as reports that were not possible. Served by the key on (job_id, event). */
export const FIND_STORED_EVENTS = statement(
  'find-stored-events',
  `SELECT event.id, event.job_id AS "jobId", event.event, event.failure_reason AS "failureReason",
          event.failure_reason_type AS "failureReasonType"
   FROM unnest($1::uuid[], $2::text[]) AS wanted (job_id, event)
   JOIN export_job_event AS event USING (job_id, event)`,
);

/**
 * Writes what a ledger says: job rows, events and outbox rows at once, and wakes the dispatchers. The one statement
 * that touches three tables, because they must never disagree. The jobs must be locked.
 *
 * An event is due at once when no earlier one of its job waits. That can be read here, behind the lock: whoever takes
 * an event out of the outbox holds the same lock. Times are those of this statement, not of the transaction, which
 * may have waited for the lock: so a later sequence never has an earlier time.
 */
export const ACCEPT_EVENTS = statement(
  'accept-events',
  `WITH moved AS (
     UPDATE export_job AS job
     SET status = move.status,
         started_at = CASE WHEN move.started THEN statement_timestamp() ELSE job.started_at END,
         completed_at = CASE WHEN move.ended THEN statement_timestamp() END,
         expired_at = CASE WHEN move.failure_reason_type = 'job_expired' THEN statement_timestamp() END,
         last_updated_at = statement_timestamp(),
         expires_at = statement_timestamp() + job.expires_in * interval '1 second',
         failure_reason = move.failure_reason,
         failure_reason_type = move.failure_reason_type,
         last_sequence = move.last_sequence
     FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::boolean[], $5::text[], $6::text[], $7::integer[])
       AS move (id, status, started, ended, failure_reason, failure_reason_type, last_sequence)
     WHERE job.id = move.id
   ), logged AS (
     INSERT INTO export_job_event
       (job_id, sequence, id, event, failure_reason, failure_reason_type, origin, accepted_at, reported_by)
     SELECT job_id, sequence, id, event, failure_reason, failure_reason_type, $15, statement_timestamp(), $16
     FROM unnest($8::uuid[], $9::integer[], $10::uuid[], $11::text[], $12::text[], $13::text[])
       AS event (job_id, sequence, id, event, failure_reason, failure_reason_type)
     RETURNING id, job_id, sequence, accepted_at
   ), queued AS (
     INSERT INTO outbox (job_id, sequence, due_at)
     SELECT job_id, sequence, turn.at
     FROM unnest($8::uuid[], $9::integer[], $14::boolean[]) AS event (job_id, sequence, is_first)
     CROSS JOIN LATERAL (
       SELECT CASE
                WHEN is_first AND NOT EXISTS (SELECT FROM outbox AS earlier WHERE earlier.job_id = event.job_id)
                THEN statement_timestamp()
              END AS at
     ) AS turn
     RETURNING job_id, sequence, due_at
   )
   SELECT logged.id, logged.accepted_at AS "acceptedAt", queued.due_at AS "dueAt",
          (SELECT pg_notify('outbox', ''))
   FROM logged
   JOIN queued USING (job_id, sequence)`,
);

/**
 * Where the delivery of each event stands. `first` is the event at the head of its job's queue, when that is another
 * one. Served by the primary keys.
 */
export const READ_DELIVERIES = statement(
  'read-deliveries',
  `SELECT event.id, event.delivery_status AS "status", event.delivered_at AS "deliveredAt", event.outcome,
          outbox.due_at::timestamptz(3) AS "dueAt", outbox.retries, outbox.claim IS NOT NULL AS "underWay",
          first.id AS "firstId", first.delivery_status AS "firstStatus",
          circuit.paused_until AS "pausedUntil",
          coalesce(attempt.number, 0) AS attempts, attempt.status_code AS "lastStatusCode", attempt.error AS "lastError"
   FROM unnest($1::uuid[], $2::integer[]) AS wanted (job_id, sequence)
   JOIN export_job_event AS event USING (job_id, sequence)
   LEFT JOIN outbox USING (job_id, sequence)
   LEFT JOIN LATERAL (
     SELECT earlier.id, earlier.delivery_status
     FROM outbox AS waiting
     JOIN export_job_event AS earlier USING (job_id, sequence)
     WHERE waiting.job_id = wanted.job_id
       AND waiting.sequence < wanted.sequence
     ORDER BY waiting.sequence
     LIMIT 1
   ) AS first ON event.delivery_status = 'pending'
   LEFT JOIN delivery_circuit AS circuit ON circuit.credential = $3 AND ${IN_FORCE}
   LEFT JOIN LATERAL (
     SELECT number, status_code, error
     FROM delivery_attempt
     WHERE job_id = wanted.job_id
       AND sequence = wanted.sequence
     ORDER BY number DESC
     LIMIT 1
   ) AS attempt ON true`,
);

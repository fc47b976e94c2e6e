import { IS_STEADY, STEADY_SINCE } from '../clock/relay-clock.sql.js';
import { statement } from '../database/statement.js';
import { IN_FORCE } from '../queue/circuit.sql.js';

/** In the order of their ids, so that no two transactions wait for each other. Served by the primary key. */
export const LOCK_JOBS = statement(
  'lock-jobs',
  `SELECT id
   FROM export_job
   WHERE id = ANY ($1::uuid[])
   ORDER BY id
   FOR NO KEY UPDATE`,
);

/** Leaves out jobs that somebody else has locked: one of them must not hold up the others. Served by the primary key. */
export const LOCK_FREE_JOBS = statement(
  'lock-free-jobs',
  `SELECT id, status, created_at AS "createdAt", started_at AS "startedAt", completed_at AS "completedAt",
          expired_at AS "expiredAt", last_sequence AS "lastSequence"
   FROM export_job
   WHERE id = ANY ($1::uuid[])
   ORDER BY id
   FOR NO KEY UPDATE SKIP LOCKED`,
);

/** Which of these jobs there are, locked or not. Served by the primary key. */
export const FIND_JOBS = statement(
  'find-jobs',
  `SELECT id
   FROM export_job
   WHERE id = ANY ($1::uuid[])`,
);

/**
 * The soonest that a job may expire after the relay can hear again: its whole limit, an hour at most, which is how long
 * Pleo waits.
 */
const HELD_UNTIL = `${STEADY_SINCE} + least(expires_in, 3600) * interval '1 second'`;

/**
 * How long ago the time of the first unfinished job was over, in milliseconds; no row when none is. Served by
 * export_job_expires_at_idx, from its old end: where somebody holds a transaction open it passes over what ended since.
 */
export const FIND_LONGEST_OVERDUE = statement(
  'find-longest-overdue',
  `SELECT (extract(epoch FROM now() - expires_at) * 1000)::float8 AS "overdueMs"
   FROM export_job
   WHERE status IN ('pending', 'in_progress')
     AND expires_at <= now()
   ORDER BY expires_at
   LIMIT 1`,
);

/**
 * Jobs whose time is over since $2 milliseconds at most; those that somebody reports on at this moment are left to the next sweep. None while the
 * database's clock is not what it should be. `isHeld` are those that may not have been heard. Served by
 * export_job_expires_at_idx, which holds unfinished jobs only.
 */
export const LOCK_STALE_JOBS = statement(
  'lock-stale-jobs',
  `SELECT id, status, created_at AS "createdAt", started_at AS "startedAt", completed_at AS "completedAt",
          expired_at AS "expiredAt", last_sequence AS "lastSequence",
          expires_in AS "expiresIn", last_updated_at AS "lastUpdatedAt",
          ${HELD_UNTIL} > now() AS "isHeld"
   FROM export_job
   WHERE status IN ('pending', 'in_progress')
     AND expires_at BETWEEN now() - $2::float8 * interval '1 millisecond' AND now()
     AND ${IS_STEADY}
   ORDER BY expires_at
   LIMIT $1
   FOR NO KEY UPDATE SKIP LOCKED`,
);

/** Gives jobs the time that they have at least. They must be locked. Served by the primary key. */
export const HOLD_JOBS = statement(
  'hold-jobs',
  `UPDATE export_job
   SET expires_at = ${HELD_UNTIL}
   WHERE id = ANY ($1::uuid[])`,
);

/**
 * Lets up to $1 jobs whose time ends later than any limit allows begin it anew: a clock that was ahead has given it to
 * them. Served by the far end of export_job_expires_at_idx, where nothing else is.
 */
export const SHORTEN_JOBS = statement(
  'shorten-jobs',
  `UPDATE export_job
   SET last_updated_at = now(),
       expires_at = now() + expires_in * interval '1 second'
   WHERE id IN (
     SELECT id
     FROM export_job
     WHERE status IN ('pending', 'in_progress')
       AND expires_at > now() + 604860 * interval '1 second'
     ORDER BY expires_at
     LIMIT $1
     FOR NO KEY UPDATE SKIP LOCKED
   )
   RETURNING id`,
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
 * that touches three tables, because they must never disagree. The jobs must be locked, except those that are new. If
 * one of these is there after all, because somebody else has made it known in the meantime, nothing of it is written or
 * returned. New ones are inserted in the order of their ids, so that no two transactions wait for each other.
 *
 * An event is due at once when no earlier one of its job waits. That can be read here, behind the lock: whoever takes
 * an event out of the outbox holds the same lock. Otherwise `head` is the one that is there and goes first; null when
 * that is on the same page. Times are those of this statement, not of the transaction, which may have waited for a
 * lock: so a later sequence never has an earlier time.
 *
 * The outbox is asked job by job, which the LIMIT makes sure of: a plan that was made while it was short would else read
 * all of it for each group. Served by the primary keys.
 */
export const ACCEPT_EVENTS = statement(
  'accept-events',
  `WITH move AS MATERIALIZED (
     SELECT *,
            CASE WHEN started THEN statement_timestamp() END AS started_at,
            CASE WHEN ended THEN statement_timestamp() END AS completed_at,
            CASE WHEN failure_reason_type = 'job_expired' THEN statement_timestamp() END AS expired_at
     FROM unnest($1::uuid[], $2::boolean[], $3::text[], $4::boolean[], $5::boolean[], $6::text[], $7::text[], $8::integer[])
       AS move (id, is_new, status, started, ended, failure_reason, failure_reason_type, last_sequence)
   ), registered AS (
     INSERT INTO export_job
       (id, status, source, expires_in, created_at, started_at, completed_at, expired_at, last_updated_at, expires_at,
        failure_reason, failure_reason_type, last_sequence)
     SELECT id, status, 'event', $9::integer, statement_timestamp(), started_at, completed_at, expired_at,
            statement_timestamp(), statement_timestamp() + $9::integer * interval '1 second',
            failure_reason, failure_reason_type, last_sequence
     FROM move
     WHERE is_new
     ORDER BY id
     ON CONFLICT (id) DO NOTHING
     RETURNING id
   ), moved AS (
     UPDATE export_job AS job
     SET status = move.status,
         started_at = coalesce(move.started_at, job.started_at),
         completed_at = move.completed_at,
         expired_at = move.expired_at,
         last_updated_at = statement_timestamp(),
         expires_at = statement_timestamp() + job.expires_in * interval '1 second',
         failure_reason = move.failure_reason,
         failure_reason_type = move.failure_reason_type,
         last_sequence = move.last_sequence
     FROM move
     WHERE job.id = move.id
       AND NOT move.is_new
     RETURNING job.id
   ), event AS MATERIALIZED (
     SELECT event.*
     FROM unnest($10::uuid[], $11::integer[], $12::uuid[], $13::text[], $14::text[], $15::text[], $16::text[], $17::boolean[],
                 $19::text[], $20::text[])
       AS event (job_id, sequence, id, event, failure_reason, failure_reason_type, reported_by, is_first, request_id,
                 traceparent)
     WHERE job_id IN (SELECT id FROM registered UNION ALL SELECT id FROM moved)
   ), logged AS (
     INSERT INTO export_job_event
       (job_id, sequence, id, event, failure_reason, failure_reason_type, origin, accepted_at, reported_by)
     SELECT job_id, sequence, id, event, failure_reason, failure_reason_type, $18, statement_timestamp(), reported_by
     FROM event
     RETURNING id, job_id, sequence, accepted_at
   ), queued AS (
     INSERT INTO outbox (job_id, sequence, due_at, credential, request_id, traceparent, accepted_at)
     SELECT event.job_id, event.sequence,
            CASE WHEN event.is_first AND earlier.job_id IS NULL THEN statement_timestamp() END,
            coalesce(
              (SELECT company_id::text FROM export_job AS job JOIN company_credential USING (company_id)
               WHERE job.id = event.job_id),
              'default'
            ),
            event.request_id, event.traceparent, statement_timestamp()
     FROM event
     LEFT JOIN LATERAL (
       SELECT job_id
       FROM outbox
       WHERE outbox.job_id = event.job_id
       LIMIT 1
     ) AS earlier ON true
     RETURNING job_id, sequence, due_at, credential
   )
   SELECT logged.id, logged.accepted_at AS "acceptedAt", queued.due_at AS "dueAt",
          head.id AS "headId", head.delivery_status AS "headStatus",
          pg_notify('outbox', queued.credential)
   FROM logged
   JOIN queued USING (job_id, sequence)
   LEFT JOIN LATERAL (
     SELECT first.id, first.delivery_status
     FROM outbox AS waiting
     JOIN export_job_event AS first USING (job_id, sequence)
     WHERE waiting.job_id = logged.job_id
       AND queued.due_at IS NULL
     ORDER BY waiting.sequence
     LIMIT 1
   ) AS head ON true`,
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
          CASE circuit.pause
            WHEN 'credential_refused' THEN greatest(circuit.paused_until, outbox.due_at)
            ELSE circuit.paused_until
          END::timestamptz(3) AS "pausedUntil",
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
   LEFT JOIN delivery_circuit AS circuit ON circuit.credential = outbox.credential AND ${IN_FORCE}
   LEFT JOIN LATERAL (
     SELECT number, status_code, error
     FROM delivery_attempt
     WHERE job_id = wanted.job_id
       AND sequence = wanted.sequence
     ORDER BY number DESC
     LIMIT 1
   ) AS attempt ON true`,
);

import { statement } from '../database/statement.js';
import { IN_FORCE, responsibleForPause, waitsForPerson } from '../queue/circuit.sql.js';
import { isInForce, pauseOf } from '../queue/hand-pause.sql.js';
import { IS_PARKED } from '../queue/put-away.sql.js';
import { waitsFor } from './waits-for.sql.js';

/** In the order of their ids, so no two transactions wait for each other. Served by the primary key. */
export const LOCK_JOBS = statement(
  'lock-jobs',
  `SELECT id
   FROM export_job
   WHERE id = ANY ($1::uuid[])
   ORDER BY id
   FOR NO KEY UPDATE`,
);

/**
 * Leaves out jobs that another session has locked: one of them must not hold up the others. Served by the primary key.
 */
export const LOCK_FREE_JOBS = statement(
  'lock-free-jobs',
  `SELECT id, status, created_at AS "createdAt", started_at AS "startedAt", completed_at AS "completedAt",
          expired_at AS "expiredAt", last_sequence AS "lastSequence", number_of_items AS "numberOfItems"
   FROM export_job
   WHERE id = ANY ($1::uuid[])
   ORDER BY id
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
 * Where the delivery of each event stands. `first` is the message at the head of its job's queue, when that is another
 * one. Served by the primary keys.
 */
export const READ_DELIVERIES = statement(
  'read-deliveries',
  `SELECT event.id, event.delivery_status AS "status", event.delivered_at AS "deliveredAt", event.outcome,
          outbox.due_at::timestamptz(3) AS "dueAt", outbox.claim IS NOT NULL AS "underWay",
          coalesce(outbox.${IS_PARKED}, false) AS "isParked", ${waitsFor('outbox')} AS "waitsFor",
          first.id AS "firstId", first.kind AS "firstKind",
          first.holds_until::timestamptz(3) AS "firstHoldsUntil",
          circuit.reason AS "pauseReason", ${responsibleForPause('circuit')} AS "pauseResponsible",
          CASE
            WHEN NOT (${waitsForPerson('circuit')}) THEN greatest(circuit.paused_until, outbox.due_at, now())
          END::timestamptz(3) AS "pausedUntil",
          by_hand.reason AS "handReason", by_hand.paused_by AS "handBy", by_hand.until::timestamptz(3) AS "handUntil",
          coalesce(attempt.number, 0) AS attempts, attempt.status_code AS "lastStatusCode", attempt.error AS "lastError"
   FROM unnest($1::uuid[], $2::integer[]) AS wanted (job_id, sequence)
   JOIN export_job_event AS event USING (job_id, sequence)
   LEFT JOIN outbox USING (job_id, sequence)
   LEFT JOIN LATERAL (
     SELECT earlier.id, earlier.kind, waiting.holds_until
     FROM outbox AS waiting
     JOIN export_job_event AS earlier USING (job_id, sequence)
     WHERE waiting.job_id = wanted.job_id
       AND waiting.sequence < wanted.sequence
     ORDER BY waiting.sequence
     LIMIT 1
   ) AS first ON event.delivery_status = 'pending'
   LEFT JOIN delivery_circuit AS circuit ON circuit.credential = outbox.credential AND ${IN_FORCE}
   LEFT JOIN delivery_pause AS by_hand ON by_hand.whose = ${pauseOf('outbox')} AND ${isInForce('by_hand')}
   LEFT JOIN LATERAL (
     SELECT number, status_code, error
     FROM delivery_attempt
     WHERE job_id = wanted.job_id
       AND sequence = wanted.sequence
     ORDER BY number DESC
     LIMIT 1
   ) AS attempt ON true`,
);

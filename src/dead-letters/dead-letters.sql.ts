import { statement } from '../database/statement.js';
import { LAST_ATTEMPT } from '../events/last-attempt.sql.js';

/**
 * Makes dead events due again, with a fresh schedule, and notes who did it. Those that are not dead any more are left
 * alone. A dead event is always the first of its job, so it is its turn. The jobs must be locked; served by the primary
 * keys.
 */
export const REDELIVER = statement(
  'redeliver',
  `WITH revived AS (
     UPDATE export_job_event AS event
     SET delivery_status = 'pending',
         outcome = NULL
     FROM unnest($1::uuid[], $2::integer[]) AS wanted (job_id, sequence)
     WHERE (event.job_id, event.sequence) = (wanted.job_id, wanted.sequence)
       AND event.delivery_status = 'dead'
     RETURNING event.id, event.job_id, event.sequence
   ), queued AS (
     UPDATE outbox
     SET due_at = statement_timestamp(),
         dead = false,
         retries = 0,
         failing_since = NULL
     FROM revived
     WHERE (outbox.job_id, outbox.sequence) = (revived.job_id, revived.sequence)
   ), noted AS (
     INSERT INTO audit_entry (job_id, id, sequence, action, at, by)
     SELECT job_id, gen_random_uuid(), sequence, 'redelivered', statement_timestamp(), $3
     FROM revived
   )
   SELECT id, (SELECT pg_notify('outbox', ''))
   FROM revived`,
);

/** Gives a dead event up, lets the next one of its job go, and notes who did it and why. As above. */
export const DISCARD = statement(
  'discard',
  `WITH given_up AS (
     UPDATE export_job_event
     SET delivery_status = 'discarded',
         outcome = 'discarded'
     WHERE job_id = $1
       AND sequence = $2
       AND delivery_status = 'dead'
     RETURNING id, job_id, sequence
   ), gone AS (
     DELETE FROM outbox
     USING given_up
     WHERE (outbox.job_id, outbox.sequence) = (given_up.job_id, given_up.sequence)
   ), next AS (
     UPDATE outbox
     SET due_at = statement_timestamp()
     FROM given_up
     WHERE outbox.job_id = given_up.job_id
       AND outbox.sequence = (
         SELECT min(waiting.sequence)
         FROM outbox AS waiting
         WHERE waiting.job_id = given_up.job_id
           AND waiting.sequence > given_up.sequence
       )
   ), noted AS (
     INSERT INTO audit_entry (job_id, id, sequence, action, at, by, reason)
     SELECT job_id, gen_random_uuid(), sequence, 'discarded', statement_timestamp(), $3, $4
     FROM given_up
   )
   SELECT id, (SELECT pg_notify('outbox', ''))
   FROM given_up`,
);

/**
 * Why dead events are dead: the $3 that were accepted last, as far as their last attempt was made after $1 and before
 * $2 (null: whenever), by what Pleo answered to it. Served by outbox_accepted_at_idx and primary keys.
 */
export const COUNT_CAUSES = statement(
  'count-causes',
  `SELECT coalesce(last.status_code, 0) AS "statusCode", last.error_type AS "errorType",
          min(event.outcome) AS outcome, count(*)::integer AS count,
          min(last.started_at) AS "firstAt", max(last.started_at) AS "lastAt",
          (array_agg(last.error ORDER BY last.started_at DESC))[1] AS error
   FROM (
     SELECT job_id, sequence,
            (SELECT outcome FROM export_job_event AS dead
             WHERE (dead.job_id, dead.sequence) = (outbox.job_id, outbox.sequence)) AS outcome
     FROM outbox
     WHERE dead
     ORDER BY accepted_at DESC
     LIMIT $3
   ) AS event
   CROSS JOIN LATERAL (${LAST_ATTEMPT}) AS last
   WHERE ($1::timestamptz IS NULL OR last.started_at > $1)
     AND ($2::timestamptz IS NULL OR last.started_at < $2)
   GROUP BY 1, 2
   ORDER BY count DESC, 1, 2`,
);

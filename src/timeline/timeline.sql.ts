import { statement } from '../database/statement.js';

/**
 * What is known of the results of job $1 together, who reported them, the time of the last one, and one of those that
 * are dead. No row for a job without results. Served by primary keys, export_job_item_position_idx and
 * export_job_item_job_dead_idx, whatever the number of results.
 */
export const READ_RESULTS = statement(
  'read-results-of-job',
  `SELECT sequence, successful, failed, in_progress AS "inProgress", pending, tally.dead, discarded,
          holds_until AS "holdsUntil", coalesce(holds_until <= statement_timestamp(), false) AS "isHoldOver",
          pleo_last_updated_at AS "pleoLastUpdatedAt", first.outcome AS "deadOutcome", first.error AS "deadError",
          last_position AS "lastPosition", message.body -> 'reporters' AS "laterReporters",
          last.reported_at AS "lastReportedAt"
   FROM item_tally AS tally
   LEFT JOIN export_job_event AS message USING (job_id, sequence)
   LEFT JOIN LATERAL (
     SELECT reported_at
     FROM export_job_item AS item
     WHERE item.job_id = tally.job_id
     ORDER BY position DESC
     LIMIT 1
   ) AS last ON true
   LEFT JOIN LATERAL (
     SELECT outcome, error
     FROM export_job_item AS item
     WHERE item.job_id = tally.job_id
       AND item.dead
     LIMIT 1
   ) AS first ON tally.dead > 0
   WHERE tally.job_id = $1`,
);

/**
 * The first attempt of message $2 of job $1, and its last $3, oldest first. Numbers have no gaps: those that are left
 * out need not be counted. Served by the primary key, from both ends.
 */
export const LIST_ENDS_OF_ATTEMPTS = statement(
  'list-ends-of-attempts',
  `SELECT number, request, started_at AS "startedAt", duration_ms AS "durationMs", outcome, status_code AS "statusCode",
          error, pleo_status AS "pleoStatus", retry_at AS "retryAt", entries
   FROM (
     SELECT *
     FROM (
       SELECT *
       FROM delivery_attempt
       WHERE (job_id, sequence, number) = ($1, $2, 1)
       LIMIT 1
     ) AS first
     UNION
     SELECT *
     FROM (
       SELECT *
       FROM delivery_attempt
       WHERE job_id = $1
         AND sequence = $2
       ORDER BY number DESC
       LIMIT $3
     ) AS last
   ) AS ends
   ORDER BY number`,
);

/**
 * The last $2 changes of the leases of job $1, oldest first. Served by the primary key; they are few, since a job that
 * comes back again and again has to wait longer and longer.
 */
export const LIST_LEASE_CHANGES = statement(
  'list-lease-changes',
  `SELECT *
   FROM (
     SELECT job_id AS "jobId", token, change, at, by
     FROM job_lease_change
     WHERE job_id = $1
     ORDER BY at DESC, change IN ('claimed', 'resumed') DESC
     LIMIT $2
   ) AS last
   ORDER BY at, change IN ('claimed', 'resumed')`,
);

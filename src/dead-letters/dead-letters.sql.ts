import { statement } from '../database/statement.js';
import { LAST_ATTEMPT } from '../events/last-attempt.sql.js';
import { IS_PARKED } from '../queue/put-away.sql.js';

/**
 * Why dead events are dead, but those of companies that are put away: the $3 that were accepted last, as far as their
 * last attempt was made after $1 and before $2 (null: whenever), by what Pleo answered to it. Served by
 * outbox_event_accepted_at_idx and primary keys.
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
       AND kind = 'event'
       AND NOT ${IS_PARKED}
     ORDER BY accepted_at DESC
     LIMIT $3
   ) AS event
   CROSS JOIN LATERAL (${LAST_ATTEMPT}) AS last
   WHERE ($1::timestamptz IS NULL OR last.started_at > $1)
     AND ($2::timestamptz IS NULL OR last.started_at < $2)
   GROUP BY 1, 2
   ORDER BY count DESC, 1, 2`,
);

import { statement } from '../database/statement.js';
import { ALL_PAUSED, IS_PAUSED, LAST_END } from '../queue/hand-pause.sql.js';
import { IS_PARKED } from '../queue/put-away.sql.js';

/** Messages whose waiting results are counted, and dead results that are, at most. */
const MAX_MESSAGES = 100_000;
export const MAX_DEAD = 100_000;

/**
 * Whether the results of a row of `export_job_item` are those of a company that is put away: they count nowhere. A
 * condition, served by outbox_parked_idx, which has few rows or none.
 */
export const IS_OF_PARKED = `job_id IN (SELECT job_id FROM outbox WHERE ${IS_PARKED})`;

/**
 * Why `item`, a row of `export_job_item`, is dead: the type of Pleo's error, or its text where it has none, since texts
 * with a type name the entry. Empty where nothing is known. An expression.
 */
export function causeOf(item: string): string {
  return `coalesce(substring(${item}.error FROM '^(?:Pleo refused it:|Pleo answered [0-9]+) ([^ .(]+)'), ${item}.error, '')`;
}

/**
 * How many results wait for Pleo, and for how long the deliveries of a job's results have met faults, of the job that
 * has met them for longest: not while a person has paused it, nor counting from before all was. Served by
 * outbox_items_accepted_at_idx and the primary key of the tallies: costs what waits, never the history, nor the number
 * of results.
 */
export const COUNT_PENDING_ITEMS = statement(
  'count-pending-items',
  `SELECT coalesce(sum(tally.pending), 0)::integer AS pending,
          greatest(extract(epoch FROM now() - min(waiting.failing_since)), 0)::float8 AS "failingSeconds"
   FROM (
     SELECT job_id,
            CASE
              WHEN failing_since IS NOT NULL AND NOT (${IS_PAUSED} OR ${ALL_PAUSED})
              THEN greatest(failing_since, (${LAST_END}))
            END AS failing_since
     FROM outbox
     WHERE NOT dead
       AND kind = 'items'
       AND NOT ${IS_PARKED}
     ORDER BY accepted_at
     LIMIT ${MAX_MESSAGES}
   ) AS waiting
   CROSS JOIN LATERAL (
     SELECT pending
     FROM item_tally
     WHERE item_tally.job_id = waiting.job_id
     LIMIT 1
   ) AS tally`,
);

/**
 * How many results are dead, by outcome, and how many of those were successful: of the newest ones. Served
 * by export_job_item_dead_idx.
 */
export const COUNT_DEAD_ITEMS = statement(
  'count-dead-items',
  `SELECT outcome, count(*)::integer AS count, count(*) FILTER (WHERE status = 'successful')::integer AS successful
   FROM (
     SELECT outcome, status
     FROM export_job_item
     WHERE dead
       AND NOT ${IS_OF_PARKED}
     ORDER BY reported_at DESC, job_id DESC, accounting_entry_id DESC
     LIMIT ${MAX_DEAD}
   ) AS item
   GROUP BY outcome`,
);

/**
 * Why results are dead: the $1 that were reported last, by outcome and by cause. Up to $2 causes.
 * Served by export_job_item_dead_idx.
 */
export const COUNT_ITEM_CAUSES = statement(
  'count-item-causes',
  `SELECT outcome, cause, (array_agg(error ORDER BY reported_at DESC))[1] AS error, count(*)::integer AS count,
          min(reported_at) AS "firstAt", max(reported_at) AS "lastAt"
   FROM (
     SELECT outcome, error, reported_at, ${causeOf('dead_item')} AS cause
     FROM export_job_item AS dead_item
     WHERE dead
       AND NOT ${IS_OF_PARKED}
     ORDER BY reported_at DESC, job_id DESC, accounting_entry_id DESC
     LIMIT $1
   ) AS item
   GROUP BY outcome, cause
   ORDER BY count DESC, outcome, cause
   LIMIT $2`,
);

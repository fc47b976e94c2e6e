import { namedStatement } from '../database/named-statement.js';

/**
 * The dead results of a job, or of those the ones in `ids` if any are named; both served by
 * export_job_item_job_dead_idx.
 */
function dead(jobId: string, ids: string, limit: string): string {
  return `SELECT ctid AS place, row_number() OVER (ORDER BY position)::integer AS number
     FROM export_job_item
     WHERE job_id = ${jobId}
       AND dead
       AND (cardinality(${ids}) = 0 OR accounting_entry_id = ANY (${ids}))
     ORDER BY position
     LIMIT ${limit}`;
}

/** Those of the entries `ids` that are dead. Served by the primary key. */
export const FIND_DEAD = namedStatement(
  'find-dead-items',
  { jobId: 'uuid', ids: 'uuid[]' },
  ({ jobId, ids }) => `SELECT accounting_entry_id AS id
   FROM export_job_item
   WHERE job_id = ${jobId}
     AND accounting_entry_id = ANY (${ids})
     AND dead`,
);

/** Makes up to `limit` dead results of a job wait again, behind those that wait. The job must be locked. */
export const REVIVE_ITEMS = namedStatement(
  'revive-items',
  { jobId: 'uuid', ids: 'uuid[]', limit: 'integer' },
  ({ jobId, ids, limit }) => `WITH dead AS MATERIALIZED (
     ${dead(jobId, ids, limit)}
   ), revived AS (
     UPDATE export_job_item AS item
     SET delivery_status = 'pending',
         outcome = NULL,
         error = NULL,
         dead = false,
         position = (SELECT last_position FROM item_tally WHERE job_id = ${jobId}) + dead.number
     FROM dead
     WHERE item.ctid = dead.place
   )
   UPDATE item_tally
   SET last_position = last_position + (SELECT count(*)::integer FROM dead),
       pending = pending + (SELECT count(*)::integer FROM dead),
       dead = dead - (SELECT count(*)::integer FROM dead),
       holds_until = CASE WHEN dead > (SELECT count(*) FROM dead) THEN holds_until END
   WHERE job_id = ${jobId}
     AND dead > 0
   RETURNING sequence, pending, dead, (SELECT count(*)::integer FROM dead) AS count`,
);

/** Gives up to `limit` dead results of a job up for good. The job must be locked. */
export const DISCARD_ITEMS = namedStatement(
  'discard-items',
  { jobId: 'uuid', ids: 'uuid[]', limit: 'integer' },
  ({ jobId, ids, limit }) => `WITH dead AS MATERIALIZED (
     ${dead(jobId, ids, limit)}
   ), discarded AS (
     UPDATE export_job_item AS item
     SET delivery_status = 'discarded',
         outcome = 'discarded',
         dead = false
     FROM dead
     WHERE item.ctid = dead.place
   )
   UPDATE item_tally
   SET dead = dead - (SELECT count(*)::integer FROM dead),
       discarded = discarded + (SELECT count(*)::integer FROM dead),
       -- What has let the final event go already is remembered.
       holds_until = CASE
                       WHEN dead > (SELECT count(*) FROM dead) OR holds_until <= statement_timestamp()
                       THEN holds_until
                     END
   WHERE job_id = ${jobId}
     AND dead > 0
   RETURNING sequence, pending, dead, (SELECT count(*)::integer FROM dead) AS count`,
);

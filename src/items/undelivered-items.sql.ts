import { namedStatement } from '../database/named-statement.js';

/**
 * Gives up to `limit` results of a job up for good that wait or are dead, the dead ones first. The job must be locked,
 * and its results not under way. Served by export_job_item_job_dead_idx, and export_job_item_position_idx from the
 * low-water mark on.
 */
export const DISCARD_UNDELIVERED = namedStatement(
  'discard-undelivered-items',
  { jobId: 'uuid', limit: 'integer' },
  ({ jobId, limit }) => `WITH undelivered AS MATERIALIZED (
     SELECT place, dead
     FROM (
       (
         SELECT ctid AS place, dead
         FROM export_job_item
         WHERE job_id = ${jobId}
           AND dead
         ORDER BY position
         LIMIT ${limit}
       )
       UNION ALL
       (
         SELECT ctid, dead
         FROM export_job_item
         WHERE job_id = ${jobId}
           AND position > (SELECT settled_position FROM item_tally WHERE job_id = ${jobId})
           AND delivery_status = 'pending'
         ORDER BY position
         LIMIT ${limit}
       )
     ) AS item
     LIMIT ${limit}
   ), discarded AS (
     UPDATE export_job_item AS item
     SET delivery_status = 'discarded',
         outcome = 'discarded',
         dead = false
     FROM undelivered
     WHERE item.ctid = undelivered.place
   ), counted AS (
     SELECT count(*)::integer AS count,
            count(*) FILTER (WHERE dead)::integer AS dead,
            count(*) FILTER (WHERE NOT dead)::integer AS pending
     FROM undelivered
   )
   UPDATE item_tally AS tally
   SET pending = tally.pending - counted.pending,
       dead = tally.dead - counted.dead,
       discarded = tally.discarded + counted.count,
       settled_position = CASE WHEN tally.pending = counted.pending THEN last_position ELSE settled_position END,
       -- What has let the final event go already is remembered.
       holds_until = CASE WHEN tally.dead > counted.dead OR holds_until <= statement_timestamp() THEN holds_until END
   FROM counted
   WHERE job_id = ${jobId}
     AND counted.count > 0
   RETURNING counted.count, tally.pending + tally.dead AS left`,
);

import { statement } from '../database/statement.js';

/**
 * When the result `item` (job_id, position, delivery_status) was delivered with the others of its request: one row, or
 * none where its own row has its outcome, or it waits. Served by the primary key.
 */
export const DELIVERED_TOGETHER = `
  SELECT delivery.delivered_at
  FROM item_delivery AS delivery
  WHERE item.delivery_status = 'pending'
    AND delivery.job_id = item.job_id
    AND delivery.last_position >= item.position
  ORDER BY delivery.last_position
  LIMIT 1`;

/** Of the results of job $1 at the positions $2 those that were delivered together with others, and when. */
export const FIND_DELIVERED_TOGETHER = statement(
  'find-delivered-together',
  `SELECT item.position, together.delivered_at AS "deliveredAt"
   FROM unnest($2::integer[]) AS place (position)
   CROSS JOIN LATERAL (SELECT $1::uuid AS job_id, place.position, 'pending' AS delivery_status) AS item
   CROSS JOIN LATERAL (${DELIVERED_TOGETHER}) AS together`,
);

/**
 * The rows of `export_job_item`, with what became of each on its way to Pleo: the row itself may say only that it waits
 * although it was delivered, together with others.
 */
export const ITEM_STATES = `(
  SELECT item.*,
         CASE WHEN together.at IS NULL THEN item.delivery_status ELSE 'delivered' END AS state,
         CASE WHEN together.at IS NULL THEN item.outcome ELSE 'delivered' END AS became,
         coalesce(together.at, item.delivered_at) AS told_at
  FROM export_job_item AS item
  CROSS JOIN LATERAL (
    SELECT min(delivered_at) AS at
    FROM item_delivery AS delivery
    WHERE item.delivery_status = 'pending'
      AND delivery.job_id = item.job_id
      AND delivery.last_position >= item.position
  ) AS together
)`;

import { statement } from '../database/statement.js';

/**
 * Takes the webhook $1, unless it was sent ($2, in seconds since 1970; null where no signature covers it) more than $3
 * seconds before or after now, by the database's clock or by ours ($4): one of them may be set wrong. Waits for another
 * transaction that takes the same one. Served by the primary key.
 */
export const TAKE_WEBHOOK = statement(
  'take-webhook',
  `WITH sent AS (
     SELECT $2::bigint IS NULL
              OR abs(extract(epoch FROM now()) - $2::bigint) <= $3::integer
              OR abs(extract(epoch FROM $4::timestamptz) - $2::bigint) <= $3::integer AS "isTimely"
   ), receipt AS (
     INSERT INTO webhook_receipt (id)
     SELECT $1
     FROM sent
     WHERE "isTimely"
     ON CONFLICT (id) DO NOTHING
     RETURNING id
   )
   SELECT "isTimely", EXISTS (SELECT FROM receipt) AS "isNew"
   FROM sent`,
);

/**
 * Deletes receipts that are a day old by the database's clock and by ours ($2), and not before $3: a keyset, so
 * the rows deleted by the previous batch are not scanned again. Served by webhook_receipt_received_at_idx, and by the
 * primary key.
 */
export const DELETE_OLD_RECEIPTS = statement(
  'delete-old-receipts',
  `WITH gone AS (
     DELETE FROM webhook_receipt
     WHERE id IN (
       SELECT id
       FROM webhook_receipt
       WHERE received_at < least(now(), $2::timestamptz) - interval '1 day'
         AND received_at >= $3::timestamptz
       ORDER BY received_at
       LIMIT $1
       FOR UPDATE SKIP LOCKED
     )
     RETURNING received_at
   )
   SELECT count(*)::integer AS deleted, max(received_at) AS "lastReceivedAt"
   FROM gone`,
);

import { statement } from '../database/statement.js';

/**
 * Jobs that ended longer than $1 days ago, by the database's clock and by ours ($3), and not before $4 (a keyset: what
 * the batch before has passed over is not read again), and have nothing in the outbox, locked: what is deleted does not
 * come back when a clock is set right. Served by export_job_completed_at_idx from its old end, and by the outbox's
 * primary key.
 */
export const LOCK_OLD_JOBS = statement(
  'lock-old-jobs',
  `SELECT id, completed_at AS "completedAt"
   FROM export_job
   WHERE completed_at < least(now(), $3::timestamptz) - $1 * interval '1 day'
     AND completed_at >= $4::timestamptz
     AND NOT EXISTS (SELECT FROM outbox WHERE outbox.job_id = export_job.id)
   ORDER BY completed_at
   LIMIT $2
   FOR UPDATE SKIP LOCKED`,
);

/**
 * Deletes up to $2 item results of the given jobs: they may have more than one transaction should delete. Served by the
 * primary key.
 */
export const DELETE_ITEMS = statement(
  'delete-items',
  `DELETE FROM export_job_item
   WHERE ctid = ANY (ARRAY(SELECT ctid FROM export_job_item WHERE job_id = ANY ($1::uuid[]) LIMIT $2))
   RETURNING 1`,
);

/**
 * All that is known of the given jobs, what refers to others first. Each is served by a primary key. These are other
 * folders' tables: a job goes whole or not at all, and no owner can tell alone that it may.
 */
export const DELETE_JOBS = [
  statement('delete-item-failure-tallies', `DELETE FROM item_failure_tally WHERE job_id = ANY ($1::uuid[])`),
  statement('delete-item-deliveries', `DELETE FROM item_delivery WHERE job_id = ANY ($1::uuid[])`),
  statement('delete-item-tallies', `DELETE FROM item_tally WHERE job_id = ANY ($1::uuid[])`),
  statement('delete-audit-entries', `DELETE FROM audit_entry WHERE job_id = ANY ($1::uuid[])`),
  statement('delete-delivery-attempts', `DELETE FROM delivery_attempt WHERE job_id = ANY ($1::uuid[])`),
  statement('delete-job-events', `DELETE FROM export_job_event WHERE job_id = ANY ($1::uuid[])`),
  statement('delete-jobs', `DELETE FROM export_job WHERE id = ANY ($1::uuid[])`),
];

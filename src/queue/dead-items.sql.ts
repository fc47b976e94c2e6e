import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';

/**
 * Results that one act writes in one transaction, and its note in the audit counts, at most: large enough to be quick,
 * small enough to hold the job's lock for a moment only. A larger act goes on behind a full one.
 */
export const MAX_ACT_BATCH = 2000;

/**
 * What waits of a job, in its order, locked: a message that is not claimed now cannot be before the transaction ends.
 * The job must be locked; served by the primary key.
 */
export const LOCK_MESSAGES = statement(
  'lock-messages-of-job',
  `SELECT sequence, kind, claim IS NOT NULL AS "isUnderWay"
   FROM outbox
   WHERE job_id = $1::uuid
   ORDER BY sequence
   FOR UPDATE`,
);

/**
 * Makes the message of a job's results due again if it was dead, with a fresh schedule, and lets what comes after it
 * wait for its turn; notes who did it, and to how many results. The messages must be locked, and none after it under
 * way; served by primary keys.
 */
export const REDELIVER_ITEMS = namedStatement(
  'redeliver-items',
  { jobId: 'uuid', sequence: 'integer', by: 'text', entries: 'integer' },
  ({ jobId, sequence, by, entries }) => `WITH revived AS (
     UPDATE export_job_event
     SET delivery_status = 'pending',
         outcome = NULL
     WHERE job_id = ${jobId}
       AND sequence = ${sequence}
       AND delivery_status = 'dead'
   ), queued AS (
     UPDATE outbox
     SET due_at = CASE WHEN sequence = ${sequence} THEN statement_timestamp() END,
         dead = CASE WHEN sequence = ${sequence} THEN false ELSE dead END,
         holds_until = NULL,
         retries = CASE WHEN sequence = ${sequence} THEN 0 ELSE retries END,
         failing_since = CASE WHEN sequence = ${sequence} THEN NULL ELSE failing_since END
     WHERE job_id = ${jobId}
       AND (sequence > ${sequence} OR (sequence = ${sequence} AND dead))
   ), noted AS (
     INSERT INTO audit_entry (job_id, id, sequence, action, at, by, entries)
     VALUES (${jobId}, gen_random_uuid(), ${sequence}, 'redelivered', statement_timestamp(), ${by}, ${entries})
   )
   SELECT pg_notify('outbox', '')`,
);

/** Notes who gave up how many dead results, and why. The job must be locked. */
export const NOTE_DISCARDED_ITEMS = namedStatement(
  'note-discarded-items',
  { jobId: 'uuid', sequence: 'integer', by: 'text', reason: 'text', entries: 'integer' },
  ({ jobId, sequence, by, reason, entries }) => `INSERT INTO audit_entry
     (job_id, id, sequence, action, at, by, reason, entries)
   VALUES (${jobId}, gen_random_uuid(), ${sequence}, 'discarded', statement_timestamp(), ${by}, ${reason}, ${entries})`,
);

/**
 * Gives up the message of a job's results, of which none waits or is dead any more, and lets the next one go. The
 * messages must be locked; served by primary keys.
 */
export const DISCARD_ITEMS_MESSAGE = namedStatement(
  'discard-items-message',
  { jobId: 'uuid', sequence: 'integer' },
  ({ jobId, sequence }) => `WITH given_up AS (
     UPDATE export_job_event
     SET delivery_status = 'discarded',
         outcome = 'discarded'
     WHERE job_id = ${jobId}
       AND sequence = ${sequence}
   ), gone AS (
     DELETE FROM outbox
     WHERE job_id = ${jobId}
       AND sequence = ${sequence}
   ), next AS (
     UPDATE outbox
     SET due_at = statement_timestamp()
     WHERE job_id = ${jobId}
       AND claim IS NULL
       -- The final event may have died since results let it go.
       AND NOT dead
       AND sequence = (
         SELECT min(waiting.sequence)
         FROM outbox AS waiting
         WHERE waiting.job_id = ${jobId}
           AND waiting.sequence > ${sequence}
       )
   )
   SELECT pg_notify('outbox', '')`,
);

import { statement } from '../database/statement.js';
import { PAUSED } from './credential-queue.js';
import { IS_PAUSED } from './hand-pause.sql.js';
import { IS_HELD } from './held.sql.js';
import { IS_PARKED, queueOf } from './put-away.sql.js';
import { ofJobs } from './rows-of-jobs.sql.js';

/**
 * Moves events that came before the relay knew whose job it is into the queue of their company, those of the relation
 * `job` (id, company_id), and wakes the dispatchers. A fragment, served by primary keys.
 */
export const MOVE_TO_OWN_CREDENTIAL = `UPDATE outbox
   SET credential = own.queue,
       due_at = CASE WHEN due_at < statement_timestamp() THEN statement_timestamp() ELSE due_at END
   FROM job
   CROSS JOIN LATERAL (SELECT ${queueOf('job.company_id')} AS queue) AS own
   WHERE outbox.job_id = job.id
     AND outbox.credential <> own.queue
     AND ${ofJobs('SELECT id FROM job')}
   RETURNING pg_notify('outbox', '')`;

/** Of a row of `outbox` that is to be moved. */
const ASTRAY = `outbox.job_id, outbox.sequence, (${IS_PARKED} OR ${IS_PAUSED}) AND claim IS NULL AS is_back, ${IS_HELD} AS is_held`;

/**
 * Moves the rows of `outbox` in `astray` (ASTRAY, locked) into the queue `own` (credential). What comes back from where
 * nobody claims it has a fresh schedule, and is due unless dead results hold it back. A fragment, served by the primary
 * key.
 */
const MOVE = `UPDATE outbox
     SET credential = (SELECT credential FROM own),
         due_at = CASE
                    WHEN due_at < statement_timestamp() OR (due_at IS NOT NULL AND is_back AND NOT is_held)
                    THEN statement_timestamp()
                    ELSE due_at
                  END,
         retries = CASE WHEN is_back THEN 0 ELSE retries END,
         failing_since = CASE WHEN is_back THEN NULL ELSE failing_since END
     FROM astray
     WHERE (outbox.job_id, outbox.sequence) = (astray.job_id, astray.sequence)
     RETURNING outbox.job_id`;

/**
 * Puts up to $2 events of a company into the queue that is theirs now; returns how many those were. Those that another
 * transaction has locked stay where they are: they are claimed there, or moved by the next look. Reads the outbox,
 * whose size is the backlog, and jobs and credentials by their primary keys.
 */
export const MOVE_QUEUE = statement(
  'move-queue',
  `WITH own AS (
     SELECT ${queueOf('$1::uuid')} AS credential
   ), astray AS MATERIALIZED (
     SELECT ${ASTRAY}
     FROM outbox
     JOIN export_job AS job ON job.id = outbox.job_id
     WHERE job.company_id = $1::uuid
       AND outbox.credential <> (SELECT credential FROM own)
     LIMIT $2
     FOR UPDATE OF outbox SKIP LOCKED
   ), moved AS (
     ${MOVE}
   )
   SELECT count(*)::integer AS moved, pg_notify('outbox', '')
   FROM moved`,
);

/**
 * The same for a part of the outbox: its $3 messages behind the job $2. Returns the last job of the part, null where no
 * other part follows: a walk through all parts reads the outbox once, and holds no lock for longer than one takes.
 */
export const MOVE_PART = statement(
  'move-part',
  `WITH own AS (
     SELECT ${queueOf('$1::uuid')} AS credential
   ), part AS MATERIALIZED (
     SELECT job_id AS last
     FROM outbox
     WHERE job_id > $2::uuid
     ORDER BY job_id
     OFFSET $3
     LIMIT 1
   ), astray AS MATERIALIZED (
     SELECT ${ASTRAY}
     FROM outbox
     JOIN export_job AS job ON job.id = outbox.job_id
     WHERE outbox.job_id > $2::uuid
       AND outbox.job_id <= coalesce((SELECT last FROM part), 'ffffffff-ffff-ffff-ffff-ffffffffffff')
       AND job.company_id = $1::uuid
       AND outbox.credential <> (SELECT credential FROM own)
     FOR UPDATE OF outbox SKIP LOCKED
   ), moved AS (
     ${MOVE}
   )
   SELECT (SELECT last FROM part) AS next, count(*)::integer AS moved
   FROM moved`,
);

/**
 * Puts up to $3 events of company $1 back that waited for the end of its pause by hand, from the job $2 on, and wakes
 * the dispatchers. Returns how many those were, and the last of their jobs, where the next part begins: what was moved
 * before leaves dead entries in the index, which none passes over. Served by outbox_paused_idx.
 */
export const MOVE_BACK = statement(
  'move-back',
  `WITH own AS (
     SELECT ${queueOf('$1::uuid')} AS credential
   ), astray AS MATERIALIZED (
     SELECT ${ASTRAY}
     FROM outbox
     WHERE ${IS_PAUSED}
       AND outbox.credential = '${PAUSED}' || $1::uuid
       AND outbox.job_id >= $2::uuid
       AND outbox.credential <> (SELECT credential FROM own)
     ORDER BY outbox.job_id
     LIMIT $3
     FOR UPDATE SKIP LOCKED
   ), moved AS (
     ${MOVE}
   )
   SELECT count(*)::integer AS moved, (array_agg(job_id ORDER BY job_id DESC))[1] AS last, pg_notify('outbox', '')
   FROM moved`,
);

/**
 * Makes due what waits for its time in the queues of `credentials`, a query of their names; claims are left to those
 * who hold them, and what dead results hold back to the people who see to those. A fragment, served by
 * outbox_credential_due_at_idx and the primary key.
 */
export function makeDue(credentials: string): string {
  return `UPDATE outbox
     SET due_at = statement_timestamp()
     WHERE credential IN (${credentials})
       AND due_at > statement_timestamp()
       AND claim IS NULL
       AND NOT ${IS_HELD}`;
}

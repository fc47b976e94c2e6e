import { statement } from '../database/statement.js';
import { IS_HELD } from './held.sql.js';
import { ofJobs } from './rows-of-jobs.sql.js';

/**
 * Moves events that came before the relay knew whose job it is into the queue of the company's own credential, those of
 * the relation `job` (id, company_id), and wakes the dispatchers. A fragment, served by primary keys.
 */
export const MOVE_TO_OWN_CREDENTIAL = `UPDATE outbox
   SET credential = own.company_id::text,
       due_at = CASE WHEN due_at < statement_timestamp() THEN statement_timestamp() ELSE due_at END
   FROM job
   JOIN company_credential AS own USING (company_id)
   WHERE outbox.job_id = job.id
     AND ${ofJobs('SELECT id FROM job')}
   RETURNING pg_notify('outbox', '')`;

/**
 * Puts up to $2 events of a company into the queue of the credential that it has now; returns how many those were.
 * Those that another transaction has locked stay where they are: they are claimed there, or moved by the next look.
 * Reads the outbox, whose size is the backlog, and jobs and credentials by their primary keys.
 */
export const MOVE_QUEUE = statement(
  'move-queue',
  `WITH own AS (
     SELECT coalesce((SELECT company_id::text FROM company_credential WHERE company_id = $1::uuid), 'default') AS credential
   ), astray AS MATERIALIZED (
     SELECT outbox.job_id, outbox.sequence
     FROM outbox
     JOIN export_job AS job ON job.id = outbox.job_id
     WHERE job.company_id = $1::uuid
       AND outbox.credential <> (SELECT credential FROM own)
     LIMIT $2
     FOR UPDATE OF outbox SKIP LOCKED
   ), moved AS (
     UPDATE outbox
     SET credential = (SELECT credential FROM own),
         due_at = CASE WHEN due_at < statement_timestamp() THEN statement_timestamp() ELSE due_at END
     FROM astray
     WHERE (outbox.job_id, outbox.sequence) = (astray.job_id, astray.sequence)
     RETURNING outbox.job_id
   )
   SELECT count(*)::integer AS moved, pg_notify('outbox', '')
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

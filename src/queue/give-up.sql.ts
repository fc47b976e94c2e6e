import { ofJobs } from './rows-of-jobs.sql.js';

/**
 * Gives up the events of the relation `chosen` (job_id, sequence), rows of the outbox that are locked and not under
 * way, dead or not; lets what is first then of each job go, and notes who did it and why. Fragments of a WITH, of which
 * `given_up` returns id, job_id and sequence. The jobs must be locked; served by primary keys.
 */
export function giveUp(by: string, reason: string): string {
  return `given_up AS (
     UPDATE export_job_event AS event
     SET delivery_status = 'discarded',
         outcome = 'discarded'
     FROM chosen
     WHERE (event.job_id, event.sequence) = (chosen.job_id, chosen.sequence)
     RETURNING event.id, event.job_id, event.sequence
   ), gone AS (
     DELETE FROM outbox
     USING chosen
     WHERE (outbox.job_id, outbox.sequence) = (chosen.job_id, chosen.sequence)
       AND ${ofJobs('SELECT job_id FROM chosen')}
   ), next AS (
     UPDATE outbox
     SET due_at = statement_timestamp()
     FROM (
       SELECT DISTINCT ON (job_id) job_id, sequence
       FROM outbox AS waiting
       WHERE job_id = ANY (ARRAY(SELECT job_id FROM chosen))
         AND NOT EXISTS (SELECT FROM chosen WHERE (chosen.job_id, chosen.sequence) = (waiting.job_id, waiting.sequence))
       ORDER BY job_id, sequence
     ) AS first
     WHERE (outbox.job_id, outbox.sequence) = (first.job_id, first.sequence)
       AND ${ofJobs('SELECT job_id FROM chosen')}
       AND outbox.due_at IS NULL
       AND NOT outbox.dead
   ), noted AS (
     INSERT INTO audit_entry (job_id, id, sequence, action, at, by, reason)
     SELECT job_id, gen_random_uuid(), sequence, 'discarded', statement_timestamp(), ${by}, ${reason}
     FROM given_up
   )`;
}

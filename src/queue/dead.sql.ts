import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { ofJobs } from './rows-of-jobs.sql.js';

const DEAD = columns<{ readonly jobId: string; readonly sequence: number }>({
  job_id: ['uuid', ({ jobId }) => jobId],
  sequence: ['integer', ({ sequence }) => sequence],
});

/**
 * Makes dead events due again, with a fresh schedule, and notes who did it. Those that are not dead any more are left
 * alone. A dead event is the first of its job, so it is its turn; but before a final event there may be results that
 * have let it go: it waits where they wait again, or hold it anew. The jobs must be locked; served by the primary keys.
 */
export const REDELIVER = namedStatement(
  'redeliver',
  { dead: DEAD, by: 'text' },
  ({ dead, by }) => `WITH revived AS (
     UPDATE export_job_event AS event
     SET delivery_status = 'pending',
         outcome = NULL
     FROM unnest(${dead.arrays}) AS wanted (${dead.names})
     WHERE (event.job_id, event.sequence) = (wanted.job_id, wanted.sequence)
       AND event.delivery_status = 'dead'
     RETURNING event.id, event.job_id, event.sequence
   ), queued AS (
     UPDATE outbox
     SET due_at = (
           SELECT CASE
                    WHEN coalesce(bool_and(earlier.dead), true)
                    THEN greatest(max(earlier.holds_until), statement_timestamp())
                  END
           FROM outbox AS earlier
           WHERE earlier.job_id = revived.job_id
             AND earlier.sequence < revived.sequence
         ),
         dead = false,
         retries = 0,
         failing_since = NULL
     FROM revived
     WHERE (outbox.job_id, outbox.sequence) = (revived.job_id, revived.sequence)
       AND ${ofJobs('SELECT job_id FROM revived')}
   ), noted AS (
     INSERT INTO audit_entry (job_id, id, sequence, action, at, by)
     SELECT job_id, gen_random_uuid(), sequence, 'redelivered', statement_timestamp(), ${by}
     FROM revived
   )
   SELECT id, (SELECT pg_notify('outbox', ''))
   FROM revived`,
);

/** Gives a dead event up, lets the next one of its job go, and notes who did it and why. As above. */
export const DISCARD = namedStatement(
  'discard',
  { jobId: 'uuid', sequence: 'integer', by: 'text', reason: 'text' },
  ({ jobId, sequence, by, reason }) => `WITH given_up AS (
     UPDATE export_job_event
     SET delivery_status = 'discarded',
         outcome = 'discarded'
     WHERE job_id = ${jobId}
       AND sequence = ${sequence}
       AND delivery_status = 'dead'
     RETURNING id, job_id, sequence
   ), gone AS (
     DELETE FROM outbox
     USING given_up
     WHERE (outbox.job_id, outbox.sequence) = (given_up.job_id, given_up.sequence)
       AND outbox.job_id = ${jobId}
   ), next AS (
     UPDATE outbox
     SET due_at = statement_timestamp()
     FROM given_up
     WHERE outbox.job_id = given_up.job_id
       AND outbox.job_id = ${jobId}
       AND outbox.sequence = (
         SELECT min(waiting.sequence)
         FROM outbox AS waiting
         WHERE waiting.job_id = given_up.job_id
           AND waiting.sequence > given_up.sequence
       )
   ), noted AS (
     INSERT INTO audit_entry (job_id, id, sequence, action, at, by, reason)
     SELECT job_id, gen_random_uuid(), sequence, 'discarded', statement_timestamp(), ${by}, ${reason}
     FROM given_up
   )
   SELECT id, (SELECT pg_notify('outbox', ''))
   FROM given_up`,
);

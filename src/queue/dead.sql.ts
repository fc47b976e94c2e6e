import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { giveUp } from './give-up.sql.js';
import { ofJobs } from './rows-of-jobs.sql.js';

const EVENTS = columns<{ readonly jobId: string; readonly sequence: number }>({
  job_id: ['uuid', ({ jobId }) => jobId],
  sequence: ['integer', ({ sequence }) => sequence],
});

/**
 * Makes dead events due again, with a fresh schedule, and notes who did it. Those that are not dead any more are left
 * alone. A dead event is the first of its job, so it is its turn; but before a final event there may be results that
 * have let it go: it waits where they wait again, or hold it again. The jobs must be locked; served by the primary
 * keys.
 */
export const REDELIVER = namedStatement(
  'redeliver',
  { dead: EVENTS, by: 'text' },
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

/**
 * Gives up those of `events` that are dead, or with `dead` false those that wait, but not what is under way at this
 * moment; returns a row for each. A row that is locked, by a claim or a move, is left as well: to wait for several
 * could be a deadlock. The jobs must be locked; served by primary keys.
 */
export const DISCARD = namedStatement(
  'discard',
  { events: EVENTS, dead: 'boolean', by: 'text', reason: 'text' },
  ({ events, dead, by, reason }) => `WITH chosen AS MATERIALIZED (
     SELECT waiting.job_id, waiting.sequence
     FROM unnest(${events.arrays}) AS wanted (${events.names})
     CROSS JOIN LATERAL (
       SELECT job_id, sequence
       FROM outbox
       WHERE (outbox.job_id, outbox.sequence) = (wanted.job_id, wanted.sequence)
         AND outbox.kind = 'event'
         AND outbox.dead = ${dead}
         AND outbox.claim IS NULL
       LIMIT 1
       FOR UPDATE SKIP LOCKED
     ) AS waiting
   ), ${giveUp(by, reason)}
   SELECT id, (SELECT pg_notify('outbox', ''))
   FROM given_up`,
);

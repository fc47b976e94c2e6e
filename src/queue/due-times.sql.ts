import { statement } from '../database/statement.js';
import { ofJobs } from './rows-of-jobs.sql.js';

/**
 * Makes up to $1 events due whose time is later than any delay leads to: a clock that was ahead has given it to them.
 * Those under way have the rest of a lease ($2 milliseconds), so that who sends them can renew it. Looks for them
 * behind the due times of each credential, where there is nothing else: served by outbox_credential_due_at_idx.
 */
export const HASTEN = statement(
  'hasten',
  `WITH known AS (
     SELECT 'default' AS credential
     UNION ALL
     SELECT company_id::text FROM company_credential
   ), late AS MATERIALIZED (
     SELECT waiting.job_id, waiting.sequence
     FROM known
     CROSS JOIN LATERAL (
       SELECT job_id, sequence
       FROM outbox
       WHERE credential = known.credential
         AND due_at > now() + interval '6 minutes'
       ORDER BY due_at
       LIMIT $1
       FOR UPDATE SKIP LOCKED
     ) AS waiting
     LIMIT $1
   )
   UPDATE outbox
   SET due_at = now() + CASE WHEN claim IS NULL THEN 0 ELSE $2 END * interval '1 millisecond'
   FROM unnest(ARRAY(SELECT job_id FROM late), ARRAY(SELECT sequence FROM late)) AS late (job_id, sequence)
   WHERE (outbox.job_id, outbox.sequence) = (late.job_id, late.sequence)
     AND ${ofJobs('SELECT job_id FROM late')}
   RETURNING outbox.job_id`,
);

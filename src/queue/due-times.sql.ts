import { statement } from '../database/statement.js';
import { IS_HELD } from './held.sql.js';
import { ofJobs } from './rows-of-jobs.sql.js';

/**
 * Makes up to $1 events due whose time is later than any delay leads to: a clock that was ahead has given it to them.
 * Those under way have the rest of a lease ($2 milliseconds), so their sender can renew it. What dead results
 * hold back is left alone for as long as they may hold it, $3 milliseconds; one that they hold for longer is held
 * again. Looks for them behind the due times of each credential, where there is little else: served by
 * outbox_credential_due_at_idx, and primary keys.
 */
export const HASTEN = statement(
  'hasten',
  `WITH known AS (
     SELECT 'default' AS credential
     UNION ALL
     SELECT company_id::text FROM company_credential
   ), late AS MATERIALIZED (
     SELECT waiting.*
     FROM known
     CROSS JOIN LATERAL (
       SELECT job_id, sequence, ${IS_HELD} AS is_held
       FROM outbox
       WHERE credential = known.credential
         AND due_at > now() + interval '6 minutes'
         AND (due_at > now() + $3 * interval '1 millisecond' OR NOT ${IS_HELD})
       ORDER BY due_at
       LIMIT $1
       FOR UPDATE SKIP LOCKED
     ) AS waiting
     LIMIT $1
   ), holding AS (
     UPDATE outbox
     SET holds_until = now() + $3 * interval '1 millisecond'
     FROM unnest(ARRAY(SELECT job_id FROM late WHERE is_held), ARRAY(SELECT sequence FROM late WHERE is_held))
       AS held (job_id, sequence)
     WHERE outbox.job_id = held.job_id
       AND outbox.sequence < held.sequence
       AND ${ofJobs('SELECT job_id FROM late WHERE is_held')}
       AND outbox.holds_until > now() + $3 * interval '1 millisecond'
   )
   UPDATE outbox
   SET due_at = now() + CASE
                          WHEN claim IS NOT NULL THEN $2
                          WHEN is_held THEN $3
                          ELSE 0
                        END * interval '1 millisecond'
   FROM unnest(ARRAY(SELECT job_id FROM late), ARRAY(SELECT sequence FROM late), ARRAY(SELECT is_held FROM late))
     AS late (job_id, sequence, is_held)
   WHERE (outbox.job_id, outbox.sequence) = (late.job_id, late.sequence)
     AND ${ofJobs('SELECT job_id FROM late')}
   RETURNING outbox.job_id`,
);

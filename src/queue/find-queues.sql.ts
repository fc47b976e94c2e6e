import { statement } from '../database/statement.js';
import { PARKED } from './credential-queue.js';

/**
 * The queues in which something waits, due or not, but those that nobody claims, each with its oldest due time in
 * seconds since 1970: a skip scan of outbox_credential_due_at_idx, which steps from the head of one credential's queue
 * to the next. It looks from the beginning of each queue, so it misses nothing; and where Postgres may not clean up
 * (see CLAIM_DUE) it passes over all that was delivered since.
 */
export const FIND_QUEUES = statement(
  'find-queues',
  `WITH RECURSIVE queue AS (
     (
       SELECT credential, due_at
       FROM outbox
       WHERE due_at IS NOT NULL
         AND credential < '${PARKED}'
       ORDER BY credential, due_at
       LIMIT 1
     )
     UNION ALL
     SELECT next.credential, next.due_at
     FROM queue
     CROSS JOIN LATERAL (
       SELECT credential, due_at
       FROM outbox
       WHERE due_at IS NOT NULL
         AND credential > queue.credential
         AND credential < '${PARKED}'
       ORDER BY credential, due_at
       LIMIT 1
     ) AS next
   )
   SELECT credential, extract(epoch FROM due_at)::float8 AS "oldestDue"
   FROM queue`,
);

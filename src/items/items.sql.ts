import { statement } from '../database/statement.js';

/**
 * What was wrong with the last attempt of the message that carries the results of job $1, while the message waits for
 * its next try. No row when it does not: what an attempt said of some results means nothing for the others. Reads
 * tables of the queue; served by primary keys.
 */
export const READ_WAITING_ERROR = statement(
  'read-waiting-error',
  `SELECT attempt.error
   FROM item_tally AS tally
   JOIN outbox USING (job_id, sequence)
   CROSS JOIN LATERAL (
     SELECT error
     FROM delivery_attempt
     WHERE job_id = tally.job_id
       AND sequence = tally.sequence
     ORDER BY number DESC
     LIMIT 1
   ) AS attempt
   WHERE tally.job_id = $1
     AND outbox.retries > 0`,
);

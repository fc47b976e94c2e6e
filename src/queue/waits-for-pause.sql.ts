import { IS_SHOWN, isHeldByCircuit } from './circuit.sql.js';
import { isHeldByPause, OF_SOMEBODY } from './hand-pause.sql.js';

/**
 * Whether the first message of `job`, a row of `export_job`, waits for the end of a pause of `whose`, the credential's
 * or that by hand: FIND_JOBS_OF_PAUSE, job by job. A condition; served by primary keys, as conditions in WHERE would
 * offer the index of the whole queue.
 */
export function waitsForPause(job: string, whose: string): string {
  return `coalesce(
     (SELECT bool_or(EXISTS (SELECT
                             FROM delivery_circuit
                             WHERE credential = ${whose}
                               AND ${IS_SHOWN}
                               AND ${isHeldByCircuit('delivery_circuit')})
                  OR EXISTS (SELECT
                             FROM delivery_pause
                             WHERE whose = ${whose}
                               AND ${OF_SOMEBODY}
                               AND ${isHeldByPause('delivery_pause')}))
      FROM outbox
      WHERE outbox.job_id = ${job}.id),
     false
   )`;
}

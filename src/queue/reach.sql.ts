import { PARKED } from './credential-queue.js';
import { ALL_PAUSED } from './hand-pause.sql.js';

/**
 * Whether a replica whose keys are `keyIds`, and that leaves `leftAlone` alone, may take what waits on `credential`:
 * what it cannot open another one may; what belongs to companies that are put away, or paused by hand, nobody may, and
 * nothing at all while everybody is. Both are arrays of text. What waits on a credential that Pleo is about to be asked
 * about for the first time is left to wait; where a sweep had to do it, and fails, a pause says so. Served by the
 * credentials' primary key.
 */
export function inReach(credential: string, keyIds: string, leftAlone: string): string {
  return `${credential} < '${PARKED}'
       AND NOT ${ALL_PAUSED}
       AND ${credential} <> ALL (${leftAlone})
       AND NOT EXISTS (
         SELECT
         FROM company_credential AS own
         WHERE own.company_id = CASE WHEN ${credential} ~ '^[0-9a-f-]{36}$' THEN ${credential}::uuid END
           AND (own.key_id <> ALL (${keyIds}) OR (own.verification = 'pending' AND own.checks = 0 AND own.status = 'active'))
       )`;
}

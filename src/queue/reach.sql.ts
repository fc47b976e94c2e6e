/**
 * Whether a replica whose keys are `keyIds`, and that leaves `leftAlone` alone, may take what waits on `credential`:
 * what it cannot open another one may. Both are arrays of text. Served by the credentials' primary key.
 */
export function inReach(credential: string, keyIds: string, leftAlone: string): string {
  return `${credential} <> ALL (${leftAlone})
       AND NOT EXISTS (
         SELECT
         FROM company_credential AS own
         WHERE own.company_id = CASE WHEN ${credential} ~ '^[0-9a-f-]{36}$' THEN ${credential}::uuid END
           AND own.key_id <> ALL (${keyIds})
       )`;
}

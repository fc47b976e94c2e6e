/**
 * Notes an act on a company itself, by `by` and for `reason`, where the relation `done` (id) has a row. A fragment that
 * inserts; `credential_audit` holds the acts on credentials too.
 */
export function noteAct(action: string, done: string, by: string, reason = 'NULL'): string {
  return `INSERT INTO credential_audit (company_id, id, action, at, by, reason)
     SELECT id, gen_random_uuid(), '${action}', statement_timestamp(), ${by}, ${reason}
     FROM ${done}`;
}

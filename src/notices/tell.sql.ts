import type { NoticeType } from './notice.entity.js';

/** As much of a text that is not ours as a notice carries, in characters: a person sees what it is about. */
const MAX_REASON = 500;

/**
 * A fragment that keeps a notice for each row of `rows`, in the transaction of what it tells: a query of `subject`, the
 * company or job, and `data`, a jsonb object. Its subject has to be locked: when a row is written, by default the time
 * of the clock and not of the statement, then has the order of what happened. Where `isOn` is false it runs `rows` not
 * at all.
 */
export function tell(type: NoticeType, rows: string, isOn = 'true'): string {
  return `INSERT INTO notice (id, type, subject, data, created_at, due_at)
     SELECT gen_random_uuid(), '${type}', told.subject, told.data, statement_timestamp(), statement_timestamp()
     FROM (
       ${rows}
     ) AS told
     WHERE ${isOn}`;
}

/** A reason as notices carry it. It must be free of secrets. */
export function reason(text: string): string {
  return `left(${text}, ${MAX_REASON})`;
}

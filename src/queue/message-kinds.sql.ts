import { statement } from '../database/statement.js';

/** The kinds of messages that the table may hold, from the text of its CHECK. Read once, at the start. */
export const FIND_KINDS = statement(
  'find-message-kinds',
  `SELECT DISTINCT found[1] AS kind
   FROM pg_constraint
   CROSS JOIN regexp_matches(pg_get_constraintdef(oid), '''([^'']+)''', 'g') AS found
   WHERE conrelid = 'export_job_event'::regclass
     AND conname = 'export_job_event_message_kind_check'
   ORDER BY kind`,
);

import { noteAct } from '../credentials/credential-audit.sql.js';
import { namedStatement } from '../database/named-statement.js';
import { WAKE_CLAIMS } from '../job-leases/lease-state.sql.js';
import { forget } from '../queue/circuit.sql.js';

/** Tells all replicas that what they remember of the credentials of `done` (id) does not hold any more. */
const TELL = `(SELECT pg_notify('credential', id::text))`;

/** Sets the note of a company, and notes who did it. Served by the primary key. */
export const SET_NOTE = namedStatement(
  'set-company-note',
  { id: 'uuid', note: 'text', by: 'text' },
  ({ id, note, by }) => `WITH done AS (
     INSERT INTO company (id, note, created_at, updated_at)
     VALUES (${id}, ${note}, statement_timestamp(), statement_timestamp())
     ON CONFLICT (id) DO UPDATE
     SET note = excluded.note,
         updated_at = statement_timestamp()
     RETURNING id
   )
   ${noteAct('note_set', 'done', by)}`,
);

/**
 * Puts a company away, or changes the reason and the fate of its messages; notes who did it, and tells all
 * replicas. Served by the primary key.
 */
export const PUT_AWAY = namedStatement(
  'put-company-away',
  { id: 'uuid', reason: 'text', waiting: 'text', by: 'text' },
  ({ id, reason, waiting, by }) => `WITH done AS (
     INSERT INTO company
       (id, put_away_at, put_away_by, put_away_reason, put_away_waiting, created_at, updated_at)
     VALUES (${id}, statement_timestamp(), ${by}, ${reason}, ${waiting}, statement_timestamp(), statement_timestamp())
     ON CONFLICT (id) DO UPDATE
     SET put_away_at = coalesce(company.put_away_at, excluded.put_away_at),
         put_away_by = excluded.put_away_by,
         put_away_reason = excluded.put_away_reason,
         put_away_waiting = excluded.put_away_waiting,
         updated_at = statement_timestamp()
     RETURNING id
   ), noted AS (
     ${noteAct('put_away', 'done', by, reason)}
   )
   SELECT ${TELL}
   FROM done`,
);

/**
 * Takes a company back that is put away: its deliveries begin as if nothing had been seen with its credential. Notes
 * who did it, and tells all replicas, and the workers that wait for a job. Served by the primary key.
 */
export const TAKE_BACK = namedStatement(
  'take-company-back',
  { id: 'uuid', by: 'text' },
  ({ id, by }) => `WITH done AS (
     UPDATE company
     SET put_away_at = NULL,
         put_away_by = NULL,
         put_away_reason = NULL,
         put_away_waiting = NULL,
         updated_at = statement_timestamp()
     WHERE id = ${id}
       AND put_away_at IS NOT NULL
     RETURNING id
   ), noted AS (
     ${noteAct('taken_back', 'done', by)}
   ), forgotten AS (
     ${forget('SELECT id::text FROM done')}
   )
   SELECT ${TELL}, ${WAKE_CLAIMS}
   FROM done`,
);

import { statement } from '../database/statement.js';

/** A pause that holds deliveries back now. One that has not begun yet is another clock's: nobody knows its end. */
export const IN_FORCE = `pause IS NOT NULL
       AND (pause <> 'told_to_wait' OR (paused_until > now() AND paused_since <= now() + interval '5 seconds'))`;

/**
 * Whether a replica whose keys are `keyIds`, and that leaves `leftAlone` alone, may take what waits on `credential`: what
 * it cannot open another one may. Served by the credentials' primary key.
 */
export function inReach(credential: string, keyIds: string, leftAlone: string): string {
  return `${credential} <> ALL (${leftAlone}::text[])
       AND NOT EXISTS (
         SELECT
         FROM company_credential AS own
         WHERE own.company_id = CASE WHEN ${credential} ~ '^[0-9a-f-]{36}$' THEN ${credential}::uuid END
           AND own.key_id <> ALL (${keyIds}::text[])
       )`;
}

/**
 * Where to begin in a queue, given its low-water mark in seconds since 1970: two minutes ago where that is not known, and
 * a second ago at the latest, since commits take their time and clocks are set.
 */
export const FROM_MARK = `least(coalesce(to_timestamp(mark), now() - interval '2 minutes'), now() - interval '1 second')`;

const COLUMNS = `credential, faults, jobs, pause, reason, probes,
          (extract(epoch FROM statement_timestamp() - paused_since) * 1000)::float8 AS "ageMs",
          (extract(epoch FROM paused_until - statement_timestamp()) * 1000)::float8 AS "remainingMs"`;

/** Served by the primary key, as all of these. */
export const READ_CIRCUITS = statement(
  'read-circuits',
  `SELECT ${COLUMNS}
   FROM delivery_circuit
   WHERE credential = ANY ($1::text[])`,
);

/** The longest first. Reads the table whole: it has a row for each credential with which something is wrong. */
export const READ_PAUSES = statement(
  'read-pauses',
  `SELECT credential, pause AS kind, reason, paused_since::timestamptz(3) AS since, paused_until::timestamptz(3) AS until
   FROM delivery_circuit
   WHERE ${IN_FORCE}
   ORDER BY paused_since`,
);

/**
 * Locks the row, and makes it when there is none. In one statement: a row that is only looked for may be gone by the
 * time its lock is free, since whoever held it may have closed the circuit.
 */
export const LOCK_CIRCUIT = statement(
  'lock-circuit',
  `INSERT INTO delivery_circuit AS circuit (credential, faults, probes)
   VALUES ($1, 0, 0)
   ON CONFLICT (credential) DO UPDATE SET faults = circuit.faults
   RETURNING ${COLUMNS}`,
);

export const WRITE_CIRCUIT = statement(
  'write-circuit',
  `UPDATE delivery_circuit
   SET faults = $2,
       jobs = $3,
       pause = $4,
       reason = $5,
       probes = $6,
       paused_since = statement_timestamp() - $7 * interval '1 millisecond',
       paused_until = statement_timestamp() + $8 * interval '1 millisecond'
   WHERE credential = $1`,
);

/** All is well: there is nothing to remember. */
export const CLOSE_CIRCUIT = statement(
  'close-circuit',
  `DELETE FROM delivery_circuit
   WHERE credential = $1`,
);

/**
 * The credentials on which deliveries are paused, and on which of them this replica may send one probe: one replica
 * may, when it is time and there is an event to try it with. Should the replica die, the next may try after $1
 * milliseconds. Never waits for another replica. The outbox is looked at only then, in queues in which something is known
 * to wait ($4), from their low-water marks ($5) as by CLAIM_DUE, and only for the earliest due time of the credential: an
 * EXISTS would at times be read from the whole table, at every turn. No probe is put off for longer
 * than five minutes, so a time further ahead is another clock's.
 */
export const TAKE_PROBES = statement(
  'take-probes',
  `WITH due AS MATERIALIZED (
     SELECT credential
     FROM delivery_circuit AS circuit
     WHERE pause IN ('credential_refused', 'circuit_open')
       AND (paused_until <= now() OR paused_until > now() + interval '6 minutes')
       AND ${inReach('circuit.credential', '$2', '$3')}
       AND (
         SELECT due_at
         FROM outbox
         WHERE outbox.credential = circuit.credential
           AND due_at BETWEEN (
             SELECT ${FROM_MARK}
             FROM unnest($4::text[], $5::float8[]) AS known (credential, mark)
             WHERE known.credential = circuit.credential
           ) AND now()
         ORDER BY due_at
         LIMIT 1
       ) IS NOT NULL
     FOR UPDATE SKIP LOCKED
   ), probe AS (
     UPDATE delivery_circuit AS circuit
     SET paused_until = now() + $1 * interval '1 millisecond'
     FROM due
     WHERE circuit.credential = due.credential
     RETURNING circuit.credential
   )
   SELECT credential, credential IN (SELECT credential FROM probe) AS taken
   FROM delivery_circuit
   WHERE ${IN_FORCE}`,
);

/** How long everybody must have left an event, or a probe, that is due until that is said. */
const UNSERVED = `interval '3 seconds'`;

/**
 * Pauses the credentials that this replica cannot send with, $1 for the reasons $2 and those that none of the keys $3
 * sealed, where an event has been due for a while and nobody holds one: so no replica is there that could. The next probe
 * is due soon, for one that comes; only what nobody took then is paused anew. Ends such pauses where nothing waits. Reads
 * the credentials, which are as many as companies have their own; served by outbox_credential_due_at_idx and primary keys.
 */
export const NOTE_UNSERVED = statement(
  'note-unserved',
  `WITH unserved AS MATERIALIZED (
     SELECT credential, reason, head.due_at
     FROM (
       SELECT credential, reason
       FROM unnest($1::text[], $2::text[]) AS alone (credential, reason)
       UNION
       SELECT company_id::text,
              'The credential cannot be opened: it was sealed with the key "' || key_id
                || '", and no replica that runs has that in CREDENTIALS_KEY.'
       FROM company_credential
       WHERE key_id <> ALL ($3::text[])
         AND company_id::text <> ALL ($1::text[])
     ) AS named
     LEFT JOIN LATERAL (
       SELECT due_at
       FROM outbox
       WHERE outbox.credential = named.credential
         AND due_at IS NOT NULL
       ORDER BY due_at
       LIMIT 1
     ) AS head ON true
   ), over AS (
     DELETE FROM delivery_circuit AS circuit
     USING unserved
     WHERE circuit.credential = unserved.credential
       AND circuit.pause = 'credential_refused'
       AND unserved.due_at IS NULL
   ), noted AS (
     INSERT INTO delivery_circuit AS circuit (credential, faults, pause, reason, probes, paused_since, paused_until)
     SELECT credential, 0, 'credential_refused', reason, 0, now(), now() + interval '3 seconds'
     FROM unserved
     WHERE due_at <= now() - ${UNSERVED}
       AND NOT EXISTS (
         SELECT
         FROM outbox
         WHERE outbox.credential = unserved.credential
           AND due_at > now()
           AND claim IS NOT NULL
       )
     ORDER BY credential
     ON CONFLICT (credential) DO UPDATE
       SET pause = excluded.pause,
           reason = excluded.reason,
           paused_since = CASE WHEN circuit.reason = excluded.reason THEN circuit.paused_since ELSE excluded.paused_since END,
           paused_until = excluded.paused_until
       WHERE circuit.pause IS NULL
          OR circuit.paused_until <= now() - ${UNSERVED}
     RETURNING credential, reason, paused_since
   )
   SELECT credential, reason
   FROM noted
   WHERE paused_since = now()`,
);

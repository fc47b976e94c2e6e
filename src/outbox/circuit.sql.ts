import { statement } from '../database/statement.js';

/** A pause that holds deliveries back now. */
export const IN_FORCE = `pause IS NOT NULL AND (pause <> 'told_to_wait' OR paused_until > now())`;

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
 * milliseconds. Never waits for another replica. The outbox is looked at only then, and only for the earliest due time of
 * the credential: an EXISTS would at times be read from the whole table, at every turn.
 */
export const TAKE_PROBES = statement(
  'take-probes',
  `WITH due AS MATERIALIZED (
     SELECT credential
     FROM delivery_circuit AS circuit
     WHERE pause IN ('credential_refused', 'circuit_open')
       AND paused_until <= now()
       AND (
         SELECT due_at
         FROM outbox
         WHERE outbox.credential = circuit.credential
           AND due_at IS NOT NULL
         ORDER BY due_at
         LIMIT 1
       ) <= now()
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

import { statement } from '../database/statement.js';

/** A pause that holds deliveries back now. */
export const IN_FORCE = `pause IS NOT NULL AND (pause <> 'told_to_wait' OR paused_until > now())`;

const COLUMNS = `faults, pause, reason, probes,
          (extract(epoch FROM statement_timestamp() - paused_since) * 1000)::float8 AS "ageMs",
          (extract(epoch FROM paused_until - statement_timestamp()) * 1000)::float8 AS "remainingMs",
          paused_until::timestamptz(3) AS "pausedUntil"`;

/** Served by the primary key, as all of these. */
export const READ_CIRCUIT = statement(
  'read-circuit',
  `SELECT ${COLUMNS}
   FROM delivery_circuit
   WHERE credential = $1`,
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
       pause = $3,
       reason = $4,
       probes = $5,
       paused_since = statement_timestamp() - $6 * interval '1 millisecond',
       paused_until = statement_timestamp() + $7 * interval '1 millisecond'
   WHERE credential = $1`,
);

/** All is well: there is nothing to remember. */
export const CLOSE_CIRCUIT = statement(
  'close-circuit',
  `DELETE FROM delivery_circuit
   WHERE credential = $1`,
);

/**
 * Whether deliveries are paused (no row: they are not), and whether this replica may send one probe: one replica may,
 * when it is time and there is an event to try it with. Should the replica die, the next may try after $2 milliseconds.
 * The outbox is looked at only then (so the subquery names the circuit), and only for its earliest due time: an EXISTS
 * would at times be read from the whole table, at every turn.
 */
export const TAKE_PROBE = statement(
  'take-probe',
  `WITH probe AS (
     UPDATE delivery_circuit AS circuit
     SET paused_until = now() + $2 * interval '1 millisecond'
     WHERE credential = $1
       AND pause IN ('credential_refused', 'circuit_open')
       AND paused_until <= now()
       AND (SELECT due_at FROM outbox WHERE due_at IS NOT NULL AND circuit.pause IS NOT NULL ORDER BY due_at LIMIT 1)
           <= now()
     RETURNING credential
   )
   SELECT EXISTS (SELECT FROM probe) AS taken
   FROM delivery_circuit
   WHERE credential = $1
     AND ${IN_FORCE}`,
);

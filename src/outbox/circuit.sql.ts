import { statement } from '../database/statement.js';

/** A pause that holds deliveries back now. */
export const IN_FORCE = `pause IS NOT NULL AND (pause <> 'told_to_wait' OR paused_until > now())`;

const COLUMNS = `faults, pause, reason, probes,
          (extract(epoch FROM statement_timestamp() - paused_since) * 1000)::float8 AS "ageMs",
          (extract(epoch FROM paused_until - statement_timestamp()) * 1000)::float8 AS "remainingMs"`;

/** Served by the primary key, as all of these. */
export const READ_CIRCUIT = statement(
  'read-circuit',
  `SELECT ${COLUMNS}
   FROM delivery_circuit
   WHERE credential = $1`,
);

/** Makes sure that there is a row to lock. */
export const OPEN_CIRCUIT_ROW = statement(
  'open-circuit-row',
  `INSERT INTO delivery_circuit (credential, faults, probes)
   VALUES ($1, 0, 0)
   ON CONFLICT (credential) DO NOTHING`,
);

export const LOCK_CIRCUIT = statement(
  'lock-circuit',
  `SELECT ${COLUMNS}
   FROM delivery_circuit
   WHERE credential = $1
   FOR UPDATE`,
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
 * Lets one replica send one probe, when it is time and there is an event to try it with. Should the replica die, the
 * next may try after $2 milliseconds.
 */
export const TAKE_PROBE = statement(
  'take-probe',
  `UPDATE delivery_circuit
   SET paused_until = now() + $2 * interval '1 millisecond'
   WHERE credential = $1
     AND pause IN ('credential_refused', 'circuit_open')
     AND paused_until <= now()
     AND EXISTS (SELECT FROM outbox WHERE due_at <= now())
   RETURNING credential`,
);

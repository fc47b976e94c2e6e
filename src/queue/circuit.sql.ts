import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';

/**
 * A pause that holds deliveries back now. One that begins in the future is from before the clock was set back: its end
 * is unknown.
 */
export const IN_FORCE = `pause IS NOT NULL
       AND (pause <> 'told_to_wait' OR (paused_until > now() AND paused_since <= now() + interval '5 seconds'))`;

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
 * time its lock is free, since its holder may have closed the circuit.
 */
export const LOCK_CIRCUIT = statement(
  'lock-circuit',
  `INSERT INTO delivery_circuit AS circuit (credential, faults, probes)
   VALUES ($1, 0, 0)
   ON CONFLICT (credential) DO UPDATE SET faults = circuit.faults
   RETURNING ${COLUMNS}`,
);

export const WRITE_CIRCUIT = namedStatement(
  'write-circuit',
  {
    credential: 'text',
    faults: 'integer',
    jobs: 'uuid[]',
    pause: 'text',
    reason: 'text',
    probes: 'integer',
    sinceMs: 'float8',
    untilMs: 'float8',
  },
  ({ credential, faults, jobs, pause, reason, probes, sinceMs, untilMs }) => `UPDATE delivery_circuit
   SET faults = ${faults},
       jobs = ${jobs},
       pause = ${pause},
       reason = ${reason},
       probes = ${probes},
       paused_since = statement_timestamp() - ${sinceMs} * interval '1 millisecond',
       paused_until = statement_timestamp() + ${untilMs} * interval '1 millisecond'
   WHERE credential = ${credential}`,
);

/** All is well: there is nothing to remember. */
export const CLOSE_CIRCUIT = statement(
  'close-circuit',
  `DELETE FROM delivery_circuit
   WHERE credential = $1`,
);

/**
 * Deliveries that waited for a better credential go on, with each of `credentials`, a query of their names. The jobs
 * that were refused stay known: if they are again, it is the new one that is refused. A fragment, served by the primary
 * key.
 */
export function resume(credentials: string): string {
  return `UPDATE delivery_circuit
     SET pause = NULL, reason = NULL, probes = 0, paused_since = NULL, paused_until = NULL
     WHERE credential IN (${credentials})
       AND pause = 'credential_refused'`;
}

/**
 * What was seen with each of `credentials`, a query of their names, is forgotten. A fragment, served by the primary
 * key.
 */
export function forget(credentials: string): string {
  return `DELETE FROM delivery_circuit
     WHERE credential IN (${credentials})`;
}

import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { CANNOT_BE_OPENED, DEFAULT_CREDENTIAL, NOT_VERIFIED } from './credential-queue.js';

/**
 * A pause that holds deliveries back now. One that begins in the future is from before the clock was set back: its end
 * is unknown.
 */
export const IN_FORCE = `pause IS NOT NULL
       AND (pause <> 'told_to_wait' OR (paused_until > now() AND paused_since <= now() + interval '5 seconds'))`;

/**
 * Whether the pause `row`, which must be in force, holds back what is due at `dueAt`: not what comes after its end, but
 * everything where a person has to correct the credential first. A condition.
 */
export function holdsBack(row: string, dueAt: string): string {
  return `(${row}.pause = 'credential_refused' OR ${dueAt} <= ${row}.paused_until)`;
}

/** What `toCircuit` takes. */
export const CIRCUIT_COLUMNS = `credential, faults, jobs, pause, reason, probes,
          (extract(epoch FROM statement_timestamp() - paused_since) * 1000)::float8 AS "ageMs",
          (extract(epoch FROM paused_until - statement_timestamp()) * 1000)::float8 AS "remainingMs"`;

/** Served by the primary key, as all of these. */
export const READ_CIRCUITS = statement(
  'read-circuits',
  `SELECT ${CIRCUIT_COLUMNS}
   FROM delivery_circuit
   WHERE credential = ANY ($1::text[])`,
);

/** A pause without effect: its company is put away, so nothing goes out with the credential anyway. */
const IS_OF_NOBODY = `EXISTS (SELECT FROM company WHERE company.id::text = delivery_circuit.credential AND company.put_away_at IS NOT NULL)`;

/**
 * Whose pause a row of `delivery_circuit` is, in the words of `WHOSE`: with a credential of a company's it depends on
 * that company, unless the key that sealed it is missing, or Pleo does not tell whose it is.
 */
export function whosePause(row = 'delivery_circuit'): string {
  return `CASE
       WHEN ${row}.credential = '${DEFAULT_CREDENTIAL}' THEN 'ours'
       WHEN ${row}.reason LIKE '${CANNOT_BE_OPENED}%' OR ${row}.reason LIKE '${NOT_VERIFIED}%' THEN 'ours'
       ELSE 'customer'
     END`;
}

/** Who has to act on a pause: Pleo, the owner of the credential of the settings, or a company with its own. */
export function responsibleForPause(row: string): string {
  return `CASE
       WHEN ${row}.pause <> 'credential_refused' THEN 'pleo'
       WHEN ${whosePause(row)} = 'ours' THEN 'credential'
       ELSE 'customer'
     END`;
}

/** Whether nothing is tried during a pause: Pleo is not asked, and a person has to act. */
export function waitsForPerson(row: string): string {
  return `${row}.pause = 'credential_refused' AND ${row}.reason NOT LIKE 'Pleo %'`;
}

/** A pause to be shown: something waits for its end. */
export const IS_SHOWN = `${IN_FORCE}
       AND NOT ${IS_OF_NOBODY}`;

/**
 * All pauses. Reads the table whole, which has a row for each credential with which something is
 * wrong.
 */
export const READ_PAUSES = statement(
  'read-pauses',
  `SELECT credential, pause AS kind, reason, paused_until::timestamptz(3) AS until
   FROM delivery_circuit
   WHERE ${IS_SHOWN}`,
);

/** Jobs that are counted of each pause, at most. */
export const MAX_HELD = 1000;

/**
 * Pauses, those that hold up most first, up to $1 of them, each with the number of jobs of which something waits. Reads
 * whole what has a row for each credential with which something is wrong, and MAX_HELD entries of
 * outbox_credential_due_at_idx for each of these.
 */
export const FIND_WORST_PAUSES = statement(
  'find-worst-pauses',
  `SELECT credential, pause AS kind, reason, paused_since::timestamptz(3) AS since, paused_until::timestamptz(3) AS until,
          ${responsibleForPause('delivery_circuit')} AS responsible, held.jobs AS held
   FROM delivery_circuit
   CROSS JOIN LATERAL (
     SELECT count(*)::integer AS jobs
     FROM (
       SELECT
       FROM outbox
       WHERE outbox.credential = delivery_circuit.credential
         AND due_at IS NOT NULL
       LIMIT ${MAX_HELD}
     ) AS first
   ) AS held
   WHERE ${IS_SHOWN}
   ORDER BY held.jobs DESC, paused_since
   LIMIT $1`,
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
   RETURNING ${CIRCUIT_COLUMNS}`,
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

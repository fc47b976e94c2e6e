import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { CANNOT_BE_OPENED, DEFAULT_CREDENTIAL, NOT_VERIFIED } from './credential-queue.js';
import { IS_HELD } from './held.sql.js';

/**
 * A pause that holds deliveries back now. One that begins in the future is from before the clock was set back: its end
 * is unknown.
 */
export const IN_FORCE = `pause IS NOT NULL
       AND (pause <> 'told_to_wait' OR (paused_until > now() AND paused_since <= now() + interval '5 seconds'))`;

/**
 * Whether the pause `row`, which must be in force, holds back what is due at `dueAt`: not what comes after a time that
 * Pleo named, but everything where a probe must succeed first. A condition, to which an index on the due time leads;
 * null where there is no such row.
 */
export function holdsBack(row: string, dueAt: string): string {
  return `(${dueAt} <= CASE
              WHEN ${row}.pause = 'told_to_wait' THEN ${row}.paused_until
              WHEN ${row}.pause IS NOT NULL THEN 'infinity'
            END)`;
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

/**
 * When the deliveries of the pause `row`, which must be in force, go on, or are tried again: never in the past. Null
 * while that is being done, where nothing waits to be tried with, and where a person has to act first. An expression,
 * served by outbox_credential_due_at_idx.
 */
export function triedAgainAt(row: string): string {
  return `CASE
       WHEN ${row}.pause = 'told_to_wait' THEN ${row}.paused_until
       WHEN ${isBeingTried(row)} OR ${waitsForPerson(row)} THEN NULL
       ELSE (
         SELECT greatest(due_at, ${row}.paused_until)
         FROM outbox
         WHERE outbox.credential = ${row}.credential
           AND due_at IS NOT NULL
         ORDER BY due_at
         LIMIT 1
       )
     END`;
}

/**
 * Whether the pause `row`, which must be in force, may end this moment: a request is under way, for as long as a lease
 * at most, or one goes at once. A condition, served by outbox_credential_due_at_idx.
 */
export function isBeingTried(row: string): string {
  const isThere = (condition: string) =>
    `EXISTS (SELECT FROM outbox WHERE outbox.credential = ${row}.credential AND ${condition})`;
  return `(${row}.pause <> 'told_to_wait' AND NOT (${waitsForPerson(row)}) AND (
         ${isThere("due_at > now() AND due_at <= now() + interval '15 seconds' AND claim IS NOT NULL")}
         OR (${row}.paused_until <= now() AND ${isThere('due_at <= now()')})
       ))`;
}

/** A pause to be shown: something waits for its end. */
export const IS_SHOWN = `${IN_FORCE}
       AND NOT ${IS_OF_NOBODY}`;

/** All pauses. Reads the table whole, which has a row for each credential with which something is wrong. */
export const READ_PAUSES = statement(
  'read-pauses',
  `SELECT credential, pause AS kind, reason, (${triedAgainAt('delivery_circuit')})::timestamptz(3) AS until
   FROM delivery_circuit
   WHERE ${IS_SHOWN}`,
);

/**
 * Whether a row of `outbox` is the first message of its job and waits for the end of the pause `row`, which must be in
 * force, by the rules of `waitsFor`. A condition, served by outbox_credential_due_at_idx.
 */
export function isHeldByCircuit(row: string): string {
  return `outbox.credential = ${row}.credential
         AND ${holdsBack(row, 'outbox.due_at')}
         AND outbox.claim IS NULL
         AND NOT ${IS_HELD}`;
}

/** Jobs that are counted of each pause, at most. */
export const MAX_HELD = 1000;

/**
 * Pauses, those that hold up most first, up to $1 of them, each with the number of jobs whose first message it holds
 * back. Reads whole what has a row for each credential with which something is wrong, and MAX_HELD entries of
 * outbox_credential_due_at_idx for each of these.
 */
export const FIND_WORST_PAUSES = statement(
  'find-worst-pauses',
  `SELECT credential, pause AS kind, reason, paused_since::timestamptz(3) AS since,
          (${triedAgainAt('delivery_circuit')})::timestamptz(3) AS until,
          ${isBeingTried('delivery_circuit')} AS "isBeingTried",
          ${responsibleForPause('delivery_circuit')} AS responsible, held.jobs AS held
   FROM delivery_circuit
   CROSS JOIN LATERAL (
     SELECT count(*)::integer AS jobs
     FROM (
       SELECT
       FROM outbox
       WHERE ${isHeldByCircuit('delivery_circuit')}
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

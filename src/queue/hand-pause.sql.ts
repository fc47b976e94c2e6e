import { statement } from '../database/statement.js';
import { MAX_HELD } from './circuit.sql.js';
import { PARKED, PAUSED } from './credential-queue.js';
import { IS_HELD } from './held.sql.js';

/**
 * Pauses by hand, as rows of `delivery_pause`: of one company, by its id, or of EVERYBODY. They are looked at where
 * messages are claimed and stored, never remembered, so one holds from the moment it is committed.
 */

/** Whose pause it is where it is that of all companies. */
export const EVERYBODY = 'all';

/** Whether a row of `delivery_pause` holds deliveries back now. It is over at its end without anybody's act. */
export function isInForce(row = 'delivery_pause'): string {
  return `(${row}.until IS NULL OR ${row}.until > statement_timestamp())`;
}

/** Whether `whose` deliveries are paused by hand. A condition; served by the primary key, row by row. */
function isPaused(whose: string): string {
  return `coalesce((SELECT ${isInForce()} FROM delivery_pause WHERE whose = ${whose}), false)`;
}

/** Whether the deliveries of the company with the id `company` are, which may be null. */
export function isPausedByHand(company: string): string {
  return isPaused(`${company}::text`);
}

/** Whether all deliveries are. Postgres looks once for each statement. */
export const ALL_PAUSED = isPaused(`'${EVERYBODY}'`);

/** Whether those of company $1 are, which may be null: by a pause of its own, or of all. Served by the primary key. */
export const READ_HAND_PAUSE = statement(
  'read-hand-pause',
  `SELECT ${isPausedByHand('$1::uuid')} OR ${ALL_PAUSED} AS "isPaused"`,
);

/** When the last pause of all deliveries ended: a query, which has no row, or null, where there is nothing to say. */
export const LAST_END = `SELECT until FROM delivery_pause WHERE whose = '${EVERYBODY}'`;

/** Whether a row of `outbox` waits for the end of its company's pause by hand. The condition of outbox_paused_idx. */
export const IS_PAUSED = `credential LIKE '${PAUSED}%'`;

/** Whose pause a row of `outbox` waits for, if it waits for one. */
export function pauseOf(row: string): string {
  return `CASE WHEN ${row}.${IS_PAUSED} THEN substr(${row}.credential, ${PAUSED.length + 1}) ELSE '${EVERYBODY}' END`;
}

/** Whether a row of `outbox` waits for the end of a pause by hand, its company's or that of all. By the primary key. */
export function isHeldByHand(row: string): string {
  return `CASE WHEN ${row}.${IS_PAUSED} THEN ${isPaused(pauseOf(row))} ELSE ${ALL_PAUSED} END`;
}

/** Pauses in force, but of companies that are put away: nothing of these would be sent anyway. By primary keys. */
export const OF_SOMEBODY = `${isInForce()}
       AND coalesce(
         (SELECT put_away_at IS NULL FROM company WHERE id = CASE WHEN whose <> '${EVERYBODY}' THEN whose::uuid END),
         true
       )`;

/**
 * Whether a row of `outbox` is the first message of its job and waits for the end of the pause `row`, which must be in
 * force, by the rules of `waitsFor`. A condition, served by outbox_credential_due_at_idx.
 */
export function isHeldByPause(row: string): string {
  return `outbox.due_at IS NOT NULL
         AND outbox.claim IS NULL
         AND NOT ${IS_HELD}
         AND outbox.credential >= CASE WHEN ${row}.whose = '${EVERYBODY}' THEN '' ELSE '${PAUSED}' || ${row}.whose END
         AND outbox.credential <= CASE WHEN ${row}.whose = '${EVERYBODY}' THEN '${PARKED}' ELSE '${PAUSED}' || ${row}.whose END`;
}

/**
 * All of them, those that hold up most first, each with the number of jobs whose first message it holds back. Reads the
 * table whole, which has a row for each company that is paused, and for each MAX_HELD entries of
 * outbox_credential_due_at_idx.
 */
export const FIND_HAND_PAUSES = statement(
  'find-hand-pauses',
  `SELECT whose AS credential, reason, paused_by AS by, since::timestamptz(3), until::timestamptz(3), held.jobs AS held
   FROM delivery_pause
   CROSS JOIN LATERAL (
     SELECT count(*)::integer AS jobs
     FROM (
       SELECT
       FROM outbox
       WHERE ${isHeldByPause('delivery_pause')}
       LIMIT ${MAX_HELD}
     ) AS first
   ) AS held
   WHERE ${OF_SOMEBODY}
   ORDER BY held.jobs DESC, delivery_pause.since`,
);

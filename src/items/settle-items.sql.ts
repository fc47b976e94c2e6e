import { columns, type PlacedColumns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { reason, tell } from '../notices/tell.sql.js';
import type { PartOutcome } from '../queue/settlement.js';

/** What is to be written of the results of one message. */
export interface ItemSettlement {
  readonly jobId: string;
  readonly sequence: number;
  readonly claim: string;
  /** What is to be written of single results. */
  readonly parts: readonly PartOutcome[];
  /** The position up to which the rest is delivered; null where that cannot be said of a position. */
  readonly settledPosition: number | null;
  /** Set when those that wait have been retried for too long: they are dead. */
  readonly givenUpFor: string | null;
  /** `lastUpdatedAt` of Pleo's job, when it was read. */
  readonly pleoLastUpdatedAt: Date | null;
}

/** What is left of a message whose claim was held. */
export interface SettledItems {
  readonly jobId: string;
  readonly pending: number;
  readonly dead: number;
  /** How long the dead ones hold the final event back from now on, in milliseconds. */
  readonly holdMs: number | null;
  /** Whether a later message of the job waits. */
  readonly isAwaited: boolean;
}

const SETTLEMENTS = columns<ItemSettlement>({
  job_id: ['uuid', ({ jobId }) => jobId],
  sequence: ['integer', ({ sequence }) => sequence],
  claim: ['uuid', ({ claim }) => claim],
  settled_position: ['integer', ({ settledPosition }) => settledPosition],
  given_up_for: ['text', ({ givenUpFor }) => givenUpFor],
  pleo_last_updated_at: ['timestamptz', ({ pleoLastUpdatedAt }) => pleoLastUpdatedAt],
});

const PARTS = columns<PartOutcome & { readonly jobId: string }>({
  job_id: ['uuid', ({ jobId }) => jobId],
  accounting_entry_id: ['uuid', ({ id }) => id],
  position: ['integer', ({ position }) => position],
  status: ['text', ({ status }) => status],
  outcome: ['text', ({ outcome }) => outcome],
  error: ['text', ({ error }) => error],
});

const PARAMETERS = { settlements: SETTLEMENTS, parts: PARTS, holdMs: 'float8' } as const;

interface Placed {
  readonly settlements: PlacedColumns;
  readonly parts: PlacedColumns;
  readonly holdMs: string;
}

/** Results that are given up in one statement: what is left follows with the next attempt. */
const MAX_GIVEN_UP = 1000;

/**
 * Writes the outcomes of results whose messages are still claimed, locks those messages, and keeps the tallies. The
 * jobs must be locked. A result that was reported again since it was sent has another position, and is left alone. What
 * was delivered together up to a position is told by one row, and costs a look at each: no row is written again.
 *
 * Rows are found by LATERAL with a LIMIT and updated by their ctid, which is safe behind the job's lock: whatever
 * Postgres thinks of the table's size, it reads the given rows only. Served by primary keys and
 * export_job_item_position_idx.
 */
export const SETTLE_ITEMS = namedStatement('settle-items', PARAMETERS, (placed) => settleItems(placed, ''));

/** As many entries as a notice names of the results that died together. */
const MAX_TOLD = 20;

/** As above, and tells the integrator of what has died by it, one notice for each job. By the same indexes. */
export const SETTLE_ITEMS_AND_TELL = namedStatement('settle-items-and-tell', PARAMETERS, (placed) =>
  settleItems(
    placed,
    `, told AS (
     ${tell(
       'item.dead',
       `SELECT job_id AS subject,
              jsonb_build_object(
                'jobId', job_id,
                'companyId', (SELECT company_id FROM export_job AS job WHERE job.id = decided.job_id),
                'count', count(*),
                'accountingEntryIds', to_jsonb((${all('accounting_entry_id')})[1:${MAX_TOLD}]),
                'outcome', (${all('outcome')})[1],
                'reason', ${reason(`(${all('error')})[1]`)}
              ) AS data
       FROM decided
       WHERE status = 'dead'
       GROUP BY job_id`,
     )}
   )`,
  ),
);

/** Of all that died of a job, in one order: the reason that is told is that of the first entry. */
function all(column: string): string {
  return `array_agg(${column} ORDER BY accounting_entry_id)`;
}

/** `more`: further parts of the statement, each behind a comma, that see what was `decided`. */
function settleItems({ settlements, parts, holdMs }: Placed, more: string): string {
  return `WITH held AS MATERIALIZED (
     SELECT settlement.*
     FROM unnest(${settlements.arrays}) AS settlement (${settlements.names})
     CROSS JOIN LATERAL (
       SELECT
       FROM outbox
       WHERE (outbox.job_id, outbox.sequence) = (settlement.job_id, settlement.sequence)
         AND outbox.claim = settlement.claim
       LIMIT 1
       FOR UPDATE
     ) AS claimed
   ), decided AS MATERIALIZED (
     SELECT item.place, part.job_id, part.accounting_entry_id, part.status, part.outcome, part.error
     FROM unnest(${parts.arrays}) AS part (${parts.names})
     JOIN held USING (job_id)
     CROSS JOIN LATERAL (
       SELECT ctid AS place
       FROM export_job_item AS item
       WHERE (item.job_id, item.accounting_entry_id) = (part.job_id, part.accounting_entry_id)
         AND item.position = part.position
         AND item.delivery_status = 'pending'
       LIMIT 1
     ) AS item
     UNION ALL
     SELECT item.place, held.job_id, item.accounting_entry_id, 'dead', 'expired', held.given_up_for
     FROM held
     JOIN item_tally AS tally USING (job_id)
     CROSS JOIN LATERAL (
       SELECT ctid AS place, accounting_entry_id
       FROM export_job_item AS item
       WHERE item.job_id = held.job_id
         AND item.position > tally.settled_position
         AND item.delivery_status = 'pending'
         AND NOT EXISTS (
           SELECT
           FROM unnest(${parts.arrays}) AS part (${parts.names})
           WHERE (part.job_id, part.position) = (item.job_id, item.position)
         )
       ORDER BY item.position
       LIMIT ${MAX_GIVEN_UP}
     ) AS item
     WHERE held.given_up_for IS NOT NULL
   ), written AS (
     UPDATE export_job_item AS item
     SET delivery_status = decided.status,
         delivered_at = CASE WHEN decided.status = 'delivered' THEN statement_timestamp() END,
         outcome = decided.outcome,
         error = decided.error,
         dead = (decided.status = 'dead')
     FROM decided
     WHERE item.ctid = decided.place
   ), alone AS (
     SELECT job_id, count(*)::integer AS settled, count(*) FILTER (WHERE status = 'dead')::integer AS died
     FROM decided
     GROUP BY job_id
   ), counted AS (
     SELECT held.job_id, coalesce(alone.settled, 0) AS alone, coalesce(alone.died, 0) AS died,
            CASE
              WHEN held.settled_position IS NULL THEN coalesce(alone.settled, 0)
              ELSE waiting.count
            END AS settled
     FROM held
     LEFT JOIN alone USING (job_id)
     CROSS JOIN LATERAL (
       SELECT count(*)::integer AS count
       FROM export_job_item AS item
       WHERE item.job_id = held.job_id
         AND item.position > (SELECT settled_position FROM item_tally WHERE item_tally.job_id = held.job_id)
         AND item.position <= held.settled_position
         AND item.delivery_status = 'pending'
     ) AS waiting
   ), together AS (
     INSERT INTO item_delivery (job_id, last_position, delivered_at)
     SELECT held.job_id, held.settled_position, statement_timestamp()
     FROM held
     JOIN counted USING (job_id)
     WHERE held.settled_position IS NOT NULL
       AND counted.settled > counted.alone
   ), tallied AS (
     UPDATE item_tally AS tally
     SET pending = tally.pending - counted.settled,
         dead = tally.dead + counted.died,
         settled_position = greatest(tally.settled_position, held.settled_position),
         holds_until = CASE
                         WHEN tally.dead + counted.died = 0 THEN tally.holds_until
                         -- Never longer than that, also where the clock was ahead when the first of them died.
                         ELSE least(
                           tally.holds_until,
                           statement_timestamp() + ${holdMs} * interval '1 millisecond'
                         )
                       END,
         pleo_last_updated_at = coalesce(tally.pleo_last_updated_at, held.pleo_last_updated_at)
     FROM held
     JOIN counted USING (job_id)
     WHERE tally.job_id = held.job_id
       AND tally.job_id = ANY (ARRAY(SELECT job_id FROM held))
     RETURNING tally.job_id, held.sequence, tally.pending, tally.dead, tally.holds_until
   )${more}
   SELECT tallied.job_id AS "jobId", pending, dead,
          (extract(epoch FROM holds_until - statement_timestamp()) * 1000)::float8 AS "holdMs",
          EXISTS (
            SELECT
            FROM outbox
            WHERE outbox.job_id = tallied.job_id
              AND outbox.sequence > tallied.sequence
          ) AS "isAwaited"
   FROM tallied`;
}

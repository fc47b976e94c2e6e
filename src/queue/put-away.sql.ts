import { DEFAULT_CREDENTIAL, PARKED, PAUSED } from './credential-queue.js';
import { isPausedByHand } from './hand-pause.sql.js';

/**
 * Whether the company with the id `company` is put away: nothing of it is sent, whatever credential there is. A
 * condition; served by the primary key of companies, row by row: EXISTS could be planned as a hash of all of them.
 */
export function isPutAway(company: string): string {
  // By a name of its own: `company` may be of a row that is called so.
  return `coalesce((SELECT left_one.put_away_at IS NOT NULL FROM company AS left_one WHERE left_one.id = ${company}), false)`;
}

/** Whether a row of `outbox` waits among those of a company that is put away. The condition of outbox_parked_idx. */
export const IS_PARKED = `credential LIKE '${PARKED}%'`;

/**
 * The queue that nobody claims, where nothing of the company with the id `company` may be sent: it is put away, or its
 * deliveries are paused by hand. Null for all others. Served by primary keys.
 */
export function stoppedQueueOf(company: string): string {
  return `CASE
              WHEN ${isPutAway(company)} THEN '${PARKED}' || ${company}
              WHEN ${isPausedByHand(company)} THEN '${PAUSED}' || ${company}
            END`;
}

/**
 * The queue for messages of the company with the id `company`, which may be null: the one that nobody claims where
 * nothing of it may be sent, else that of its own credential, or the default one where it has none. Served by primary
 * keys.
 */
export function queueOf(company: string): string {
  return `coalesce(
              ${stoppedQueueOf(company)},
              (SELECT company_id::text FROM company_credential WHERE company_credential.company_id = ${company}),
              '${DEFAULT_CREDENTIAL}'
            )`;
}

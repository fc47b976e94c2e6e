import { holdsBack, IN_FORCE } from '../queue/circuit.sql.js';
import { isHeldByHand } from '../queue/hand-pause.sql.js';
import { IS_PARKED } from '../queue/put-away.sql.js';

/**
 * What a pending event waits for: the reasons of `WaitingFor`, and for those that nothing holds back `under_way` (a
 * request is being made for it) and `due` (it is next). Each pending event waits for one of these at any moment.
 */
export const WAITS_FOR = ['turn', 'retry', 'paused', 'blocked', 'put_away', 'under_way', 'due'] as const;
export type WaitsFor = (typeof WAITS_FOR)[number];

/**
 * The word of WAITS_FOR for `row`, a row of the outbox; null for one that is dead. The earlier messages of its job
 * come first, then a pause; a message that is dead holds back until `holds_until`, or for ever. The overview counts
 * by the same rules in COUNT_BACKLOG. An expression, served by the primary keys.
 */
export function waitsFor(row: string): string {
  return `CASE
              WHEN ${row}.dead THEN NULL
              WHEN ${row}.${IS_PARKED} AND ${row}.claim IS NULL THEN 'put_away'
              ELSE coalesce(
                (
                  SELECT CASE WHEN first.dead THEN 'blocked' ELSE 'turn' END
                  FROM (
                    SELECT earlier.dead, earlier.holds_until
                    FROM outbox AS earlier
                    WHERE earlier.job_id = ${row}.job_id
                      AND earlier.sequence < ${row}.sequence
                    ORDER BY earlier.sequence
                    LIMIT 1
                  ) AS first
                  WHERE first.holds_until IS NULL OR first.holds_until > now()
                ),
                CASE
                  WHEN ${row}.claim IS NOT NULL THEN 'under_way'
                  WHEN ${isHeldByHand(row)} THEN 'paused'
                  WHEN (
                    SELECT ${holdsBack('circuit', `${row}.due_at`)}
                    FROM delivery_circuit AS circuit
                    WHERE circuit.credential = ${row}.credential
                      AND ${IN_FORCE}
                  ) THEN 'paused'
                  WHEN ${row}.retries > 0 THEN 'retry'
                  ELSE 'due'
                END
              )
            END`;
}

import { statement } from '../database/statement.js';
import { MAX_COUNTED } from '../metrics/metrics.js';
import { IS_SHOWN, whosePause } from './circuit.sql.js';
import { BY_HAND } from './hand-pause.js';
import { ALL_PAUSED, IS_PAUSED, OF_SOMEBODY } from './hand-pause.sql.js';
import { IS_PARKED } from './put-away.sql.js';

/**
 * How many events are not delivered, by status and by whose they are, and the age of the oldest: no row where there are
 * none. Those wait for a customer whose credential Pleo refuses, or for the operator who paused deliveries by
 * hand; dead messages are always ours to act on.
 * Served by outbox_event_accepted_at_idx, and reads a row per credential that met a fault.
 */
export const READ_BACKLOG = statement(
  'read-backlog',
  `WITH refused AS MATERIALIZED (
     SELECT credential
     FROM delivery_circuit
     WHERE ${IS_SHOWN}
       AND pause = 'credential_refused'
       AND ${whosePause()} = 'customer'
   )
   SELECT status, whose, counted.events, greatest(extract(epoch FROM now() - counted.oldest), 0)::float8 AS "oldestAge"
   FROM (VALUES ('pending', false), ('dead', true)) AS wanted (status, is_dead)
   CROSS JOIN LATERAL (
     SELECT CASE
              WHEN ${IS_PARKED} THEN 'put_away'
              WHEN NOT is_dead AND (${IS_PAUSED} OR ${ALL_PAUSED}) THEN 'operator'
              WHEN NOT is_dead AND credential IN (SELECT credential FROM refused) THEN 'customer'
              ELSE 'ours'
            END AS whose,
            count(*)::integer AS events, min(accepted_at) AS oldest
     FROM (
       SELECT accepted_at, credential
       FROM outbox
       WHERE dead = is_dead
         AND kind = 'event'
       ORDER BY accepted_at
       LIMIT ${MAX_COUNTED}
     ) AS undelivered
     GROUP BY 1
   ) AS counted`,
);

/** Reads a row per credential that met a fault, and per pause by hand: none while all is well. */
export const COUNT_PAUSES = statement(
  'count-pauses',
  `SELECT pause, ${whosePause()} AS whose, count(*)::integer AS credentials, NULL::float8 AS age
   FROM delivery_circuit
   WHERE ${IS_SHOWN}
   GROUP BY 1, 2
   UNION ALL
   SELECT '${BY_HAND}', 'operator', count(*)::integer,
          greatest(extract(epoch FROM statement_timestamp() - min(since)), 0)::float8
   FROM delivery_pause
   WHERE ${OF_SOMEBODY}`,
);

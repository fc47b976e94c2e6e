import { statement } from '../database/statement.js';
import { MAX_COUNTED } from '../metrics/metrics.js';
import { IN_FORCE } from './circuit.sql.js';

/**
 * How many events are not delivered, by status, and the age of the oldest. Served by outbox_event_accepted_at_idx
 * alone.
 */
export const READ_BACKLOG = statement(
  'read-backlog',
  `SELECT status, counted.events, greatest(extract(epoch FROM now() - counted.oldest), 0)::float8 AS "oldestAge"
   FROM (VALUES ('pending', false), ('dead', true)) AS wanted (status, is_dead)
   CROSS JOIN LATERAL (
     SELECT count(*)::integer AS events, min(accepted_at) AS oldest
     FROM (
       SELECT accepted_at
       FROM outbox
       WHERE dead = is_dead
         AND kind = 'event'
       ORDER BY accepted_at
       LIMIT ${MAX_COUNTED}
     ) AS undelivered
   ) AS counted`,
);

/** Reads a row per credential that met a fault: none while all is well. */
export const COUNT_PAUSES = statement(
  'count-pauses',
  `SELECT pause, count(*)::integer AS credentials
   FROM delivery_circuit
   WHERE ${IN_FORCE}
   GROUP BY pause`,
);

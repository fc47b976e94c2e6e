import { statement } from '../database/statement.js';
import { IN_FORCE } from '../outbox/circuit.sql.js';

/** More events than these are not counted: a page that is asked for every few seconds must not cost what is behind. */
export const MOST_COUNTED = 1_000_000;

/**
 * How many events are not delivered, by status, and the age of the oldest. Served by outbox_accepted_at_idx alone; the
 * oldest is the first of its status.
 */
export const READ_BACKLOG = statement(
  'read-backlog',
  `SELECT status, counted.events, greatest(extract(epoch FROM now() - oldest.accepted_at), 0)::float8 AS "oldestAge"
   FROM (VALUES ('pending', false), ('dead', true)) AS kind (status, is_dead)
   CROSS JOIN LATERAL (
     SELECT count(*)::integer AS events
     FROM (
       SELECT
       FROM outbox
       WHERE dead = is_dead
       LIMIT ${MOST_COUNTED}
     ) AS undelivered
   ) AS counted
   LEFT JOIN LATERAL (
     SELECT accepted_at
     FROM outbox
     WHERE dead = is_dead
     ORDER BY accepted_at
     LIMIT 1
   ) AS oldest ON true`,
);

/**
 * For how long somebody has held back what Postgres may clean up: the age of the oldest transaction of a session or
 * prepared one, in seconds, as far as we may see it; and of the oldest xmin, also of standbys and replication slots,
 * in transactions.
 */
export const READ_OLDEST_TRANSACTION = statement(
  'read-oldest-transaction',
  `SELECT greatest(coalesce(extract(epoch FROM now() - least(session.began_at, prepared.began_at)), 0), 0)::float8 AS seconds,
          greatest(session.age, prepared.age, slot.age, 0) AS transactions
   FROM (
     SELECT min(xact_start) AS began_at, max(greatest(age(backend_xmin), age(backend_xid))) AS age
     FROM pg_stat_activity
     WHERE (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
       AND pid <> pg_backend_pid()
   ) AS session
   CROSS JOIN (
     SELECT min(prepared) AS began_at, max(age(transaction)) AS age
     FROM pg_prepared_xacts
   ) AS prepared
   CROSS JOIN (
     SELECT max(greatest(age(xmin), age(catalog_xmin))) AS age
     FROM pg_replication_slots
   ) AS slot`,
);

/** Reads a row per credential that met a fault: none while all is well. */
export const COUNT_PAUSES = statement(
  'count-pauses',
  `SELECT pause, count(*)::integer AS credentials
   FROM delivery_circuit
   WHERE ${IN_FORCE}
   GROUP BY pause`,
);

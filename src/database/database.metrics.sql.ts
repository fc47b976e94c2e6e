import { statement } from './statement.js';

/**
 * For how long the oldest transaction, prepared transaction, standby or replication slot has held back vacuum: the age
 * of the oldest transaction in seconds, as far as our account sees it, and of the oldest xmin in transactions.
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

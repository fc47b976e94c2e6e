import type { RestartablePostgres } from './restartable-postgres.js';

/** The shortest lease that the relay gives, in seconds, and what it lasts in a simulation. */
export const LEASE_SECONDS = 30;
export const QUICK_LEASE_MS = 3000;

const FACTOR = (LEASE_SECONDS * 1000) / QUICK_LEASE_MS;

/** What deadlines wait for beyond a lease as it lasts here, since the relay could be reached. */
const HEAD_START = `interval '${LEASE_SECONDS * 1000 - QUICK_LEASE_MS} milliseconds'`;

/** Whether an update is not the second half of an INSERT ON CONFLICT, whose first half was shortened. */
const IS_WHOLE = `NEW.until > now() + interval '${2 * QUICK_LEASE_MS} milliseconds'`;

const STATEMENTS = [
  `CREATE FUNCTION quick_lease() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     NEW.until := date_trunc('milliseconds', statement_timestamp() + (NEW.until - statement_timestamp()) / ${FACTOR});
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER quick_lease_begins BEFORE INSERT ON job_lease
   FOR EACH ROW EXECUTE FUNCTION quick_lease()`,
  `CREATE TRIGGER quick_lease_goes_on BEFORE UPDATE ON job_lease
   FOR EACH ROW WHEN (NEW.until > OLD.until AND ${IS_WHOLE}) EXECUTE FUNCTION quick_lease()`,
  `UPDATE relay_clock SET steady_since = steady_since - ${HEAD_START}`,
  `CREATE FUNCTION head_start() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     NEW.steady_since := NEW.steady_since - ${HEAD_START};
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER head_start BEFORE UPDATE ON relay_clock
   FOR EACH ROW WHEN (NEW.steady_since > OLD.steady_since) EXECUTE FUNCTION head_start()`,
];

/**
 * Has the time of leases pass ten times as fast, since a simulation is shorter than the shortest lease: triggers
 * shorten what the relay writes, each time that it does. Its statements are what they are.
 */
export async function quickenLeases(postgres: RestartablePostgres): Promise<void> {
  for (const statement of STATEMENTS) await postgres.query(statement);
}

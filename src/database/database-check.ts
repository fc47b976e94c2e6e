import type { Client } from 'pg';
import { NEEDED_SETTINGS, wrongSettings } from './session.js';

/** The oldest PostgreSQL that the tests run on, as server_version_num has it. */
const OLDEST_VERSION = 150_000;

/** PgBouncer passes these settings of a client on. */
const FOLLOWED_BY_POOLERS = new Set(['DateStyle']);

const LOOK = `
  SELECT current_setting('server_version_num')::integer AS "versionNumber",
         current_setting('server_version') AS version,
         current_database() AS name,
         current_user AS account,
         (SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()) AS encoding,
         pg_is_in_recovery() AS "isStandby",
         current_setting('transaction_read_only') = 'on' AS "readsOnly",
         pg_backend_pid() AS pid,
         (SELECT json_object_agg(name, reset_val) FROM pg_settings WHERE name = ANY ($1::text[])) AS defaults`;

interface Looked {
  versionNumber: number;
  version: string;
  name: string;
  account: string;
  encoding: string;
  isStandby: boolean;
  readsOnly: boolean;
  pid: number;
  defaults: Record<string, string>;
}

/** The database is unsuitable. `faults` has a line for each fault to correct. */
export class DatabaseUnfit extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `leads to a database that the relay cannot work with:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
  }
}

/**
 * Checks that the relay can work with the database. Throws `DatabaseUnfit` with all faults; on a read-only database it
 * throws the error of a write, which may be transient, as after a failover.
 */
export async function checkDatabase(client: Client): Promise<void> {
  const { rows } = await client.query<Looked>(LOOK, [NEEDED_SETTINGS]);
  const [found] = rows as [Looked];
  const faults = faultsOf(found, isPooled(client, found));
  if (faults.length > 0) throw new DatabaseUnfit(faults);
  if (found.isStandby || found.readsOnly) throw Object.assign(new Error(readsOnly(found)), { code: '25006' });
}

/** Object not in prerequisite state: transient. */
const NOT_YET = '55000';

/**
 * The same, and that there are tables, which somebody else makes: throws a transient error until then. Whether they are
 * those of this version is said by the health of the database.
 */
export async function checkDatabaseWithTables(client: Client): Promise<void> {
  await checkDatabase(client);
  const { rows } = await client.query<{ isThere: boolean }>(
    `SELECT to_regclass('export_job') IS NOT NULL AS "isThere"`,
  );
  if (!rows[0]?.isThere)
    throw Object.assign(new Error('It has no tables yet: run "npm run migrate".'), { code: NOT_YET });
}

function faultsOf(
  { versionNumber, version, name, account, encoding, defaults }: Looked,
  pooled: boolean,
): string[] {
  const faults: string[] = [];
  if (versionNumber < OLDEST_VERSION)
    faults.push(`its server is PostgreSQL ${version}; ${OLDEST_VERSION / 10_000} is the oldest supported`);
  if (encoding !== 'UTF8')
    faults.push(
      `the encoding of the database "${name}" is ${encoding}, which cannot hold every text; make another one, such as by ` +
        `CREATE DATABASE relay TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C', and name that`,
    );
  // Session settings are lost as soon as the pooler assigns another server connection.
  const lasting = Object.entries(defaults).filter(([setting]) => !FOLLOWED_BY_POOLERS.has(setting));
  if (pooled)
    for (const wanted of wrongSettings(Object.fromEntries(lasting)))
      faults.push(
        `behind its pooler the account's own defaults count: ALTER ROLE "${account}" SET ${wanted}`,
      );
  return faults;
}

/** A pooler reports process ids of its own, not those of Postgres' backends. */
function isPooled(client: Client, { pid }: Looked): boolean {
  return (client as unknown as { processID: number | null }).processID !== pid;
}

function readsOnly({ name, account, isStandby }: Looked): string {
  return isStandby
    ? `the server of the database "${name}" is a standby, which only reads: it goes on when that is promoted, or when the address leads to the primary`
    : `the database "${name}" only reads for "${account}": default_transaction_read_only is on. Postgres' providers set that when the disk is full; ` +
        `ALTER DATABASE or ALTER ROLE … RESET default_transaction_read_only takes it back`;
}

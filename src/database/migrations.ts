import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { dataSourceOptions } from './data-source.js';

/** Names the advisory lock that lets one starting replica migrate while the others wait. */
const MIGRATION_LOCK = 'pleo-export-relay:migrations';

/** How long to wait before the lock is asked for again. */
const RETRY_MS = 250;

/** How often the connection that holds the lock is asked whether it is alive, and how long it may take to say so. */
const CHECK_MS = 2500;

/** Takes a line for a person who waits. */
type Say = (line: string) => void;

/**
 * Brings the schema up to date and returns the names of the migrations that ran. Safe when several replicas start at
 * once: one migrates, the others wait and find nothing to do. Throws what Postgres throws, also when it falls silent; a
 * migration that fails is rolled back whole. `say` hears of each that begins and that has run.
 */
export async function runMigrations(
  url: string,
  signal?: AbortSignal,
  say: Say = () => undefined,
): Promise<string[]> {
  const lock = new pg.Client({
    connectionString: url,
    application_name: 'pleo-export-relay migrations',
    connectionTimeoutMillis: CHECK_MS,
    query_timeout: CHECK_MS,
  });
  lock.on('error', () => undefined);
  try {
    await lock.connect();
    await take(lock, signal);
    const done = new AbortController();
    const migrated = migrate(url, say).finally(() => done.abort());
    return await Promise.race([migrated, keep(lock, done.signal).then(() => migrated)]);
  } finally {
    // Not waited for: a connection that has fallen silent would never end.
    lock.end().catch(() => undefined);
  }
}

/**
 * Waits for the lock, which is one of a transaction: that of a session would be kept by a pooler when we are gone. And
 * should we fall silent, Postgres ends the transaction, so that others can migrate.
 */
async function take(lock: pg.Client, signal?: AbortSignal): Promise<void> {
  await lock.query(`BEGIN; SET LOCAL idle_in_transaction_session_timeout = ${2 * CHECK_MS}`);
  for (;;) {
    const { rows } = await lock.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS taken',
      [MIGRATION_LOCK],
    );
    if (rows[0]?.taken) return;
    await sleep(RETRY_MS, undefined, signal ? { signal } : {});
  }
}

/** Keeps the lock until `done` aborts. Throws when its connection does not answer: another one may have it then. */
async function keep(lock: pg.Client, done: AbortSignal): Promise<void> {
  while (!done.aborted) {
    await lock.query('SELECT');
    await sleep(CHECK_MS, undefined, { signal: done }).catch(() => undefined);
  }
}

async function migrate(url: string, say: Say): Promise<string[]> {
  const options = dataSourceOptions(url, 1);
  // However long a migration takes: `keep` notices when Postgres is gone.
  const dataSource = new DataSource({ ...options, extra: { keepAlive: true } });
  await dataSource.initialize();
  for (const migration of dataSource.migrations) announce(migration, say);
  try {
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    return ran.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}

/** TypeORM tells of a migration only when it has run. */
function announce(migration: MigrationInterface, say: Say): void {
  const { name } = migration.constructor;
  const up = migration.up.bind(migration);
  migration.up = async (runner) => {
    const startedAt = performance.now();
    say(`Running ${name}`);
    await up(runner);
    say(`Ran ${name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { ADOPTION } from '../../migrations/main-before/adoption.js';
import { dataSourceOptions } from './data-source.js';
import { isOfMainBefore } from './main-before.js';
import { isLockTimeout, isSerializationConflict } from '../database/database-errors.js';
import { connectionOf } from '../config/values/database-url.js';
import { LockWatch } from '../database/lock-watch.js';
import { prepareSession } from '../database/session.js';

/** The advisory lock that lets one starting replica migrate while the others wait. */
const MIGRATION_LOCK = 'pleo-export-relay:migrations';

/** Retry interval for the lock. */
const RETRY_MS = 250;

/** Timeout and keep-alive interval of the connection that holds the lock. */
const CHECK_MS = 2500;

/**
 * lock_timeout of a migration, and its pause before the next try. Other statements queue behind a waiting migration:
 * reports fail after 2 s, so this is well below.
 */
const LOCK_MS = 500;
const LOCK_PAUSE_MS = 2500;

/**
 * A migration may take any time; `keep` notices when Postgres is gone. Between its statements nothing is waited for, so
 * a session that is idle there belongs to a dead replica.
 */
const SESSION = { statement_timeout: '0', idle_in_transaction_session_timeout: '60s' };

type Migrations = readonly (new () => MigrationInterface)[];

/** Prints a line for the person who waits. */
type Say = (line: string) => void;

/**
 * Brings the schema up to date and returns the names of the migrations that ran. Safe when several replicas start at
 * once: one migrates, the others wait and find nothing to do. Safe beside running replicas: a table lock that another
 * session holds is requested in short tries. Throws the first fault, also when Postgres falls silent; a failed
 * migration is rolled back whole. `say` gets the beginning and end of each, and the sessions that block it.
 */
export async function runMigrations(
  url: string,
  signal?: AbortSignal,
  say: Say = () => undefined,
  caFile?: string,
): Promise<string[]> {
  const faults: unknown[] = [];
  const note = (fault: unknown) => faults.push(fault);
  const lock = new pg.Client({
    ...connectionOf(url, caFile),
    application_name: 'pleo-export-relay migrations',
    connectionTimeoutMillis: CHECK_MS,
    query_timeout: CHECK_MS,
  });
  // The reason for a terminated session arrives once, here; later uses only report that it is gone.
  lock.on('error', note);
  try {
    await lock.connect();
    await prepareSession(lock);
    await take(lock, signal);
    return await migrateUnder(lock, url, { caFile, signal, say, note });
  } catch (error) {
    note(error);
    throw firstOf(faults);
  } finally {
    // Not waited for: a connection that has fallen silent would never end.
    lock.end().catch(() => undefined);
  }
}

interface Migrating {
  readonly caFile: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly say: Say;
  readonly note: (fault: unknown) => void;
}

/** Migrates while the lock is held: without it another replica may be at work, so everything is aborted. */
async function migrateUnder(lock: pg.Client, url: string, how: Migrating): Promise<string[]> {
  const over = new AbortController();
  const watch = new LockWatch(connectionOf(url, how.caFile), how.say, LOCK_PAUSE_MS);
  const end = how.signal ? AbortSignal.any([how.signal, over.signal]) : over.signal;
  const migrated = migrate(url, watch, { ...how, signal: end }).finally(() => over.abort());
  try {
    return await Promise.race([migrated, keep(lock, over.signal).then(() => migrated)]);
  } catch (error) {
    how.note(error);
    over.abort();
    await migrated.catch(how.note);
    throw error;
  }
}

/**
 * Waits for the lock, at transaction level: a pooler would keep a session-level lock after our death. If we fall
 * silent, Postgres ends the transaction, so others can migrate. Waiting happens outside of a transaction.
 */
async function take(lock: pg.Client, signal?: AbortSignal): Promise<void> {
  for (;;) {
    await lock.query(`BEGIN; SET LOCAL idle_in_transaction_session_timeout = ${2 * CHECK_MS}`);
    const { rows } = await lock.query<{ taken: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('${MIGRATION_LOCK}', 0)) AS taken`,
    );
    if (rows[0]?.taken) return;
    await lock.query('ROLLBACK');
    await sleep(RETRY_MS, undefined, signal ? { signal } : {});
  }
}

/**
 * Keeps the lock until `done` aborts. Throws when its connection does not answer: another replica may have the lock
 * then. Its transaction must leave no snapshot, as a statement with parameters would: a concurrent index build would
 * wait for it.
 */
async function keep(lock: pg.Client, done: AbortSignal): Promise<void> {
  while (!done.aborted) {
    await lock.query('SHOW lock_timeout');
    await sleep(CHECK_MS, undefined, { signal: done }).catch(() => undefined);
  }
}

async function migrate(url: string, watch: LockWatch, how: Migrating): Promise<string[]> {
  const { caFile, signal, say, note } = how;
  const options = dataSourceOptions(url, 1, caFile);
  const onConnect = async (client: pg.Client) => {
    client.on('error', note);
    signal?.addEventListener('abort', () => client.connection.stream.destroy(), { once: true });
    await prepareSession(client, SESSION);
  };
  const extra = {
    ...(options.extra as pg.ClientConfig),
    query_timeout: undefined,
    pipeline: false,
    onConnect,
  };
  // Replaces TypeORM's own messages about migrations.
  const open = (migrations: Migrations) =>
    new DataSource({ ...options, migrations: [...migrations], extra, logger: 'debug' }).initialize();
  const dataSource = await open(await migrationsFor(await open([])));
  const ran = new Set<string>();
  const begun = new Set<string>();
  for (const migration of dataSource.migrations) announce(migration, { watch, say, begun, ran });
  try {
    for (;;) {
      try {
        await dataSource.runMigrations({ transaction: 'each' });
        return [...ran];
      } catch (error) {
        // This migration is rolled back, earlier ones stay.
        if (!isLockTimeout(error) && !isSerializationConflict(error)) throw error;
        watch.tell();
        await sleep(LOCK_PAUSE_MS, undefined, signal ? { signal } : {});
      }
    }
  } finally {
    await watch.stop();
    await dataSource.destroy();
  }
}

/** The migrations for a database; those of one that main made before begin in another way. Ends its connection. */
async function migrationsFor(dataSource: DataSource): Promise<Migrations> {
  try {
    const [, ...later] = MIGRATIONS;
    return (await isOfMainBefore(dataSource)) ? [...ADOPTION, ...later] : MIGRATIONS;
  } finally {
    await dataSource.destroy();
  }
}

interface Announced {
  readonly watch: LockWatch;
  readonly say: Say;
  /** The names of migrations that began, and of those that ended. */
  readonly begun: Set<string>;
  readonly ran: Set<string>;
}

/**
 * TypeORM reports a migration only after it has run. One in a transaction gives up on a lock that it does not get; one
 * outside, such as a concurrent index, blocks nobody and would leave half an index behind.
 */
function announce(migration: MigrationInterface, { watch, say, begun, ran }: Announced): void {
  const { name } = migration.constructor;
  const up = migration.up.bind(migration);
  migration.up = async (runner: QueryRunner) => {
    const startedAt = performance.now();
    if (!begun.has(name)) say(`Running ${name}`);
    begun.add(name);
    const isPatient = !runner.isTransactionActive;
    const [{ pid }] = (await runner.query(
      `SELECT pg_backend_pid() AS pid, set_config('lock_timeout', '${isPatient ? 0 : LOCK_MS}', true)`,
    )) as [{ pid: number }];
    watch.begin(name, pid, isPatient);
    await up(runner);
    watch.end();
    ran.add(name);
    say(`Ran ${name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  };
}

/**
 * The first fault, with its consequences as causes. A session that Postgres ends reports Postgres' message and a socket
 * error, in either order: the message is the reason.
 */
function firstOf(faults: readonly unknown[]): unknown {
  const isAbort = (fault: unknown) => fault instanceof Error && fault.name === 'AbortError';
  const isReset = (fault: unknown) => (fault as { code?: unknown }).code === 'ECONNRESET';
  const told = faults.filter((fault) => !isAbort(fault));
  const [first = faults[0], ...others] = [
    ...told.filter((fault) => !isReset(fault)),
    ...told.filter(isReset),
  ];
  const { message, code } = first as { message?: string; code?: string };
  const later = new Set(others.map((fault) => (fault as Error).message).filter((text) => text !== message));
  if (later.size === 0) return first;
  return Object.assign(new Error(`${message} (and then: ${[...later].join('; ')})`, { cause: first }), {
    code,
  });
}

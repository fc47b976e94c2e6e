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

/** Names the advisory lock that lets one starting replica migrate while the others wait. */
const MIGRATION_LOCK = 'pleo-export-relay:migrations';

/** How long to wait before the lock is asked for again. */
const RETRY_MS = 250;

/** How long the connection that holds the lock may take to answer, and how often it is used at least. */
const CHECK_MS = 2500;

/**
 * How long a migration waits for a lock of a table, and how long it leaves it alone before it asks again. Whoever comes
 * while it waits waits behind it: reports are given up after 2 s, so this is well below.
 */
const LOCK_MS = 500;
const LOCK_PAUSE_MS = 2500;

/**
 * However long a migration takes, nobody ends it; `keep` notices when Postgres is gone. Between its statements nothing is
 * waited for, so that a session that has fallen silent there is one that nobody will hear of again.
 */
const SESSION = { statement_timeout: '0', idle_in_transaction_session_timeout: '60s' };

type Migrations = readonly (new () => MigrationInterface)[];

/** Takes a line for a person who waits. */
type Say = (line: string) => void;

/**
 * Brings the schema up to date and returns the names of the migrations that ran. Safe when several replicas start at
 * once: one migrates, the others wait and find nothing to do. Safe beside replicas that work: a lock that somebody else
 * holds is asked for in short tries until it is to be had. Throws what went wrong first, also when Postgres falls silent; a
 * migration that fails is rolled back whole. `say` hears of each that begins and that has run, and who keeps it waiting.
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
  // A session that is ended says why once, here; whoever uses it afterwards hears only that it is gone.
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

/** Migrates as long as the lock is kept: without it another replica may be at work, so all of it is broken off. */
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
 * Waits for the lock, which is one of a transaction: that of a session would be kept by a pooler when we are gone. And
 * should we fall silent, Postgres ends the transaction, so that others can migrate. Whoever waits does so outside of one.
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
 * Keeps the lock until `done` aborts. Throws when its connection does not answer: another one may have it then. No snapshot may
 * be left in its transaction, as by a statement with parameters: an index that is made beside all others would wait for it.
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
  // What TypeORM would say of a migration is said here.
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
        // The migration is undone, those before it stay.
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
  /** The names of migrations that were told to run, and of those that have. */
  readonly begun: Set<string>;
  readonly ran: Set<string>;
}

/**
 * TypeORM tells of a migration only when it has run. One in a transaction gives up a lock that it does not get; one
 * outside, such as a concurrent index, keeps nobody waiting and would leave half an index behind.
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
 * What went wrong first, and behind it what that led to. A session that Postgres ends is told by its words and by the
 * socket, whichever comes through first: the words are the reason.
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

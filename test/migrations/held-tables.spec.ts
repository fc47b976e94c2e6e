import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../migrations/index.js';
import { runMigrations } from '../../src/schema/migrations.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { SCRATCH, withMigration } from '../support/scratch-migration.js';

const EARLIER = 'Earlier9999999999998';

const TABLES = 'export_job, export_job_event, outbox, delivery_attempt';

let database: TestDatabase;
let session: pg.Client;
let said: string[];
beforeEach(async () => {
  database = await createDatabase();
  session = new pg.Client({ connectionString: database.url, application_name: 'pg_dump' });
  session.on('error', () => undefined);
  await session.connect();
  said = [];
});
afterEach(async () => {
  await session.end();
  await database.drop();
});

function migrate(): Promise<string[]> {
  return runMigrations(database.url, undefined, (line) => said.push(line));
}

/** Sessions that wait for a lock of a table. */
async function waiting(): Promise<number> {
  const rows = await database.query(
    `SELECT FROM pg_locks WHERE NOT granted AND relation IS NOT NULL
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.length;
}

describe('a migration whose tables somebody else holds', () => {
  it('asks in short tries, says who holds them and since when, and runs once they are free', async () => {
    await session.query(`BEGIN; LOCK TABLE ${TABLES} IN ACCESS SHARE MODE`);
    const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const ran = withMigration(
      (runner) => runner.query('ALTER TABLE export_job ADD COLUMN scratch text'),
      migrate,
    );
    const line = await eventually(() => said.find((text) => /waits for session/.test(text)));
    expect(line).toMatch(
      new RegExp(
        `^${SCRATCH} waits for session ${rows[0]?.pid} \\("pg_dump", of \\w+, idle in transaction, since 20.*Z\\), ` +
          `and tries again after .* SELECT pg_terminate_backend\\(${rows[0]?.pid}\\)$`,
      ),
    );
    // Its statement is not told: it may hold anything.
    expect(line).not.toMatch(/LOCK|SELECT pg_backend_pid/);
    // Between its tries nobody stands behind it.
    await eventually(async () => (await waiting()) === 0);
    await database.query('SELECT FROM export_job');
    await session.query('ROLLBACK');
    expect(await ran).toEqual([SCRATCH]);
    expect(said.filter((text) => text.startsWith('Running'))).toEqual([`Running ${SCRATCH}`]);
  });

  it('is undone whole by a try in vain, and those before it stay', async () => {
    await session.query(`BEGIN; LOCK TABLE ${TABLES} IN ACCESS SHARE MODE`);
    const ran = withMigration(
      (runner) => runner.query('CREATE TABLE earlier ()'),
      () =>
        withMigration(async (runner) => {
          await runner.query('CREATE TABLE scratch ()');
          await runner.query('ALTER TABLE export_job ADD COLUMN scratch text');
        }, migrate),
      { name: EARLIER },
    );
    await eventually(() => said.some((text) => /waits for/.test(text)));
    const found = () =>
      database.query(
        `SELECT to_regclass('scratch') IS NOT NULL AS scratch, to_regclass('earlier') IS NOT NULL AS earlier`,
      );
    expect(await found()).toEqual([{ scratch: false, earlier: true }]);
    await session.query('ROLLBACK');
    expect(await ran).toEqual([EARLIER, SCRATCH]);
    expect(await found()).toEqual([{ scratch: true, earlier: true }]);
  });

  it('stops asking when it is told to stop', async () => {
    await session.query(`BEGIN; LOCK TABLE ${TABLES} IN ACCESS SHARE MODE`);
    const stop = new AbortController();
    const ran = withMigration(
      (runner) => runner.query('ALTER TABLE export_job ADD COLUMN scratch text'),
      () => runMigrations(database.url, stop.signal, () => stop.abort(new Error('stopped'))),
    );
    await expect(ran).rejects.toThrow();
    await eventually(async () => (await waiting()) === 0);
  });

  it('that makes an index beside all others waits for old transactions in patience, and says so', async () => {
    await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM export_job');
    const index = 'scratch_idx';
    const ran = withMigration(
      async (runner) => {
        await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`);
        await runner.query(`CREATE INDEX CONCURRENTLY ${index} ON export_job (source)`);
      },
      migrate,
      { transaction: false },
    );
    await eventually(() => said.some((text) => text.startsWith(`${SCRATCH} waits for session`)));
    await session.query('ROLLBACK');
    expect(await ran).toEqual([SCRATCH]);
    expect(await database.query('SELECT FROM pg_index WHERE NOT indisvalid')).toEqual([]);
  });

  it('that makes an index beside all others does not wait for replicas that wait for it', async () => {
    const ran = await withMigration(
      async (runner) => {
        const [{ count }] = await runner.query(
          `SELECT count(*)::integer AS count FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'pleo-export-relay migrations'`,
        );
        expect(count).toBeGreaterThan(1);
        await runner.query('CREATE INDEX CONCURRENTLY scratch_idx ON export_job (source)');
      },
      () => Promise.all([migrate(), migrate(), migrate()]),
      { transaction: false },
    );
    expect(ran.flat()).toEqual([SCRATCH]);
  });

  it('that was broken off in the middle of an index makes it anew', async () => {
    const up = async (runner: { query(text: string): Promise<unknown> }) => {
      await runner.query('DROP INDEX CONCURRENTLY IF EXISTS scratch_idx');
      await runner.query('CREATE INDEX CONCURRENTLY scratch_idx ON export_job (source)');
    };
    await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM export_job');
    const broken = withMigration(up, migrate, { transaction: false });
    const failed = expect(broken).rejects.toThrow(/canceling statement due to user request/);
    await eventually(() => said.some((text) => /waits for/.test(text)));
    await database.query(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE 'CREATE INDEX CONCURRENTLY%' AND state = 'active'`,
    );
    await failed;
    expect(await database.query('SELECT FROM pg_index WHERE NOT indisvalid')).toHaveLength(1);
    await session.query('ROLLBACK');
    expect(await withMigration(up, migrate, { transaction: false })).toEqual([SCRATCH]);
    expect(await database.query('SELECT FROM pg_index WHERE NOT indisvalid')).toEqual([]);
  });
});

describe('a migration that fails', () => {
  it('runs whatever the account limits: none of that is meant for it', async () => {
    const fresh = await createDatabase({ empty: true });
    const name = new URL(fresh.url).pathname.slice(1);
    const limits = {
      idle_in_transaction_session_timeout: '1ms',
      idle_session_timeout: '1s',
      statement_timeout: '300ms',
      lock_timeout: '1ms',
    };
    for (const [setting, value] of Object.entries(limits))
      await fresh.query(`ALTER DATABASE ${name} SET ${setting} = '${value}'`);
    let found: { name: string; setting: string }[] = [];
    const ran = await withMigration(
      async (runner) => {
        const names = [Object.keys(limits)];
        found = await runner.query('SELECT name, setting FROM pg_settings WHERE name = ANY ($1)', names);
      },
      () => runMigrations(fresh.url),
    );
    expect(Object.fromEntries(found.map(({ name, setting }) => [name, setting]))).toEqual({
      idle_in_transaction_session_timeout: '60000',
      idle_session_timeout: '0',
      statement_timeout: '0',
      lock_timeout: '500',
    });
    expect(ran).toEqual([...MIGRATIONS.map((migration) => migration.name), SCRATCH]);
    await fresh.drop();
  });

  it('tells first why its session was ended, and what followed behind it', async () => {
    const ran = withMigration(async (runner) => {
      const [{ pid }] = await runner.query('SELECT pg_backend_pid() AS pid');
      await database.query('SELECT pg_terminate_backend($1)', [pid]);
      await eventually(async () => {
        const left = await database.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid]);
        return left.length === 0;
      });
      await runner.query('SELECT');
    }, migrate);
    await expect(ran).rejects.toMatchObject({
      message: expect.stringMatching(
        /^terminating connection due to administrator command \(and then: .+\)$/,
      ),
      code: '57P01',
    });
  });

  it('is broken off when its lock is lost, and tells why that was', async () => {
    const ran = withMigration(async (runner) => {
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'pleo-export-relay migrations'`,
      );
      await runner.query('CREATE TABLE scratch ()');
      await runner.query('SELECT pg_sleep(15)');
    }, migrate);
    await expect(ran).rejects.toMatchObject({
      message: expect.stringMatching(/^terminating connection due to administrator command/),
      code: '57P01',
    });
    // Nothing of it is at work any more when that is told; and what it had made is gone.
    await eventually(async () => {
      const [found] = await database.query(`SELECT to_regclass('scratch') AS found`);
      return found?.['found'] === null;
    });
  });
});

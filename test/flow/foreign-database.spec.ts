import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { runMigrations } from '../../src/schema/migrations.js';
import { waitForDatabase } from '../../src/database/wait-for-database.js';
import { drained } from '../support/books.js';
import { CA_FILE } from '../support/certificates/certificate.js';
import type { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { PgBouncer, PGBOUNCER_IS_HERE } from '../support/pgbouncer.js';
import { PostgresTlsFront } from '../support/postgres-tls-front.js';
import { RelayProcess } from '../support/process.js';
import { SCRATCH, withMigration } from '../support/scratch-migration.js';
import { it, type Stage } from '../support/stage.js';
import { Workers } from '../support/workers.js';

/** What databases and accounts of somebody else's may default to. */
const ODD_DEFAULTS = {
  DateStyle: 'SQL, DMY',
  TimeZone: 'America/St_Johns',
  IntervalStyle: 'sql_standard',
  extra_float_digits: '-15',
  array_nulls: 'off',
  bytea_output: 'escape',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'serializable',
  default_transaction_deferrable: 'on',
  synchronous_commit: 'off',
  lock_timeout: '1ms',
  idle_in_transaction_session_timeout: '1ms',
  idle_session_timeout: '500ms',
  statement_timeout: '900ms',
  quote_all_identifiers: 'on',
  client_encoding: 'LATIN1',
  lc_monetary: 'C',
};

async function setDefaults(database: TestDatabase, defaults: Record<string, string>): Promise<void> {
  const name = new URL(database.url).pathname.slice(1);
  for (const [setting, value] of Object.entries(defaults))
    await database.query(`ALTER DATABASE ${name} SET ${setting} = '${value}'`);
}

/** A program of the build with these variables, until it has ended. */
async function ended(stage: Stage, program: string, env: Record<string, string>) {
  const path = fileURLToPath(new URL(`../../dist/${program}`, import.meta.url));
  const started = new RelayProcess(env, undefined, path);
  stage.until(started, () => started.end());
  return { exit: await started.exits(), output: started.output };
}

/** What a program said at its end: the relay by a line of JSON, others as it is. */
const wordsOf = (output: string) =>
  output.startsWith('{') ? `${(JSON.parse(output) as { msg: string }).msg}\n` : output;

const NOWHERE = { url: 'http://127.0.0.1:1' };

describe('a relay on a database of somebody else’s', () => {
  it('works with every odd default, tells times as they are and stays ready', async ({ stage, expect }) => {
    const database = await stage.database({ empty: true });
    const sandbox = await stage.sandbox();
    await setDefaults(database, ODD_DEFAULTS);
    const relay = await stage.relay({ database, sandbox }).answers();

    const before = Date.now();
    const jobId = randomUUID();
    const reason = { event: 'failed', failureReason: 'costs 5 €', failureReasonType: 'validation_failure' };
    expect(await relay.report(jobId, 'started')).toBe(202);
    expect((await relay.post('/v1/export-job-events', { jobId, ...reason })).status).toBe(202);
    await drained(database);
    expect(sandbox.job(jobId)?.status).toBe('failed');
    const { body: jobs } = await relay.get<{ data: Record<string, unknown>[] }>('/v1/export-jobs');
    expect(jobs.data).toMatchObject([{ id: jobId, failureReason: 'costs 5 €' }]);
    for (const time of ['createdAt', 'startedAt', 'completedAt', 'expiresAt'])
      expect(Math.abs(Date.parse(String(jobs.data[0]?.[time])) - before)).toBeLessThan(2 * 3_600_000);
    expect(Math.abs(Date.parse(String(jobs.data[0]?.['createdAt'])) - before)).toBeLessThan(60_000);
    for (const path of [
      '/health/ready',
      '/metrics',
      '/v1/overview',
      '/v1/export-job-events',
      `/v1/export-jobs/${jobId}`,
      `/v1/export-jobs/${jobId}/timeline`,
    ])
      expect([path, (await relay.get(path)).status]).toEqual([path, 200]);
    // Its connections stay, the one that listens too, whatever the account does to idle ones.
    const listener = () =>
      database.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE '%outbox listener' AND state_change < now() - interval '2 s'`,
      );
    await eventually(async () => (await listener()).length === 1);
    expect(relay.output).not.toMatch(/"level":[45]0/);
  });

  it('does not start in another encoding than UTF-8, and says which and what to do', async ({
    stage,
    expect,
  }) => {
    const database = await stage.database({ encoding: 'LATIN1' });
    const CREDENTIALS_KEY = `test:${Buffer.alloc(32).toString('base64')}`;
    const env = { DATABASE_URL: database.url, CREDENTIALS_KEY };
    const relay = stage.relay({ database, sandbox: NOWHERE });
    const told = await Promise.all([
      relay.exits().then((exit) => ({ exit, output: relay.output })),
      ended(stage, 'src/programs/migrate.js', env),
      ended(stage, 'src/programs/reseal.js', env),
    ]);
    for (const { exit, output } of told)
      expect([exit.code, wordsOf(output)]).toEqual([
        1,
        expect.stringMatching(
          /^DATABASE_URL leads to a database [^\n]*:\n {2}- the encoding of [^\n]* is LATIN1[^\n]*ENCODING 'UTF8'[^\n]*\n$/,
        ),
      ]);
  });

  it('waits while the database only reads, and starts when it writes', async ({ stage, expect }) => {
    const database = await stage.database();
    const sandbox = await stage.sandbox();
    const name = new URL(database.url).pathname.slice(1);
    const session = await stage.session(database.url);
    await session.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    const relay = stage.relay({ database, sandbox });
    await relay.says(/Waiting for the database: .*only reads/);
    await session.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await relay.answers();
    expect(await relay.report(randomUUID(), 'started')).toBe(202);
  });

  it('waits for its tables where somebody else makes them', async ({ stage, expect }) => {
    const database = await stage.database({ empty: true });
    const sandbox = await stage.sandbox();
    const relay = stage.relay({ database, sandbox }, { RUN_MIGRATIONS: 'false' });
    await relay.says(/Waiting for the database: It has no tables yet/);
    await runMigrations(database.url);
    await relay.answers();
    await eventually(async () => (await relay.get('/health/ready')).status === 200);
    expect(await relay.report(randomUUID(), 'started')).toBe(202);
  });

  it('is not ready when its account may not use the tables, and says which', async ({ stage, expect }) => {
    const database = await stage.database();
    const sandbox = await stage.sandbox();
    const role = `role_${randomUUID().slice(0, 8)}`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'only-here'`);
    stage.until(role, async () => {
      await database.query(`DROP OWNED BY ${role}`);
      await database.query(`DROP ROLE ${role}`);
    });
    await database.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`);
    await database.query(`REVOKE INSERT ON outbox FROM ${role}`);
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'only-here'];
    const relay = stage.relay({ database: { url: url.href }, sandbox }, { RUN_MIGRATIONS: 'false' });
    await relay.answers();
    const { status, body } = await relay.get('/health/ready');
    expect([status, JSON.stringify(body)]).toEqual([
      503,
      expect.stringMatching(/GRANT SELECT.* ON outbox\./),
    ]);
    await database.query(`GRANT INSERT ON outbox TO ${role}`);
    await eventually(async () => (await relay.get('/health/ready')).status === 200);
  });

  it.skipIf(!PGBOUNCER_IS_HERE)(
    'behind PgBouncer tells times as they are, whatever the database makes of dates',
    async ({ stage, expect }) => {
      const database = await stage.database();
      const sandbox = await stage.sandbox();
      await setDefaults(database, { DateStyle: 'SQL, DMY', TimeZone: 'America/St_Johns' });
      const bouncer = await PgBouncer.before(database.url, 4);
      stage.until(bouncer, () => bouncer.stop());
      const relay = stage.relay(
        { database: { url: bouncer.urlOf(database.url) }, sandbox },
        { DATABASE_PREPARED_STATEMENTS: 'false', DATABASE_DIRECT_URL: database.url },
      );
      await relay.answers();
      const workers = new Workers([relay], 6);
      await workers.untilAccepted(60);
      // Many at once, so that clients and server connections are mixed.
      const answers = await Promise.all(
        Array.from({ length: 40 }, () =>
          relay.get<{ data: { createdAt: string | null }[] }>('/v1/export-jobs?limit=5'),
        ),
      );
      await workers.stop();
      for (const { status, body } of answers) {
        expect(status).toBe(200);
        for (const { createdAt } of body.data)
          expect(Math.abs(Date.parse(String(createdAt)) - Date.now())).toBeLessThan(120_000);
      }
      expect((await relay.get('/health/ready')).status).toBe(200);
    },
    45_000,
  );
});

it.skipIf(!PGBOUNCER_IS_HERE)(
  'defaults that cannot be set for a session behind PgBouncer are refused, and set where there is none',
  async ({ stage, expect }) => {
    const database = await stage.database({ empty: true });
    const bouncer = await PgBouncer.before(database.url, 2);
    stage.until(bouncer, () => bouncer.stop());
    const look = (url: string) => waitForDatabase(url, (why) => expect.fail(`it waits: ${why}`));
    await setDefaults(database, { DateStyle: 'SQL, DMY' });
    await look(bouncer.urlOf(database.url));
    await setDefaults(database, { extra_float_digits: '-10' });
    await bouncer.kill();
    await bouncer.start();
    await expect(look(bouncer.urlOf(database.url))).rejects.toThrow(
      /behind its pooler.*ALTER ROLE "postgres" SET extra_float_digits = '1'/,
    );
    await look(database.url);
  },
);

describe('a relay whose Postgres speaks TLS', () => {
  it('starts with a provider’s own authority in DATABASE_CA_FILE, listens and migrates by it', async ({
    stage,
    expect,
  }) => {
    const database = await stage.database();
    const front = await PostgresTlsFront.before(database.url, 'pleo');
    stage.until(front, () => front.stop());
    const sandbox = await stage.sandbox();
    const env = { DATABASE_URL: front.url('localhost', '?sslmode=require'), DATABASE_CA_FILE: CA_FILE };
    const [relay, { exit, output }] = await Promise.all([
      stage.relay({ database, sandbox }, env).answers(),
      ended(stage, 'src/programs/migrate.js', env),
    ]);
    expect([exit.code, output]).toEqual([0, 'The schema is up to date.\n']);
    expect(await relay.report(randomUUID(), 'started')).toBe(202);
    await drained(database);
    // Nor does pg warn of what it will make of the word one day.
    expect(relay.output).not.toMatch(/SECURITY WARNING|No notifications|"level":[45]0/);
  });

  it('does not start without it, and says in one sentence what to do', async ({ stage, expect }) => {
    const database = await stage.database();
    const front = await PostgresTlsFront.before(database.url, 'pleo');
    stage.until(front, () => front.stop());
    const url = front.url('localhost', '?sslmode=require');
    const relay = stage.relay({ database: { url }, sandbox: NOWHERE });
    expect((await relay.exits()).code).toBe(1);
    expect(relay.output).toMatch(/^\{"level":60,.*"msg":"DATABASE_URL leads to .*DATABASE_CA_FILE.*"\}\n$/);
    expect(relay.output).not.toContain(new URL(url).password);
  });
});

describe('a relay beside a migration whose tables somebody else holds', () => {
  it('takes every report and stays ready until the migration gets its lock', async ({ stage, expect }) => {
    const database = await stage.database();
    const sandbox = await stage.sandbox();
    const relay = await stage.relay({ database, sandbox }).answers();
    const workers = new Workers([relay], 4);
    await workers.untilAccepted(20);
    const session = await stage.session(database.url);
    await session.query('BEGIN; LOCK TABLE export_job, export_job_event, outbox IN ACCESS SHARE MODE');

    const said: string[] = [];
    const ran = withMigration(
      (runner) => runner.query('ALTER TABLE export_job ADD COLUMN scratch text'),
      () => runMigrations(database.url, undefined, (line) => said.push(line)),
    );
    await eventually(() => said.some((line) => /waits for session/.test(line)));
    // For the length of two tries and more.
    const until = performance.now() + 6000;
    while (performance.now() < until) {
      expect((await relay.get('/health/ready')).status).toBe(200);
      await workers.untilAccepted(workers.accepted.length + 10);
    }
    await session.query('ROLLBACK');
    expect(await ran).toEqual([SCRATCH]);
    await workers.untilAccepted(workers.accepted.length + 20);
    await workers.stop();
    expect([...workers.statuses].filter((status) => ![200, 202].includes(status))).toEqual([]);
    await drained(database);
  });
});

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from 'vitest';
import { claims, drained, missing } from '../support/books.js';
import { eventually } from '../support/eventually.js';
import { it, type Stage } from '../support/stage.js';
import { Workers } from '../support/workers.js';

const IN_ORDER = { code: 0, signal: null };

async function running(stage: Stage, env: Record<string, string> = {}) {
  const database = await stage.database();
  const sandbox = await stage.sandbox();
  const relay = await stage.relay({ database, sandbox }, env).answers();
  return { database, sandbox, relay };
}

describe.concurrent('a relay that is told to stop', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`finishes what is on the way and frees the rest after ${signal} under load`, async ({
      stage,
      expect,
    }) => {
      const { database, sandbox, relay } = await running(stage, { DELIVERY_CONCURRENCY: '8' });
      sandbox.setFaults([{ latencyMs: 150, jitterMs: 150 }]);
      const workers = new Workers([relay], 6);
      await workers.untilAccepted(60);
      await eventually(async () => (await claims(database)) > 0);

      relay.kill(signal);
      expect(await relay.exits()).toEqual(IN_ORDER);
      await workers.stop();

      expect(await claims(database)).toBe(0);
      expect(await missing(database, workers.accepted)).toEqual([]);
      // Pleo has answered every request, and each answer is in the books.
      expect(sandbox.requests.filter(({ statusCode }) => statusCode !== 202)).toEqual([]);
      const delivered = await database.query<{ key: string }>(
        `SELECT job_id || ' ' || event AS key FROM export_job_event WHERE delivery_status = 'delivered' ORDER BY 1`,
      );
      expect(delivered.map(({ key }) => key)).toEqual(
        sandbox.requests.map(({ jobId, event }) => `${jobId} ${event}`).sort(),
      );

      // Another one takes over at once: no lease has to run out.
      expect(await database.query('SELECT FROM outbox WHERE due_at > now()')).toEqual([]);
      sandbox.clearFaults();
      await stage.relay({ database, sandbox }).answers();
      await drained(database);
      expect(sandbox.overlaps).toBe(0);
    });
  }

  it('has a job created to the end: its caller is answered, and the job is registered', async ({
    stage,
    expect,
  }) => {
    const { database, sandbox, relay } = await running(stage);
    sandbox.setFaults([{ latencyMs: 60_000 }]);
    const order = { companyId: randomUUID(), accountingEntryIds: [randomUUID()] };
    const created = relay.post('/v3/export-jobs', order);
    await eventually(() => sandbox.requests.length === 1);
    relay.kill('SIGTERM');
    await eventually(async () => (await relay.get('/health/ready')).status === 503);
    // Longer than requests are waited for that do not ask Pleo.
    await sleep(6000);
    sandbox.clearFaults();
    sandbox.release();
    expect(await created).toMatchObject({ status: 201 });
    expect(await relay.exits()).toEqual(IN_ORDER);
    expect(await database.query('SELECT company_id, number_of_items FROM export_job')).toEqual([
      { company_id: order.companyId, number_of_items: 1 },
    ]);
  });

  it.for([
    ['is being created', [{ hangAfterChange: true as const }]],
    ['is looked for', [{ match: { method: 'POST' }, dropConnection: true as const }, { status: 500 }]],
  ] as const)(
    'gives up a job that %s after SHUTDOWN_TIMEOUT_SECONDS, and says so',
    async ([, faults], { stage, expect }) => {
      const { sandbox, relay } = await running(stage, { SHUTDOWN_TIMEOUT_SECONDS: '1' });
      sandbox.setFaults([...faults]);
      const created = relay.post('/v3/export-jobs', {
        companyId: randomUUID(),
        accountingEntryIds: [randomUUID()],
      });
      await eventually(() => sandbox.requests.length === faults.length);
      relay.kill('SIGTERM');
      expect(await created).toMatchObject({ status: 504 });
      expect(await relay.exits()).toEqual(IN_ORDER);
    },
  );

  it('gives up a request that hangs after SHUTDOWN_TIMEOUT_SECONDS and frees its event', async ({
    stage,
    expect,
  }) => {
    const { database, sandbox, relay } = await running(stage, { SHUTDOWN_TIMEOUT_SECONDS: '1' });
    sandbox.setFaults([{ hang: true }]);
    const jobId = randomUUID();
    expect(await relay.report(jobId, 'started')).toBe(202);
    await sandbox.waitForRequest((request) => request.jobId === jobId, 60_000);

    relay.kill('SIGTERM');
    expect(await relay.exits()).toEqual(IN_ORDER);
    const rows = await database.query(
      `SELECT claim, due_at <= now() AS "isDue", delivery_status AS status, attempt.outcome
       FROM outbox
       JOIN export_job_event USING (job_id, sequence)
       JOIN delivery_attempt AS attempt USING (job_id, sequence)`,
    );
    expect(rows).toEqual([{ claim: null, isDue: true, status: 'pending', outcome: 'aborted' }]);
  });

  it('ends at once when it waits for Postgres', async ({ stage, expect }) => {
    const sandbox = await stage.sandbox();
    const proxy = await stage.proxyBefore('tcp://127.0.0.1:9', 'refusing');
    const url = proxy.urlOf('postgres://nobody:nothing@localhost/none');
    const relay = stage.relay({ database: { url }, sandbox });
    await relay.says(/Waiting for the database/);
    relay.kill('SIGTERM');
    expect(await relay.exits()).toEqual(IN_ORDER);
  });

  it('ends at once when it waits for another one to migrate', async ({ stage, expect }) => {
    const database = await stage.database({ empty: true });
    const sandbox = await stage.sandbox();
    const other = await stage.session(database.url);
    await other.query(`SELECT pg_advisory_lock(hashtextextended('pleo-export-relay:migrations', 0))`);
    const relay = stage.relay({ database, sandbox });
    await eventually(async () => {
      const waiting = await database.query(
        `SELECT FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'pleo-export-relay migrations'
           AND (query LIKE '%pg_try_advisory_xact_lock%' OR query = 'ROLLBACK')`,
      );
      return waiting.length === 1;
    });
    relay.kill('SIGTERM');
    expect(await relay.exits()).toEqual(IN_ORDER);
    // It has not migrated behind its own back.
    await other.end();
    const tables = await database.query(
      `SELECT FROM information_schema.tables WHERE table_name = 'export_job'`,
    );
    expect(tables).toEqual([]);
  });
});

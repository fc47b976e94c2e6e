import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Database } from '../../src/database/database.js';
import { READ_BACKLOG } from '../../src/queue/queue.metrics.sql.js';
import { startApp, type TestApp } from '../support/app.js';
import { finishedJobs, jobsBehindDeadEvents } from '../support/backlog.js';
import { eventually } from '../support/eventually.js';
import { execute } from '../support/plans.js';
import { promtool, PROMTOOL_IS_HERE, WITHOUT_PROMTOOL } from '../support/promtool.js';
import { report } from '../support/reports.js';
import { aJobInProgress, storeResults } from '../support/results.js';
import { samplesOf } from '../support/samples.js';
import { statusOf } from '../support/loops.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600', DATABASE_POOL_SIZE: '7' });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => relay.stop());

/** By how much samples have grown since `before`. */
async function grownSince(before: ReadonlyMap<string, number>, names: string[]): Promise<number[]> {
  const now = await samplesOf(relay);
  return names.map((name) => (now.get(name) ?? NaN) - (before.get(name) ?? 0));
}

// The first one: no other delivery is on its way.
it('counts a delivery, and how long it took, from the acceptance of its event too', async () => {
  const before = await samplesOf(relay);
  await report(relay, randomUUID(), 'started');
  const names = [
    'relay_delivery_attempts_total{outcome="delivered",status="202"}',
    'relay_delivery_attempt_duration_seconds_count',
    'relay_accept_to_delivered_seconds_count',
  ];
  await eventually(async () => (await grownSince(before, names))[2] === 1);
  expect(await grownSince(before, names)).toEqual([1, 1, 1]);
  const [took] = await grownSince(before, ['relay_accept_to_delivered_seconds_sum']);
  expect(took).toBeGreaterThan(0);
  expect(took).toBeLessThan(20);
});

it('counts reports by event and result', async () => {
  const before = await samplesOf(relay);
  const jobId = randomUUID();
  for (const event of ['started', 'started', 'completed', 'failed'] as const)
    await report(relay, jobId, event);
  expect(
    await grownSince(before, [
      'relay_reports_total{event="started",result="accepted"}',
      'relay_reports_total{event="started",result="repeated"}',
      'relay_reports_total{event="completed",result="accepted"}',
      'relay_reports_total{event="failed",result="refused"}',
    ]),
  ).toEqual([1, 1, 1, 1]);
});

it('observes requests by the template of their route, and names nothing that callers choose', async () => {
  const before = await samplesOf(relay);
  const jobId = randomUUID();
  const { body } = await report(relay, jobId, 'started');
  for (const path of [`/v1/export-jobs/${jobId}`, `/v1/export-job-events/${body.id}`, `/nowhere/${jobId}`])
    await relay.http.get(path);
  const name = (labels: string) => `relay_http_request_duration_seconds_count{${labels}}`;
  expect(
    await grownSince(before, [
      name('method="POST",route="/v1/export-job-events",status="202"'),
      name('method="GET",route="/v1/export-jobs/:id",status="200"'),
      name('method="GET",route="/v1/export-job-events/:id",status="200"'),
      name('method="GET",route="none",status="404"'),
    ]),
  ).toEqual([1, 1, 1, 1]);
  const { text } = await relay.http.get('/metrics');
  for (const stranger of [jobId, body.id, 'nowhere']) expect(text).not.toContain(stranger);
});

it('says how many connections the pool has and may have, and who waits for one', async () => {
  const session = new pg.Client({ connectionString: relay.database.url });
  await session.connect();
  await session.query('BEGIN; LOCK TABLE export_job IN ACCESS EXCLUSIVE MODE');
  const reads = Array.from({ length: 12 }, () => relay.http.get(`/v1/export-jobs/${randomUUID()}`));
  const answers = Promise.all(reads.map((read) => read.then(({ status }) => status)));
  // The loops of the relay wait for connections, too.
  await eventually(async () => {
    const { waiting, connections } = relay.app.get(Database);
    return waiting >= 5 && connections.inUse === 7 && connections.idle === 0 && connections.most === 7;
  }).finally(() => session.query('ROLLBACK'));
  await session.end();
  await answers;

  const samples = await samplesOf(relay);
  const [inUse = NaN, idle = NaN] = ['in_use', 'idle'].map((state) =>
    samples.get(`relay_database_connections{state="${state}"}`),
  );
  expect(inUse + idle).toBeLessThanOrEqual(7);
  expect(samples.get('relay_database_connections_max')).toBe(7);
  expect(samples.get('relay_database_waiting')).toBe(0);
});

it('says for how long a loop has failed, and when it last turned', async () => {
  const status = statusOf(relay.app, 'dispatcher');
  vi.spyOn(status, 'failingMs', 'get').mockReturnValue(45_000);
  vi.spyOn(status, 'ageMs', 'get').mockReturnValue(46_000);
  const samples = await samplesOf(relay);
  expect(samples.get('relay_loop_failing_seconds{loop="dispatcher"}')).toBe(45);
  expect(samples.get('relay_loop_age_seconds{loop="dispatcher"}')).toBe(46);
  expect(samples.get('relay_loop_failing_seconds{loop="sweep"}')).toBe(0);
});

it('leaves the backlog out while the database is away, and shows the rest', async () => {
  const database = relay.app.get(Database);
  vi.spyOn(database, 'patiently').mockRejectedValue(new Error('away'));
  vi.spyOn(database, 'run').mockRejectedValue(new Error('away'));
  const names = [...(await samplesOf(relay)).keys()];
  for (const name of ['relay_outbox', 'relay_delivery_paused', 'relay_items_dead'])
    expect(names.filter((one) => one.startsWith(name))).toEqual([]);
  expect(names).toContain('relay_database_connections_max');
  const samples = await samplesOf(relay);
  for (const name of ['pending', 'failing_seconds', 'booked_but_never_told'])
    expect(samples.get(`relay_items_${name}`)).toBeNaN();
});

it('answers while the database hangs, says that it does, and leaves out what comes from it', async () => {
  expect((await samplesOf(relay)).get('relay_database_up')).toBe(1);
  const database = relay.app.get(Database);
  let end: (error: Error) => void = () => undefined;
  const outage = new Promise<never>((_, reject) => (end = reject));
  outage.catch(() => undefined);
  const hangs = () => outage;
  vi.spyOn(database, 'patiently').mockImplementation(hangs);
  vi.spyOn(database, 'run').mockImplementation(hangs);
  // The loops go on behind it.
  const samples = await samplesOf(relay).finally(() => end(new Error('away')));
  expect(samples.get('relay_database_up')).toBe(0);
  expect(samples.get('relay_database_connections_max')).toBe(7);
  expect(samples.get('relay_loop_failing_seconds{loop="sweep"}')).toBe(0);
  const names = [...samples.keys()];
  for (const name of ['relay_outbox', 'relay_delivery_paused', 'relay_items_dead'])
    expect(names.filter((one) => one.startsWith(name))).toEqual([]);
  expect(samples.get('relay_notices_dead')).toBeNaN();
});

describe('the backlog', () => {
  it('is what waits and what is dead, with the age of the oldest', async () => {
    await jobsBehindDeadEvents(relay.database, 3);
    await relay.database.query(
      `UPDATE outbox
       SET accepted_at = accepted_at - CASE WHEN dead THEN interval '2 hours' ELSE interval '1 hour' END
       WHERE job_id = (SELECT job_id FROM outbox WHERE due_at IS NULL ORDER BY job_id LIMIT 1)`,
    );
    const samples = await eventually(async () => {
      const now = await samplesOf(relay);
      return now.get('relay_outbox_events{status="pending",whose="ours"}') === 3 && now;
    });
    expect(samples.get('relay_outbox_events{status="dead",whose="ours"}')).toBe(3);
    const [pending, dead] = ['pending', 'dead'].map((status) =>
      samples.get(`relay_outbox_oldest_age_seconds{status="${status}",whose="ours"}`),
    );
    expect(pending).toBeGreaterThanOrEqual(3600);
    expect(pending).toBeLessThan(3700);
    expect(dead).toBeGreaterThanOrEqual(7200);
    expect(dead).toBeLessThan(7300);
  });

  it.each(['force_custom_plan', 'force_generic_plan'] as const)(
    'is read without the history (%s)',
    async (mode) => {
      const session = new pg.Client({ connectionString: relay.database.url });
      await session.connect();
      const before = await execute(session, READ_BACKLOG, '', mode);
      await finishedJobs(relay.database, 10_000);
      await relay.database.query('VACUUM ANALYZE');
      const after = await execute(session, READ_BACKLOG, '', mode);
      await session.end();
      expect(after.wholeTables).toEqual([]);
      const ofOutbox = after.indexes.filter((index) => index.startsWith('outbox'));
      expect(new Set(ofOutbox)).toEqual(new Set(['outbox_event_accepted_at_idx']));
      expect(after.pages).toBeLessThanOrEqual(before.pages + 4);
    },
  );
});

describe('results of items', () => {
  afterEach(() => relay.database.truncate('export_job', 'export_job_item'));

  const dead = (outcome: string, status: 'successful' | 'failed' = 'failed') =>
    ({ delivery: 'dead', outcome, status }) as const;

  it('are what waits and what is dead by outcome, and no events', async () => {
    await relay.database.truncate('export_job');
    const results = [dead('refused'), dead('refused'), dead('too_late'), dead('too_late', 'successful')];
    for (const own of [[...results, {}], [{ delivery: 'delivered' } as const, {}, {}], [dead('refused')]])
      await storeResults(relay.database, await aJobInProgress(relay.database), own);
    await relay.database.query(
      `UPDATE outbox SET retries = 1, failing_since = now() - interval '20 minutes' WHERE NOT dead`,
    );
    const samples = await samplesOf(relay);
    const known = [...samples].filter(([name]) => /^relay_(items_(?!delivered)|outbox)/.test(name));
    const { relay_items_failing_seconds: failing, ...counts } = Object.fromEntries(known);
    expect(counts).toEqual({
      relay_items_pending: 3,
      'relay_items_dead{outcome="refused"}': 3,
      'relay_items_dead{outcome="too_late"}': 2,
      'relay_items_dead{outcome="expired"}': 0,
      relay_items_booked_but_never_told: 1,
      ...Object.fromEntries(
        ['pending', 'dead'].flatMap((status) =>
          ['ours', 'customer', 'operator', 'put_away'].flatMap((whose) => [
            [`relay_outbox_events{status="${status}",whose="${whose}"}`, 0],
            [`relay_outbox_oldest_age_seconds{status="${status}",whose="${whose}"}`, 0],
          ]),
        ),
      ),
    });
    expect(failing).toBeGreaterThanOrEqual(1200);
    expect(failing).toBeLessThan(1300);
  });

  it('are counted when Pleo has decided on them', async () => {
    const [jobId, taken, refused] = [randomUUID(), randomUUID(), randomUUID()];
    relay.sandbox.createJob({ id: jobId, accountingEntryIds: [taken, refused] });
    relay.sandbox.refuseItem(refused, 'ACCOUNTING_ENTRY_DOES_NOT_EXIST');
    const before = await samplesOf(relay);
    await report(relay, jobId, 'started');
    const results = [taken, refused].map((accountingEntryId) => ({
      accountingEntryId,
      status: 'successful',
    }));
    await relay.http.put(`/v1/export-jobs/${jobId}/items`).send(results).expect(200);
    const names = ['delivered', 'refused'].map(
      (outcome) => `relay_items_delivered_total{outcome="${outcome}"}`,
    );
    await eventually(async () => (await grownSince(before, names)).every((grown) => grown === 1));
  });
});

it.skipIf(!PROMTOOL_IS_HERE)(`the page is as promtool would have it${WITHOUT_PROMTOOL}`, async () => {
  const { text } = await relay.http.get('/metrics');
  expect(promtool(['check', 'metrics'], text)).toEqual({ status: 0, said: '' });
});

it('says for how long a transaction is held open that keeps Postgres from cleaning up', async () => {
  const session = new pg.Client({ connectionString: relay.database.url });
  await session.connect();
  const name = 'relay_database_oldest_transaction_seconds';
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT');
  const [{ began } = { began: '' }] = (await session.query<{ began: string }>('SELECT now()::text AS began'))
    .rows;
  const first = (await samplesOf(relay)).get(name) ?? NaN;
  expect(first).toBeGreaterThan(0);
  await eventually(async () => ((await samplesOf(relay)).get(name) ?? NaN) > first);
  const [age] = await relay.database.query<{ seconds: number }>(
    'SELECT extract(epoch FROM now() - $1::timestamptz)::float8 AS seconds',
    [began],
  );
  // Others on this server may hold older ones.
  expect((await samplesOf(relay)).get(name)).toBeGreaterThanOrEqual(age?.seconds ?? NaN);
  expect((await samplesOf(relay)).get('relay_database_oldest_xmin_transactions')).toBeGreaterThanOrEqual(0);
  await session.end();
});

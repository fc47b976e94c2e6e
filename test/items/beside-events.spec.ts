import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DELIVERY_STATUSES } from '../../src/queue/job-event.entity.js';
import { startApp, type TestApp } from '../support/app.js';
import { expectProblem } from '../support/problem.js';
import { report } from '../support/reports.js';
import { aJobInProgress, type StoredResult, storeResults } from '../support/results.js';
import { tableContents } from '../support/table-contents.js';

const EVENTS = '/v1/export-job-events';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
});
afterEach(() => relay.database.truncate('export_job', 'export_job_item'));
afterAll(() => relay.stop());

async function aJobWith(results: readonly StoredResult[]): Promise<string> {
  const id = await aJobInProgress(relay.database);
  if (results.length > 0) await storeResults(relay.database, id, results);
  return id;
}

async function get(path: string, query: object = {}) {
  const { status, body } = await relay.http.get(path).query(query);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

describe('a message that carries results', () => {
  /** Of a job whose results were refused, or wait, or are delivered, answered once. */
  async function aMessage(delivery: 'dead' | 'pending' | 'delivered') {
    const jobId = await aJobWith([{ delivery }]);
    const [row] = await relay.database.query<{ id: string }>(
      `WITH tried AS (
         INSERT INTO delivery_attempt
           (job_id, sequence, number, id, request, started_at, duration_ms, outcome, status_code, error, entries)
         SELECT job_id, sequence, 1, gen_random_uuid(), 'items', now(), 5, 'refused', 400, 'Pleo answered 400 ODD.', 1
         FROM item_tally
         WHERE job_id = $1
       )
       SELECT id FROM export_job_event WHERE job_id = $1 AND kind = 'items'`,
      [jobId],
    );
    return { jobId, id: row?.id ?? '' };
  }

  it('stands in no list of events, whatever is asked for', async () => {
    const messages = [await aMessage('dead'), await aMessage('pending'), await aMessage('delivered')];
    const filters = [
      {},
      ...DELIVERY_STATUSES.map((deliveryStatus) => ({ deliveryStatus })),
      { lastStatusCode: 400 },
      { deliveryStatus: 'dead', lastErrorType: 'ODD' },
    ];
    for (const { jobId } of messages) {
      for (const filter of filters) {
        const { data } = await get(EVENTS, { ...filter, jobId });
        const isStart = Object.values(filter).every((value) => value === 'delivered');
        expect(data, JSON.stringify(filter)).toMatchObject(isStart ? [{ event: 'started' }] : []);
        expect(data).toHaveLength(isStart ? 1 : 0);
      }
    }
    expect((await get(EVENTS)).data).toHaveLength(3);
    expect(await get(`${EVENTS}/causes`)).toEqual({ data: [] });
  });

  it('is not shown, redelivered or discarded as an event', async () => {
    const { id } = await aMessage('dead');
    const before = await tableContents(relay.database);
    expectProblem(await relay.http.get(`${EVENTS}/${id}`), 404, 'EXPORT_JOB_EVENT_NOT_FOUND');
    for (const [act, body] of [
      ['redeliver', {}],
      ['discard', { reason: 'Entered by hand.' }],
    ] as const) {
      const answer = await relay.http.post(`${EVENTS}/${id}/${act}`).send(body);
      expectProblem(answer, 404, 'EXPORT_JOB_EVENT_NOT_FOUND');
    }
    for (const dryRun of [true, false]) {
      const { status, body } = await relay.http.post(`${EVENTS}/redeliver`).send({ all: true, dryRun });
      expect([status, body]).toEqual([202, { count: 0, remaining: 0 }]);
    }
    expect(await tableContents(relay.database)).toEqual(before);
  });
});

describe('the results of a job', () => {
  const RESULTS: StoredResult[] = [
    { delivery: 'delivered' },
    { delivery: 'dead' },
    { delivery: 'delivered', status: 'failed' },
    { delivery: 'discarded', status: 'failed' },
    { status: 'failed' },
    { status: 'in_progress' },
    { status: 'in_progress' },
  ];

  it('stand in the job and in the list of jobs, as numbers', async () => {
    const id = await aJobWith(RESULTS);
    const none = await aJobWith([]);
    await relay.database.query(
      `UPDATE item_tally SET pleo_last_updated_at = '2026-01-31T09:30:00.123Z' WHERE job_id = $1`,
      [id],
    );
    const job = await get(`/v1/export-jobs/${id}`);
    expect(job).toMatchObject({
      items: { successful: 2, failed: 3, inProgress: 2, pendingDelivery: 3, dead: 1 },
      pleoLastUpdatedAt: '2026-01-31T09:30:00.123Z',
    });
    const without = await get(`/v1/export-jobs/${none}`);
    expect(without).toMatchObject({
      items: { successful: 0, failed: 0, inProgress: 0, pendingDelivery: 0, dead: 0 },
      pleoLastUpdatedAt: null,
      delivery: { status: 'delivered' },
    });
    const { data } = await get('/v1/export-jobs');
    expect(data).toHaveLength(2);
    expect(data).toEqual(expect.arrayContaining([job, without]));
  });

  it.each([
    ['delivered', ['delivered', 'discarded']],
    ['pending', ['delivered', 'pending']],
    ['dead', ['dead', 'delivered', 'pending']],
  ] as const)('make the delivery of their job %s, and are not counted as events', async (status, fates) => {
    const id = await aJobWith(fates.map((delivery) => ({ delivery })));
    expect((await get(`/v1/export-jobs/${id}`)).delivery).toEqual({ status, pending: 0, dead: 0 });
  });

  it('leave events that wait behind them counted', async () => {
    const id = await aJobWith([{ delivery: 'dead' }]);
    expect((await report(relay, id, 'completed')).status).toBe(202);
    expect((await get(`/v1/export-jobs/${id}`)).delivery).toEqual({ status: 'dead', pending: 1, dead: 0 });
    const { data } = await get(EVENTS, { jobId: id, deliveryStatus: 'pending' });
    expect(data).toMatchObject([{ event: 'completed', sequence: 2 }]);
  });
});

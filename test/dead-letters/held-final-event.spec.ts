import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RelayClock } from '../../src/clock/relay-clock.js';
import { DueTimesSweep } from '../../src/queue/due-times.sweep.js';
import { startApp, type TestApp } from '../support/app.js';
import { byHand } from '../support/by-hand.js';
import { eventually } from '../support/eventually.js';
import { allDelivered, report } from '../support/reports.js';

const UNKNOWN = 'ACCOUNTING_ENTRY_DOES_NOT_EXIST';

let relay: TestApp;

/** A job in progress with a result that Pleo refused, and a final event behind it. */
async function aJobWithADeadResult(companyId?: string): Promise<{ jobId: string; entry: string }> {
  const [jobId, entry] = [randomUUID(), randomUUID()];
  if (companyId) await relay.http.post('/v1/export-jobs').send({ id: jobId, companyId });
  relay.sandbox.refuseItem(entry, UNKNOWN);
  await report(relay, jobId, 'started');
  const body = [{ accountingEntryId: entry, status: 'successful' }];
  expect((await relay.http.put(`/v1/export-jobs/${jobId}/items`).send(body)).status).toBe(200);
  await eventually(async () => (await outboxOf(jobId))[0]?.dead);
  await report(relay, jobId, 'completed');
  return { jobId, entry };
}

function outboxOf(jobId: string) {
  return relay.database.query<{ kind: string; dead: boolean; dueInMs: number | null }>(
    `SELECT kind, dead, (extract(epoch FROM due_at - now()) * 1000)::float8 AS "dueInMs"
     FROM outbox
     WHERE job_id = $1
     ORDER BY sequence`,
    [jobId],
  );
}

async function act(path: string, body: object, status: number): Promise<void> {
  const answer = await relay.http.post(path).send(body);
  expect(answer.status, answer.text).toBe(status);
}

function requestsOf(jobId: string, method: string) {
  return relay.sandbox.requests.filter((request) => request.jobId === jobId && request.method === method);
}

function reset(): Promise<unknown> {
  relay.sandbox.reset();
  return relay.database.truncate('export_job', 'export_job_item');
}

describe('a final event that died after dead results had let it go', () => {
  beforeAll(async () => {
    relay = await startApp({ DEAD_ITEMS_HOLD_SECONDS: '0', PLEO_TIMEOUT_MS: '5000' });
  });
  afterEach(reset);
  afterAll(() => relay.stop());

  async function bothDead() {
    relay.sandbox.setFaults([{ match: { event: 'completed' }, status: 400, times: 1 }]);
    const job = await aJobWithADeadResult();
    await eventually(async () => (await outboxOf(job.jobId)).every(({ dead }) => dead));
    relay.sandbox.acceptItem(job.entry);
    return job;
  }

  it('stays dead when they are delivered after all', async () => {
    const { jobId } = await bothDead();
    await act(`/v1/export-jobs/${jobId}/items/redeliver`, {}, 202);
    await eventually(async () => (await outboxOf(jobId)).length === 1);
    expect(await outboxOf(jobId)).toEqual([{ kind: 'event', dead: true, dueInMs: null }]);
    expect(relay.sandbox.items(jobId)).toMatchObject([{ status: 'successful' }]);
    await act('/v1/export-job-events/redeliver', { all: true }, 202);
    await allDelivered(relay);
    expect(relay.sandbox.job(jobId)?.status).toBe('completed');
  });

  it('stays dead when they are given up', async () => {
    const { jobId } = await bothDead();
    await act(`/v1/export-jobs/${jobId}/items/discard`, { reason: 'Booked by hand.' }, 200);
    expect(await outboxOf(jobId)).toEqual([{ kind: 'event', dead: true, dueInMs: null }]);
  });

  it('waits for them when both are delivered again', async () => {
    const { jobId } = await bothDead();
    relay.sandbox.setFaults([{ match: { method: 'PUT' }, latencyMs: 500 }]);
    await act(`/v1/export-jobs/${jobId}/items/redeliver`, {}, 202);
    await act('/v1/export-job-events/redeliver', { all: true }, 202);
    await allDelivered(relay);
    const answeredAt = requestsOf(jobId, 'PUT').at(-1)?.answeredAt ?? Infinity;
    expect(requestsOf(jobId, 'POST').at(-1)?.receivedAt).toBeGreaterThanOrEqual(answeredAt);
    expect(relay.sandbox.overlaps).toBe(0);
  });
});

describe('a final event that dead results hold back', () => {
  const HOLD_MS = 1_800_000;

  beforeAll(async () => {
    relay = await startApp({
      DEAD_ITEMS_HOLD_SECONDS: String(HOLD_MS / 1000),
      CREDENTIALS_KEY: `test:${randomBytes(32).toString('base64')}`,
    });
    byHand(relay.app, 'Due times sweep');
  });
  afterEach(reset);
  afterAll(() => relay.stop());

  async function isHeld(jobId: string): Promise<void> {
    const [, final] = await outboxOf(jobId);
    expect(final?.dueInMs).toBeGreaterThan(HOLD_MS - 60_000);
    expect(final?.dueInMs).toBeLessThanOrEqual(HOLD_MS);
    expect(requestsOf(jobId, 'POST').map(({ event }) => event)).toEqual(['started']);
  }

  it('is not taken for one that waits since the clock was set back', async () => {
    const { jobId } = await aJobWithADeadResult();
    await relay.database.query('UPDATE relay_clock SET steady_since = now()');
    expect(await relay.app.get(RelayClock).look()).toBeLessThan(60_000);
    expect(await relay.app.get(DueTimesSweep).runOnce()).toBe(0);
    await isHeld(jobId);
  });

  it('is held anew, for no longer than it may be, when the clock was set back', async () => {
    const { jobId } = await aJobWithADeadResult();
    await relay.database.query(
      `UPDATE outbox SET due_at = due_at + interval '1 hour', holds_until = holds_until + interval '1 hour'`,
    );
    await relay.database.query('UPDATE relay_clock SET steady_since = now()');
    expect(await relay.app.get(DueTimesSweep).runOnce()).toBe(1);
    await isHeld(jobId);
    expect(
      await relay.database.query("SELECT FROM outbox WHERE holds_until <= now() + $1 * interval '1 ms'", [
        HOLD_MS,
      ]),
    ).toHaveLength(1);
  });

  it('is not let go by a new credential of its company', async () => {
    const companyId = randomUUID();
    await putKey(companyId, 'sandbox-key');
    const { jobId } = await aJobWithADeadResult(companyId);
    await putKey(companyId, 'another-key');
    await putKey(companyId, 'sandbox-key');
    await isHeld(jobId);
  });

  async function putKey(companyId: string, apiKey: string): Promise<void> {
    const { status, text } = await relay.http
      .put(`/v1/companies/${companyId}/credential`)
      .send({ type: 'api_key', apiKey });
    expect(status, text).toBeLessThan(300);
  }
});

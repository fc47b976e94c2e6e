import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJobAfter, backdate, report } from '../support/reports.js';
import { aJobInProgress, type StoredResult, storeResults } from '../support/results.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600', CIRCUIT_FAILURES: '3' });
});
afterEach(async () => {
  relay.sandbox.clearFaults();
  await relay.database.truncate('export_job', 'export_job_item', 'delivery_circuit');
});
afterAll(() => relay.stop());

async function overview() {
  const { status, body } = await relay.http.get('/v1/overview');
  expect(status).toBe(200);
  return body;
}

it('tells without API keys that the caller may do everything', async () => {
  expect((await relay.http.get('/v1/caller').expect(200)).body).toEqual({ name: null, scope: 'admin' });
});

it('is well when all is delivered, and counts the deliveries of the hour by the minute', async () => {
  const { lastHour: before } = await overview();
  await aJobAfter(relay, ['started', 'completed']);
  const after = await overview();
  expect(after.verdict).toMatchObject({ level: 'well', headline: 'All is well.' });
  expect(after.backlog.events).toBe(0);
  expect(after.oldest).toBeNull();
  expect(after.lastHour.delivered - before.delivered).toBe(2);
  expect(after.lastHour.minutes).toHaveLength(60);
  const [last, one] = after.lastHour.minutes.slice(-2).reverse();
  expect(last.delivered + one.delivered).toBeGreaterThanOrEqual(2);
  expect(after.lastHour.p99Ms).toBeGreaterThan(0);
  expect(after.lastHour.p99Ms).toBeLessThan(60_000);
});

it('tells of a dead event, of what waits behind it, and why', async () => {
  const jobId = randomUUID();
  relay.sandbox.setFaults([{ match: { jobId }, status: 400 }]);
  await report(relay, jobId, 'started');
  await eventually(async () => (await overview()).backlog.dead === 1);
  await report(relay, jobId, 'completed');
  const { backlog, verdict, deadCauses, oldest, lastHour } = await overview();
  expect(backlog).toMatchObject({ events: 2, dead: 1, blocked: 1, turn: 0, due: 0 });
  expect(verdict).toMatchObject({ level: 'trouble', responsible: 'us' });
  expect(deadCauses).toMatchObject([{ statusCode: 400, outcome: 'refused', count: 1 }]);
  expect(oldest).toMatchObject({ jobId, event: 'completed' });
  expect(lastHour.failed.us).toBeGreaterThanOrEqual(1);
});

describe('results of items', () => {
  const dead = (outcome: string) => ({ delivery: 'dead', outcome, error: 'Pleo refused it.' }) as const;

  async function aJobWith(results: readonly StoredResult[]): Promise<string> {
    const jobId = await aJobInProgress(relay.database);
    await storeResults(relay.database, jobId, results);
    return jobId;
  }

  it('are counted beside events, which wait for their turn behind them', async () => {
    const jobId = await aJobWith([{ delivery: 'delivered' }, {}, {}]);
    await aJobWith([{}]);
    // Not to be hastened by the event.
    await relay.database.query(`UPDATE outbox SET retries = 1, failing_since = now()`);
    await report(relay, jobId, 'completed');
    const { backlog, items, oldest, verdict } = await overview();
    expect(backlog).toMatchObject({
      events: 1,
      turn: 1,
      retry: 0,
      due: 0,
      dead: 0,
      blocked: 0,
      isPartial: false,
    });
    expect(items).toEqual({ pending: 3, dead: 0, tooLate: 0, bookedButNeverTold: 0, isPartial: false });
    expect(oldest).toMatchObject({ jobId, event: 'completed' });
    expect(verdict.level).toBe('well');
  });

  it('that are dead block the final event as long as they hold it back', async () => {
    const jobId = await aJobWith([dead('refused'), {}]);
    await relay.database.query(
      `UPDATE export_job_item SET delivery_status = 'delivered', outcome = 'delivered', delivered_at = now() WHERE NOT dead`,
    );
    await relay.database.query(
      `WITH message AS (
         UPDATE export_job_event SET delivery_status = 'dead', outcome = 'refused' WHERE kind = 'items'
       ), tally AS (
         UPDATE item_tally SET pending = 0, holds_until = now() + interval '1 hour'
       )
       UPDATE outbox SET due_at = NULL, dead = true, retries = 3, holds_until = now() + interval '1 hour'`,
    );
    expect((await overview()).backlog).toMatchObject({ events: 0, dead: 0, blocked: 0 });
    await report(relay, jobId, 'completed');
    const { backlog, items, deadCauses, deadItemCauses, verdict } = await overview();
    expect(backlog).toMatchObject({ events: 1, blocked: 1, turn: 0, due: 0, retry: 0, dead: 0 });
    expect(items).toMatchObject({ pending: 0, dead: 1, tooLate: 0 });
    expect(deadCauses).toEqual([]);
    expect(deadItemCauses).toMatchObject([{ outcome: 'refused', count: 1, error: 'Pleo refused it.' }]);
    expect(verdict).toMatchObject({
      level: 'trouble',
      headline: expect.stringMatching(/^One result is dead/),
    });
  });

  it('that were booked and came too late are the headline, whatever else is wrong', async () => {
    const late = dead('too_late');
    await aJobWith([late, late, { ...late, status: 'failed' }, dead('expired'), {}]);
    const jobId = randomUUID();
    relay.sandbox.setFaults([{ match: { jobId }, status: 400 }]);
    await report(relay, jobId, 'started');
    const { verdict, items } = await eventually(async () => {
      const seen = await overview();
      return seen.backlog.dead === 1 && seen;
    });
    expect(items).toEqual({ pending: 1, dead: 4, tooLate: 3, bookedButNeverTold: 2, isPartial: false });
    expect(verdict.headline).toMatch(/^2 bookings are made that Pleo will never hear of/);
    expect(verdict.details).toEqual([
      expect.stringMatching(/^2 results are dead/),
      expect.stringMatching(/^One event is dead/),
    ]);
  });
});

it('makes Pleo responsible for a circuit that opened, and counts what the pause holds back', async () => {
  relay.sandbox.setFaults([{ status: 500 }]);
  const jobs = Array.from({ length: 4 }, () => randomUUID());
  for (const jobId of jobs) await report(relay, jobId, 'started');
  const { verdict, pauses, lastHour } = await eventually(async () => {
    const seen = await overview();
    return seen.pauses.length > 0 && seen.backlog.underWay === 0 && seen;
  });
  expect(pauses).toMatchObject([{ credential: 'default', kind: 'circuit_open' }]);
  const { until, since, isBeingTried } = pauses[0];
  expect(isBeingTried || new Date(until) > new Date(since)).toBe(true);
  expect(verdict).toMatchObject({ level: 'trouble', responsible: 'pleo' });
  expect(verdict.headline).toMatch(
    /^Pleo does not work: deliveries are paused, and \d+ jobs wait. Pleo answered 500/,
  );
  expect(lastHour.failed.pleo).toBeGreaterThanOrEqual(3);
  await relay.database.query(`UPDATE delivery_circuit SET paused_until = now() + interval '5 minutes'`);
  await report(relay, randomUUID(), 'started');
  expect((await overview()).backlog).toMatchObject({ events: 5, paused: 5, retry: 0, due: 0 });
});

it('names jobs that expire within ten minutes, the soonest first', async () => {
  const [soon, sooner, later] = [randomUUID(), randomUUID(), randomUUID()];
  for (const id of [soon, sooner, later]) await relay.http.post('/v1/export-jobs').send({ id }).expect(201);
  await backdate(relay, soon, 3100);
  await backdate(relay, sooner, 3200);
  const { expiring } = await overview();
  expect(expiring.count).toBe(2);
  expect(expiring.first.map(({ id }: { id: string }) => id)).toEqual([sooner, soon]);
});

describe('minutes that are over', () => {
  it('are kept, and not read again', async () => {
    const jobId = await aJobAfter(relay, ['started', 'completed']);
    await relay.database.query(
      `UPDATE delivery_attempt
       SET outcome = CASE sequence WHEN 1 THEN 'delivered' ELSE 'confirmed' END,
           started_at = now() - interval '20 minutes', delivered_after_ms = 1000
       WHERE job_id = $1`,
      [jobId],
    );
    const fresh = await startApp({ DATABASE_URL: relay.database.url });
    const read = async () => (await fresh.http.get('/v1/overview')).body.lastHour;
    const { minutes, delivered } = await read();
    const [old] = minutes.filter((minute: { delivered: number }) => minute.delivered > 0);
    expect(old).toMatchObject({ delivered: 2 });
    expect(old.p50Ms).toBeGreaterThan(900);
    expect(old.p50Ms).toBeLessThan(1100);
    await relay.database.truncate('export_job');
    expect((await read()).delivered).toBe(delivered);
    await fresh.stop();
  });
});

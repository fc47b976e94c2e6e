import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { EventRecorder } from '../../src/events/event-recorder.js';
import { QueueRepository } from '../../src/queue/queue.repository.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { allDelivered, runOut, report } from '../support/reports.js';
import { statusOf } from '../support/loops.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '1' });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => relay.stop());

/** How many turns of a loop are said to have failed. */
async function errorsOf(loop: string): Promise<number> {
  const { text } = await relay.http.get('/metrics');
  const [, count] = new RegExp(`^relay_loop_errors_total\\{loop="${loop}"\\} (\\d+)$`, 'm').exec(text) ?? [];
  return Number(count);
}

/** The log lines of errors with this cause. */
function errorsLogged(cause: string): unknown[] {
  return relay.log
    .map((line) => JSON.parse(line) as { level: number; err?: { message: string } })
    .filter(({ level, err }) => level === 50 && err?.message.includes(cause));
}

describe('readiness', () => {
  it.each([
    // The sweep turns once a second here, and may take that long.
    ['dispatcher', 'ageMs', 30_000, 'It has not turned for 30 s.'],
    ['sweep', 'ageMs', 31_000, 'It has not turned for 31 s.'],
    ['settler', 'failingMs', 30_000, 'It has failed for 30 s.'],
    ['leases', 'failingMs', 30_000, 'It has failed for 30 s.'],
  ] as const)(
    'fails when the %s has done nothing for 30 s, and not before',
    async (loop, of, ms, message) => {
      const status = statusOf(relay.app, loop);
      vi.spyOn(status, of, 'get').mockReturnValue(ms);
      await relay.http.get('/health/ready').expect(200);

      vi.spyOn(status, of, 'get').mockReturnValue(ms + 1);
      const { status: code, body } = await relay.http.get('/health/ready');
      expect(code).toBe(503);
      expect(body.error).toEqual({ [loop]: { status: 'down', message } });
      await relay.http.get('/health/live').expect(200);

      vi.restoreAllMocks();
      await relay.http.get('/health/ready').expect(200);
    },
  );
});

describe('every loop', () => {
  const LOOPS = [
    'claims_listener',
    'clock',
    'credentials',
    'credentials_listener',
    'credentials_watch',
    'dispatcher',
    'due_times',
    'installation',
    'job_leases',
    'leases',
    'listener',
    'notices',
    'old_notices',
    'overdue',
    'pauses',
    'pleo_jobs',
    'poll',
    'put_away',
    'queues',
    'retention',
    'settler',
    'subscriptions',
    'sweep',
    'unserved',
    'verification',
    'webhook_receipts',
  ];

  it('is in readiness and in the metrics', async () => {
    const { body } = await relay.http.get('/health/ready').expect(200);
    expect(Object.keys(body.details).toSorted()).toEqual(['database', ...LOOPS].toSorted());
    const { text } = await relay.http.get('/metrics');
    for (const metric of ['relay_loop_errors_total', 'relay_loop_failing_seconds', 'relay_loop_age_seconds'])
      for (const loop of LOOPS) expect(text).toContain(`${metric}{loop="${loop}"} `);
  });

  it('has its line in the runbook', () => {
    const runbook = readFileSync('docs/operations.md', 'utf8');
    for (const loop of [...LOOPS, 'API_KEYS_FILE'])
      expect(runbook).toMatch(new RegExp(`^\\| \`${loop}\` `, 'm'));
  });

  it('that nothing waits for is shown when it fails, and makes no replica unready', async () => {
    vi.spyOn(statusOf(relay.app, 'retention'), 'failingMs', 'get').mockReturnValue(31_000);
    const { body } = await relay.http.get('/health/ready').expect(200);
    expect(body.details.retention).toEqual({ status: 'up', message: 'It has failed for 31 s.' });
  });
});

describe('a turn that fails', () => {
  it('of the dispatcher is survived, logged once and counted', async () => {
    const before = await errorsOf('dispatcher');
    const claim = vi.spyOn(relay.app.get(QueueRepository), 'claim');
    for (let times = 0; times < 2; times++) claim.mockRejectedValueOnce(new Error('no claim today'));
    const jobId = randomUUID();
    expect((await report(relay, jobId, 'started')).status).toBe(202);
    await relay.sandbox.waitForRequest((request) => request.jobId === jobId, 60_000);
    expect(await errorsOf('dispatcher')).toBe(before + 2);
    expect(errorsLogged('no claim today')).toHaveLength(1);
  });

  it('of the sweep is survived, logged once and counted', async () => {
    const jobId = randomUUID();
    await relay.http.post('/v1/export-jobs').send({ id: jobId }).expect(201);
    const before = await errorsOf('sweep');
    const expire = vi.spyOn(relay.app.get(EventRecorder), 'expire');
    for (let times = 0; times < 2; times++) expire.mockRejectedValueOnce(new Error('no sweep today'));
    await runOut(relay, jobId);
    await eventually(async () => {
      const { body } = await relay.http.get(`/v1/export-jobs/${jobId}`);
      return body.status === 'failed';
    });
    expect(await errorsOf('sweep')).toBe(before + 2);
    expect(errorsLogged('no sweep today')).toHaveLength(1);
  });

  it('of the settler is survived, logged once and counted, and the outcome is written', async () => {
    const before = await errorsOf('settler');
    const settle = vi.spyOn(relay.app.get(QueueRepository), 'settle');
    const away = Object.assign(new Error('no writing today'), { code: '57P01' });
    for (let times = 0; times < 2; times++) settle.mockRejectedValueOnce(away);
    const jobId = randomUUID();
    expect((await report(relay, jobId, 'started')).status).toBe(202);
    await allDelivered(relay);
    expect(relay.sandbox.requests.filter((request) => request.jobId === jobId)).toHaveLength(1);
    expect(await errorsOf('settler')).toBe(before + 2);
    expect(errorsLogged('no writing today')).toHaveLength(1);
  });

  it('of the lease renewal is survived, logged once and counted', async () => {
    const before = await errorsOf('leases');
    vi.spyOn(relay.app.get(QueueRepository), 'renew').mockRejectedValueOnce(new Error('no renewal today'));
    const jobId = randomUUID();
    relay.sandbox.setFaults([{ match: { jobId }, latencyMs: 60_000 }]);
    expect((await report(relay, jobId, 'started')).status).toBe(202);
    await eventually(async () => (await errorsOf('leases')) > before);
    relay.sandbox.clearFaults();
    relay.sandbox.release();
    await allDelivered(relay);
    expect(await errorsOf('leases')).toBe(before + 1);
    expect(errorsLogged('no renewal today')).toHaveLength(1);
  });

  it('of the listener is survived, logged once and counted, and notifications arrive again', async () => {
    const before = await errorsOf('listener');
    await relay.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE '%outbox listener'`,
    );
    await eventually(async () => (await errorsOf('listener')) === before + 1);
    await eventually(() => relay.log.some((line) => line.includes('Listening for new events works again')));
    expect(errorsLogged('terminating connection')).toHaveLength(1);
  });
});

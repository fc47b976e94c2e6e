import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { SandboxRequest } from '../../sandbox/sandbox.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { allDelivered, report } from '../support/reports.js';
import { statusOf } from '../support/loops.js';

let relay: TestApp | undefined;
afterEach(async () => {
  await relay?.stop();
  relay = undefined;
});

async function start(env: Record<string, string> = {}): Promise<TestApp> {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600', ...env });
  return relay;
}

async function accepted(
  app: TestApp,
  event: 'started' | 'completed' = 'started',
  jobId: string = randomUUID(),
) {
  const { status, body } = await report(app, jobId, event);
  expect(status).toBe(202);
  return body as { id: string; jobId: string };
}

async function deliveryOf(app: TestApp, id: string) {
  const { body } = await app.http.get(`/v1/export-job-events/${id}`);
  return body.delivery as { status: string; attempts: number; waitingFor: unknown; outcome: string | null };
}

interface PauseRow {
  pause: string | null;
  faults: number;
  probes: number;
  until: Date;
}

async function circuitOf(app: TestApp): Promise<PauseRow | undefined> {
  const [row] = await app.database.query<PauseRow & Record<string, unknown>>(
    'SELECT pause, faults, probes, paused_until::timestamptz(3) AS until FROM delivery_circuit',
  );
  return row;
}

function paused(app: TestApp, pause: string): Promise<PauseRow> {
  return eventually(async () => {
    const row = await circuitOf(app);
    return row?.pause === pause && row;
  });
}

/** Time passes: the pause ends, or its next probe is due. */
async function letTimePass(app: TestApp): Promise<void> {
  await app.database.query('UPDATE delivery_circuit SET paused_until = now()');
  await app.database.query('UPDATE outbox SET due_at = now() WHERE due_at > now() AND claim IS NULL');
}

function posts(app: TestApp): SandboxRequest[] {
  return app.sandbox.requests.filter(({ method }) => method === 'POST');
}

async function readiness(app: TestApp) {
  const { status, body } = await app.http.get('/health/ready');
  return { status, pleo: body.pleo as Record<string, unknown> };
}

/** The values of relay_delivery_paused by its label. */
async function pauseMetric(app: TestApp): Promise<Record<string, number>> {
  const { text } = await app.http.get('/metrics');
  const lines = text.matchAll(/^relay_delivery_paused\{pause="(\w+)",whose="ours"\} (\d)$/gm);
  return Object.fromEntries([...lines].map(([, pause, value]) => [pause, Number(value)]));
}

const NOT_PAUSED = { told_to_wait: 0, credential_refused: 0, circuit_open: 0 };

async function deadEvents({ database }: TestApp): Promise<unknown[]> {
  return database.query(`SELECT id FROM export_job_event WHERE delivery_status IN ('dead', 'discarded')`);
}

describe('when all is well', () => {
  it('nothing is paused, and nothing is remembered', async () => {
    const app = await start();
    await accepted(app);
    await allDelivered(app);
    expect(await readiness(app)).toEqual({
      status: 200,
      pleo: { status: 'up', pause: null, reason: null, until: null, pausedCompanies: 0 },
    });
    expect(await pauseMetric(app)).toEqual(NOT_PAUSED);
    expect(await circuitOf(app)).toBeUndefined();
  });
});

describe.each([429, 503])('%i with Retry-After', (status) => {
  it('holds back the events of all jobs, says so everywhere, and ends by itself', async () => {
    const app = await start();
    app.sandbox.setFaults([{ status, retryAfter: '300', times: 1 }]);
    const first = await accepted(app);
    const { until } = await paused(app, 'told_to_wait');
    expect(until.getTime() - Date.now()).toBeGreaterThan(290_000);
    const other = await accepted(app);

    const waiting = { reason: 'paused', until: until.toISOString() };
    for (const { id } of [first, other]) {
      await eventually(async () => {
        expect(await deliveryOf(app, id)).toMatchObject({ status: 'pending', waitingFor: waiting });
        return true;
      });
    }
    expect(await readiness(app)).toEqual({
      status: 200,
      pleo: {
        status: 'paused',
        pause: 'told_to_wait',
        reason: expect.stringContaining(`Pleo answered ${status}`),
        until: expect.stringMatching(/Z$/),
        pausedCompanies: 0,
      },
    });
    expect(await pauseMetric(app)).toEqual({ ...NOT_PAUSED, told_to_wait: 1 });
    expect(posts(app)).toHaveLength(1);

    await letTimePass(app);
    await allDelivered(app);
    expect((await deliveryOf(app, first.id)).attempts).toBe(2);
    expect((await readiness(app)).pleo).toMatchObject({ status: 'up' });
    expect(await pauseMetric(app)).toEqual(NOT_PAUSED);
  });

  it('is waited out, and no more than that', async () => {
    const app = await start();
    app.sandbox.setFaults([{ status, retryAfter: '1', times: 1 }]);
    await accepted(app);
    await allDelivered(app);
    const [told, again] = posts(app);
    expect(posts(app)).toHaveLength(2);
    const waited = (again?.receivedAt ?? 0) - (told?.answeredAt ?? 0);
    expect(waited).toBeGreaterThanOrEqual(1000);
    // And not a pause's minute.
    expect(waited).toBeLessThan(30_000);
  });
});

describe.each([401, 403])('a credential that is refused with %i', (status) => {
  it('holds back the events of all jobs until it is mended, and none of them is dead', async () => {
    const app = await start();
    app.sandbox.setFaults([{ status }]);
    const jobs = [await accepted(app)];
    await paused(app, 'credential_refused');
    for (let count = 0; count < 5; count++) jobs.push(await accepted(app));
    // Three jobs that are refused are enough to know that it is not about one of them.
    const { probes: known } = await eventually(async () => {
      const row = await circuitOf(app);
      return row && row.until.getTime() - Date.now() > 50_000 && row;
    });
    const before = posts(app).length;
    expect(new Set(posts(app).map(({ jobId }) => jobId)).size).toBe(3);
    expect((await deliveryOf(app, jobs[5]?.id ?? '')).waitingFor).toMatchObject({ reason: 'paused' });
    expect(await readiness(app)).toMatchObject({
      status: 200,
      pleo: {
        status: 'paused',
        pause: 'credential_refused',
        reason: expect.stringContaining(String(status)),
      },
    });
    expect(await pauseMetric(app)).toEqual({ ...NOT_PAUSED, credential_refused: 1 });

    await letTimePass(app);
    const { until } = await eventually(async () => {
      const row = await circuitOf(app);
      return row?.probes === known + 1 && row;
    });
    expect(posts(app)).toHaveLength(before + 1);
    expect(until.getTime() - Date.now()).toBeGreaterThan(50_000);
    expect(await deadEvents(app)).toEqual([]);

    app.sandbox.clearFaults();
    await letTimePass(app);
    await allDelivered(app);
    expect(await deadEvents(app)).toEqual([]);
    expect(posts(app).filter(({ changed }) => changed)).toHaveLength(jobs.length);
    expect(await circuitOf(app)).toBeUndefined();
    expect((await readiness(app)).pleo).toMatchObject({ status: 'up' });
  });
});

it('a credential that Pleo does not know pauses, is shown nowhere, and works once Pleo takes it', async () => {
  const app = await start();
  app.sandbox.setCredentials({ apiKeys: ['another-key'] });
  const { id, jobId } = await accepted(app);
  await paused(app, 'credential_refused');
  for (const path of [
    '/health/ready',
    '/metrics',
    `/v1/export-job-events/${id}`,
    `/v1/export-jobs/${jobId}/timeline`,
  ]) {
    const { text } = await app.http.get(path);
    expect(text).toContain(path === '/metrics' ? 'relay_delivery_paused' : '401');
    expect(text).not.toContain('sandbox-key');
  }
  app.sandbox.setCredentials({ apiKeys: ['sandbox-key'] });
  await letTimePass(app);
  await allDelivered(app);
});

it('words of Pleo that hold a NUL neither stop the pause nor the deliveries after it', async () => {
  const app = await start();
  app.sandbox.setFaults([{ status: 401, body: { type: 'ODD\0', message: 'a\0b' }, times: 2 }]);
  await accepted(app);
  await paused(app, 'credential_refused');
  await letTimePass(app);
  await allDelivered(app);
});

describe('an outage of Pleo', () => {
  const CONCURRENCY = 8;
  const FAILURES = 3;

  it('costs a few requests, however much waits, and then all is delivered, in order per job', async () => {
    const app = await start({
      CIRCUIT_FAILURES: String(FAILURES),
      DELIVERY_CONCURRENCY: String(CONCURRENCY),
    });
    app.sandbox.setFaults([{ status: 500 }]);
    const jobIds = Array.from({ length: 100 }, () => randomUUID());
    const events = jobIds.flatMap((jobId) => [
      { jobId, event: 'started' },
      { jobId, event: 'completed' },
    ]);
    const { status, body } = await app.http.post('/v1/export-job-events/batch').send({ events });
    expect([status, body.results.length]).toEqual([207, 200]);
    await paused(app, 'circuit_open');
    expect(await pauseMetric(app)).toEqual({ ...NOT_PAUSED, circuit_open: 1 });
    expect(await readiness(app)).toMatchObject({
      status: 200,
      pleo: { status: 'paused', pause: 'circuit_open', reason: expect.stringContaining('500') },
    });
    const probes = await eventually(async () => {
      const row = await circuitOf(app);
      if ((row?.probes ?? 0) >= 4) return row?.probes;
      await letTimePass(app);
      return null;
    });
    // What was under way, what followed before the circuit opened, and the probes; the last one may be on its way.
    expect(posts(app).length).toBeLessThanOrEqual(CONCURRENCY + FAILURES - 1 + probes + 1);
    expect(await app.database.query('SELECT count(*)::integer AS count FROM outbox')).toEqual([
      { count: 200 },
    ]);

    app.sandbox.clearFaults();
    await eventually(async () => {
      if (!(await circuitOf(app))?.pause) return true;
      // A probe that was under way may still come back with the last 500.
      await letTimePass(app);
      return false;
    });
    await allDelivered(app);
    expect(await deadEvents(app)).toEqual([]);
    const taken = posts(app).filter(({ changed }) => changed);
    for (const jobId of jobIds) {
      expect(taken.filter((request) => request.jobId === jobId).map(({ event }) => event)).toEqual([
        'started',
        'completed',
      ]);
    }
    expect(app.sandbox.overlaps).toBe(0);
    expect(await pauseMetric(app)).toEqual(NOT_PAUSED);
    expect(await circuitOf(app)).toBeUndefined();
  });

  it('ends by itself: nobody has to do anything', async () => {
    const app = await start({ CIRCUIT_FAILURES: '1' });
    app.sandbox.setFaults([{ status: 500, times: 2 }]);
    const { id } = await accepted(app);
    await allDelivered(app);
    expect((await deliveryOf(app, id)).attempts).toBe(3);
  });

  it('is not made of faults with an answer between them', async () => {
    const app = await start({ CIRCUIT_FAILURES: '2' });
    const [failing, other] = [randomUUID(), randomUUID()];
    app.sandbox.setFaults([{ match: { jobId: failing }, status: 500 }]);
    const { id } = await accepted(app, 'started', failing);
    await eventually(async () => (await circuitOf(app))?.faults === 1);
    await app.database.query(`UPDATE outbox SET due_at = now() + interval '1 hour' WHERE claim IS NULL`);
    await accepted(app, 'started', other);
    await eventually(async () => (await circuitOf(app)) === undefined);
    await app.database.query('UPDATE outbox SET due_at = now() WHERE claim IS NULL');
    await app.database.query(`SELECT pg_notify('outbox', '')`);
    await eventually(async () => (await deliveryOf(app, id)).attempts === 2);
    expect((await circuitOf(app))?.pause ?? null).toBeNull();
  });
});

describe('a pause', () => {
  it('holds for every replica, also for one that starts later', async () => {
    const app = await start();
    app.sandbox.setFaults([{ status: 429, retryAfter: '300', times: 1 }]);
    await accepted(app);
    await paused(app, 'told_to_wait');
    const env = { DATABASE_URL: app.database.url, PLEO_BASE_URL: app.sandbox.url };
    const replica = await startApp(env);
    try {
      expect((await readiness(replica)).pleo).toMatchObject({ status: 'paused', pause: 'told_to_wait' });
      const { id } = await accepted(replica);
      expect((await deliveryOf(replica, id)).waitingFor).toMatchObject({ reason: 'paused' });
      expect(posts(app)).toHaveLength(1);
      await letTimePass(app);
      await allDelivered(app);
    } finally {
      await replica.stop();
    }
  });

  it('ends gently on replicas that only heard of it: one event, then two, then four', async () => {
    const app = await start();
    app.sandbox.setFaults([{ status: 429, retryAfter: '300', times: 1 }]);
    await accepted(app);
    await paused(app, 'told_to_wait');
    for (let count = 0; count < 10; count++) await accepted(app);
    await app.app.close();

    app.sandbox.setFaults([{ latencyMs: 50 }]);
    const replica = await startApp({ DATABASE_URL: app.database.url, PLEO_BASE_URL: app.sandbox.url });
    const started = performance.now();
    try {
      const status = statusOf(replica.app, 'dispatcher');
      // Its next look at the outbox.
      await eventually(() => status.ageMs < performance.now() - started);
      await letTimePass(app);
      await allDelivered(app);
    } finally {
      await replica.stop();
    }
    const [, first, second, third, fourth] = posts(app);
    const after = (one: SandboxRequest | undefined) => one?.answeredAt ?? Infinity;
    expect(second?.receivedAt).toBeGreaterThanOrEqual(after(first));
    expect(third?.receivedAt).toBeLessThan(after(second));
    expect(fourth?.receivedAt).toBeGreaterThanOrEqual(Math.min(after(second), after(third)));
  });

  it('is not the reason of an event whose turn has not come', async () => {
    const app = await start();
    app.sandbox.setFaults([{ status: 429, retryAfter: '300', times: 1 }]);
    const first = await accepted(app);
    await paused(app, 'told_to_wait');
    const second = await accepted(app, 'completed', first.jobId);
    expect((await deliveryOf(app, second.id)).waitingFor).toEqual({ reason: 'turn', eventId: first.id });
  });
});

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultRule } from '../../sandbox/sandbox.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { forgetJob } from '../support/forget-job.js';
import { report } from '../support/reports.js';

const OTHERS = 30;

/** Long before a pause ends by itself, or what Pleo told to wait is over: nothing here waits for either. */
const SOON_MS = 25_000;

let relay: TestApp | undefined;
afterEach(async () => {
  await relay?.stop();
  relay = undefined;
});

async function start(env: Record<string, string> = {}): Promise<TestApp> {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600', ...env });
  return relay;
}

const PAGE: FaultRule = { contentType: 'text/html', body: '<title>Blocked</title>' };

/** What one job meets whenever Pleo is told of it, or asked for it. */
const TROUBLES: [string, FaultRule[]][] = [
  ['401', [{ status: 401 }]],
  ['403', [{ status: 403 }]],
  ['403 of a firewall', [{ ...PAGE, status: 403 }]],
  ['404 of a gateway', [{ ...PAGE, status: 404 }]],
  ['200 of a gateway', [{ ...PAGE, status: 200 }]],
  ['429 with an hour to wait, again', [{ status: 429, retryAfter: '3600' }]],
  ['503 with an hour to wait, again', [{ status: 503, retryAfter: '3600' }]],
  ['429', [{ status: 429 }]],
  ['500', [{ status: 500 }]],
  ['silence', [{ hang: true }]],
  ['a cut', [{ dropConnection: true }]],
  ['400', [{ status: 400 }]],
  ...[401, 403, 404, 429, 500].map((status): [string, FaultRule[]] => [
    `422, and ${status} where it is read`,
    [
      { match: { method: 'POST' }, status: 422 },
      { match: { method: 'GET' }, status, ...(status === 429 && { retryAfter: '3600' }) },
    ],
  ]),
  [
    '422, and a page where it is read',
    [
      { match: { method: 'POST' }, status: 422 },
      { match: { method: 'GET' }, status: 200, ...PAGE },
    ],
  ],
  [
    '422, and silence where it is read',
    [
      { match: { method: 'POST' }, status: 422 },
      { match: { method: 'GET' }, hang: true },
    ],
  ],
];

/** Rules that only concern this job. */
function of(jobId: string, rules: FaultRule[]): FaultRule[] {
  return rules.map((rule) => ({ ...rule, match: { ...rule.match, jobId } }));
}

async function reported(app: TestApp, count: number): Promise<string[]> {
  const jobIds = Array.from({ length: count }, () => randomUUID());
  await Promise.all(jobIds.map((jobId) => report(app, jobId, 'started')));
  return jobIds;
}

async function delivered(app: TestApp, jobIds: string[], withinMs: number): Promise<void> {
  await eventually(async () => {
    const rows = await app.database.query(
      `SELECT FROM export_job_event WHERE job_id = ANY ($1::uuid[]) AND delivery_status = 'delivered'`,
      [jobIds],
    );
    return rows.length === jobIds.length;
  }, withinMs);
}

/** The job has met its trouble so often; it is due again. */
async function met(app: TestApp, jobIds: string[], times: number): Promise<void> {
  for (let count = 1; count <= times; count++) {
    await eventually(async () => {
      const rows = await app.database.query(
        `SELECT FROM export_job_event AS event
         WHERE job_id = ANY ($1::uuid[])
           AND (delivery_status = 'dead' OR (
             SELECT count(*) FROM delivery_attempt AS attempt
             WHERE (attempt.job_id, attempt.sequence) = (event.job_id, event.sequence)
           ) >= $2)`,
        [jobIds, count],
      );
      if (rows.length === jobIds.length) return true;
      await letTimePass(app);
      return false;
    });
    await letTimePass(app);
  }
}

/** Whatever pauses and retries wait for has come. */
async function letTimePass(app: TestApp): Promise<void> {
  await app.database.query('UPDATE delivery_circuit SET paused_until = now() WHERE pause IS NOT NULL');
  await app.database.query('UPDATE outbox SET due_at = now() WHERE due_at > now() AND claim IS NULL');
  await app.database.query(`SELECT pg_notify('outbox', '')`);
}

async function pauses({ database }: TestApp): Promise<unknown[]> {
  return database.query(
    'SELECT pause FROM delivery_circuit WHERE pause IS NOT NULL AND paused_until > now()',
  );
}

describe.each(TROUBLES)('one job that always meets %s', (name, rules) => {
  it('holds up no other, neither those that come with it nor those that come later', async () => {
    const app = await start(/silence/.test(name) ? { PLEO_TIMEOUT_MS: '2000' } : {});
    const bad = randomUUID();
    app.sandbox.setFaults(of(bad, rules));
    const [first] = await Promise.all([report(app, bad, 'started'), report(app, randomUUID(), 'started')]);
    expect(first.status).toBe(202);
    await met(app, [bad], 2);
    await delivered(app, await reported(app, OTHERS), SOON_MS);

    // And once more, in the midst of others.
    await letTimePass(app);
    await delivered(app, await reported(app, OTHERS), SOON_MS);
    expect(await pauses(app)).toEqual([]);
  });
});

describe.each<[string, FaultRule]>([
  ['401', { status: 401 }],
  ['403', { status: 403 }],
  ['429 with an hour to wait', { status: 429, retryAfter: '3600' }],
  ['500', { status: 500 }],
])('some jobs that always meet %s', (_, rule) => {
  it('hold up no other once others got through', async () => {
    const app = await start({ CIRCUIT_FAILURES: '3' });
    const bad = Array.from({ length: 8 }, () => randomUUID());
    app.sandbox.setFaults(bad.flatMap((jobId) => of(jobId, [rule])));
    await Promise.all(bad.map((jobId) => report(app, jobId, 'started')));
    const others = await reported(app, OTHERS);
    await eventually(async () => {
      await letTimePass(app);
      await delivered(app, others, 100);
      return true;
    });
    // All of them, and nobody else.
    await met(app, bad, 2);
    for (let round = 0; round < 2; round++) {
      const fresh = await reported(app, OTHERS);
      // If all that was tried of late was refused, there is a pause: its next probe is made with a fresh one.
      await letTimePass(app);
      await delivered(app, fresh, SOON_MS);
    }
  });
});

describe.each([202, 500])('a job whose request is answered %d after an outage', (status) => {
  /** The relay, its circuit open, and the probe that may close it: under way until the sandbox lets it go. */
  async function probing(): Promise<[TestApp, string]> {
    const app = await start({ CIRCUIT_FAILURES: '1' });
    const jobId = randomUUID();
    app.sandbox.setFaults([{ match: { jobId }, status: 500, times: 1 }]);
    await report(app, jobId, 'started');
    await eventually(() => app.sandbox.requests.length === 1);
    app.sandbox.setFaults([{ match: { jobId }, latencyMs: 600_000, ...(status !== 202 && { status }) }]);
    await eventually(async () => {
      await letTimePass(app);
      return app.sandbox.requests.length === 2;
    });
    return [app, jobId];
  }

  /** The others are delivered, whatever the circuit waits for. */
  async function othersGo(app: TestApp): Promise<void> {
    const others = await reported(app, OTHERS);
    await eventually(async () => {
      await letTimePass(app);
      await delivered(app, others, 100);
      return true;
    });
  }

  it('holds up no other when it is gone by then', async () => {
    const [app, jobId] = await probing();
    await forgetJob(app.database, jobId);
    app.sandbox.release();
    await othersGo(app);
  });

  it('holds up no other when somebody has locked it, and is settled afterwards', async () => {
    const [app, jobId] = await probing();
    const person = new pg.Client({ connectionString: app.database.url });
    await person.connect();
    try {
      await person.query('BEGIN');
      await person.query('SELECT FROM export_job WHERE id = $1 FOR UPDATE', [jobId]);
      app.sandbox.release();
      await othersGo(app);
    } finally {
      await person.end();
    }
    app.sandbox.setFaults([]);
    await eventually(async () => {
      await letTimePass(app);
      await delivered(app, [jobId], 100);
      return true;
    });
  });
});

it('jobs that cannot be read do not keep those from being delivered that need no read', async () => {
  const app = await start();
  app.sandbox.setFaults([{ match: { method: 'GET' }, status: 403 }]);
  const bad = Array.from({ length: 12 }, () => randomUUID());
  app.sandbox.setFaults([
    { match: { method: 'GET' }, status: 403 },
    ...bad.map((jobId) => ({ match: { method: 'POST', jobId }, status: 422 })),
  ]);
  await Promise.all(bad.map((jobId) => report(app, jobId, 'started')));
  await met(app, bad, 2);
  await delivered(app, await reported(app, OTHERS), SOON_MS);
  const { text } = await app.http.get('/metrics');
  expect(text).toMatch(/^relay_delivery_paused\{pause="credential_refused",whose="ours"\} 0$/m);
});

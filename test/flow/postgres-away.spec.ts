import { randomUUID } from 'node:crypto';
import { describe } from 'vitest';
import { drained, missing } from '../support/books.js';
import type { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import type { RelayProcess } from '../support/process.js';
import { it, type Stage } from '../support/stage.js';
import { Workers } from '../support/workers.js';

/** Intake answers 503 within 5 s; the rest is for a busy machine. */
const ANSWERED_MS = 5000 + 500;

const READS = [
  '/v1/export-jobs',
  '/v1/export-job-events?deliveryStatus=dead',
  '/v1/export-job-items/dead',
  '/v1/export-job-events/causes',
  '/v1/overview',
  '/v1/companies',
  `/v1/export-jobs/${randomUUID()}`,
  `/v1/export-job-events/${randomUUID()}`,
];

/** A scrape: Prometheus would wait 10 s for it. */
const SCRAPED_MS = 3000 + 500;

async function throughProxy(stage: Stage, state?: 'open' | 'refusing', env?: Record<string, string>) {
  const database = await stage.database();
  const sandbox = await stage.sandbox();
  const proxy = await stage.proxyBefore(database.url, state);
  const relay = stage.relay({ database: { url: proxy.urlOf(database.url) }, sandbox }, env);
  return { database, sandbox, proxy, relay };
}

interface Reported {
  readonly jobId: string;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly type: unknown;
  readonly ms: number;
}

/** Reports new jobs, all at once, and gives status, `Retry-After` and duration of each answer. */
function reportMany(relay: RelayProcess, count: number): Promise<Reported[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const jobId = randomUUID();
      const askedAt = performance.now();
      const { status, headers, body } = await relay.post('/v1/export-job-events', {
        jobId,
        event: 'started',
      });
      return {
        jobId,
        status,
        retryAfter: headers.get('retry-after'),
        type: body['type'],
        ms: performance.now() - askedAt,
      };
    }),
  );
}

/** The same, again and again until all of a round are accepted: on a busy machine one may be told to come back. */
function acceptedMany(relay: RelayProcess, count: number): Promise<Reported[]> {
  return eventually(async () => {
    const found = await reportMany(relay, count);
    return found.every(({ status }) => status === 202) && found;
  });
}

/** The backend on which the relay hears of new events, once there is another one than `earlier`. */
function listener(database: TestDatabase, earlier: number): Promise<number> {
  return eventually(async () => {
    const [row] = await database.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE '%outbox listener' AND pid <> $1
       ORDER BY backend_start DESC`,
      [earlier],
    );
    return row?.pid;
  });
}

describe.concurrent('a relay whose Postgres goes away', () => {
  for (const [how, away] of [
    ['refuses connections', 'refuse'],
    ['falls silent', 'swallow'],
  ] as const) {
    it(`lives, says so in time and goes on by itself when it ${how} for a while`, async ({
      stage,
      expect,
    }) => {
      const { database, sandbox, proxy, relay } = await throughProxy(stage);
      await relay.answers();
      // All connections of the pool are there when it happens, and the one that listens.
      const before = await acceptedMany(relay, 25);
      await drained(database);
      const heardBy = await listener(database, 0);
      await proxy[away]();

      // The first ones that meet it, on connections of the pool that hang.
      const reads = await Promise.all(
        [...READS, ...before.slice(0, 1).map(({ jobId }) => `/v1/export-jobs/${jobId}/timeline`)].map(
          async (path) => {
            const askedAt = performance.now();
            const { status } = await relay.get(path);
            return { path, status, isInTime: performance.now() - askedAt < ANSWERED_MS };
          },
        ),
      );
      for (const read of reads) expect(read).toMatchObject({ status: 503, isInTime: true });
      const answers = await reportMany(relay, 25);
      expect(new Set(answers.map(({ status, type }) => `${status} ${String(type)}`))).toEqual(
        new Set(['503 SERVICE_UNAVAILABLE']),
      );
      for (const { retryAfter, ms } of answers) {
        expect(Number(retryAfter)).toBeGreaterThan(0);
        expect(ms).toBeLessThan(ANSWERED_MS);
      }
      expect((await relay.get('/health/ready')).status).toBe(503);
      expect((await relay.get('/health/live')).status).toBe(200);
      const scraped = performance.now();
      const { status, body: metrics } = await relay.get<string>('/metrics');
      expect([status, metrics]).toEqual([200, expect.stringMatching(/^relay_database_up 0$/m)]);
      expect(metrics).not.toMatch(/^relay_outbox_events\{/m);
      expect(performance.now() - scraped).toBeLessThan(SCRAPED_MS);

      await proxy.open();
      await eventually(async () => (await relay.get('/health/ready')).status === 200);
      const after = await acceptedMany(relay, 5);
      await drained(database);
      for (const { jobId } of [...before, ...after]) expect(sandbox.job(jobId)?.status).toBe('in_progress');

      // Notifications of new events arrive again: the poll alone comes a second after each delivery.
      await listener(database, heardBy);
      const delays: number[] = [];
      for (let sent = 0; sent < 9; sent++) {
        const [report] = await acceptedMany(relay, 1);
        const answeredAt = performance.timeOrigin + performance.now();
        const { receivedAt } = await sandbox.waitForRequest(({ jobId }) => jobId === report?.jobId, 60_000);
        delays.push(receivedAt - answeredAt);
        await drained(database);
      }
      expect(delays.sort((one, other) => one - other)[4]).toBeLessThan(500);
      expect(sandbox.overlaps).toBe(0);
    });
  }

  it('loses nothing that was accepted when connections break again and again', async ({ stage, expect }) => {
    const { database, sandbox, proxy, relay } = await throughProxy(stage);
    await relay.answers();
    const workers = new Workers([relay], 6);
    for (let broken = 1; broken <= 5; broken++) {
      await workers.untilAccepted(broken * 25);
      proxy.cut();
    }
    await workers.untilAccepted(150);
    await workers.stop();
    expect(await missing(database, workers.accepted)).toEqual([]);
    expect([...workers.statuses].filter((status) => ![200, 202, 503].includes(status))).toEqual([]);
    await drained(database);
    expect(sandbox.overlaps).toBe(0);
    for (const { jobId } of workers.accepted.filter(({ event }) => event === 'completed')) {
      expect(sandbox.job(jobId)?.status).toBe('completed');
    }
  });

  it('ends in time when it is told to stop while Postgres is silent', async ({ stage, expect }) => {
    const { sandbox, proxy, relay } = await throughProxy(stage, 'open', { SHUTDOWN_TIMEOUT_SECONDS: '1' });
    await relay.answers();
    const accepted = await acceptedMany(relay, 1);
    await sandbox.waitForRequest(({ jobId }) => jobId === accepted[0]?.jobId, 60_000);
    proxy.swallow();
    expect((await reportMany(relay, 1)).map(({ status }) => status)).toEqual([503]);
    relay.kill('SIGTERM');
    expect(await relay.exits()).toEqual({ code: 0, signal: null });
  });

  it('does not start when one of its addresses does not let it in', async ({ stage, expect }) => {
    const database = await stage.database();
    const wrong = new URL(database.url);
    wrong.password = 'hunter2';
    const relay = stage.relay(
      { database, sandbox: { url: 'http://127.0.0.1:1' } },
      { DATABASE_DIRECT_URL: wrong.href },
    );
    expect(await relay.exits()).toEqual({ code: 1, signal: null });
    expect(relay.output).toMatch(/"msg":"DATABASE_DIRECT_URL does not let the relay in: .*password/);
    expect(relay.output).not.toContain('hunter2');
  });

  it('waits for it at the start, says so, and starts when it comes', async ({ stage, expect }) => {
    const { database, proxy, relay } = await throughProxy(stage, 'refusing');
    await relay.says(/Waiting for the database: .*ECONNREFUSED/);
    await proxy.open();
    await relay.answers();
    expect(await relay.report(randomUUID(), 'started')).toBe(202);
    await drained(database);
    expect(relay.output).not.toContain(new URL(database.url).password);
  });

  it('starts though it fell silent while another replica migrated', async ({ stage, expect }) => {
    const { database, proxy, relay } = await throughProxy(stage, 'refusing');
    const other = await stage.session(database.url);
    await other.query(`SELECT pg_advisory_lock(hashtextextended('pleo-export-relay:migrations', 0))`);
    await proxy.open();
    await eventually(async () => {
      const waiting = await database.query(
        `SELECT FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'pleo-export-relay migrations'`,
      );
      return waiting.length === 1;
    });
    proxy.swallow();
    await relay.says(/went away while its schema was checked/);
    await other.end();
    await proxy.open();
    await relay.answers();
    expect(await relay.report(randomUUID(), 'started')).toBe(202);
  });
});

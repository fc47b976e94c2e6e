import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { claims, drained, missing } from '../support/books.js';
import type { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import type { RelayProcess } from '../support/process.js';
import { it, Stage } from '../support/stage.js';
import { Workers } from '../support/workers.js';
import { clockOff } from '../support/wrong-clock.js';

const HOUR_MS = 3_600_000;

/** For a busy machine: far less than an hour. */
const SLACK_MS = 60_000;

const OFF = [
  ['an hour ahead', HOUR_MS],
  ['an hour behind', -HOUR_MS],
] as const;

/** Beyond doubt that the clock of the process is off, as its log shows. */
async function expectWrongClock(relay: RelayProcess, byMs: number): Promise<void> {
  expect((await relay.get('/v1/export-jobs')).status).toBe(200);
  const [, time] = await relay.says(/"time":(\d{13})/);
  expect(Math.abs(Number(time) - Date.now() - byMs)).toBeLessThan(SLACK_MS);
}

/** Within the time that the test has taken so far. */
function expectNow(time: string | Date | null | undefined, startedAt: number): void {
  const at = new Date(time ?? NaN).getTime();
  expect(at).toBeGreaterThanOrEqual(Math.floor(startedAt));
  expect(at).toBeLessThanOrEqual(Date.now() + 1);
}

interface Attempt {
  startedAt: Date;
  retryAt: Date | null;
  outcome: string;
}

function attemptsOf(database: TestDatabase, jobId: string): Promise<Attempt[]> {
  return database.query<Attempt & { [column: string]: unknown }>(
    `SELECT started_at AS "startedAt", retry_at AS "retryAt", outcome
     FROM delivery_attempt WHERE job_id = $1 ORDER BY sequence, number`,
    [jobId],
  );
}

describe.each(OFF)('a replica whose clock is %s', (_, byMs) => {
  const stage = new Stage();
  let database: TestDatabase;
  let sandbox: Sandbox;
  let relay: RelayProcess;
  beforeAll(async () => {
    database = await stage.database();
    sandbox = await stage.sandbox();
    const settings = { ...clockOff(byMs), LOG_LEVEL: 'info', EXPIRY_SWEEP_INTERVAL_SECONDS: '1' };
    relay = await stage.relay({ database, sandbox }, settings).answers();
    await expectWrongClock(relay, byMs);
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(() => stage.clear());

  it('expires a silent job when its time has come, and no other', async () => {
    const [silent, other] = [randomUUID(), randomUUID()];
    expect((await relay.post('/v1/export-jobs', { id: other, expiresIn: 600 })).status).toBe(201);
    expect((await relay.post('/v1/export-jobs', { id: silent, expiresIn: 2 })).status).toBe(201);
    await sandbox.waitForRequest(({ jobId, changed }) => jobId === silent && changed, SLACK_MS);
    const jobs = await database.query<{ id: string; status: string; lived: number | null }>(
      `SELECT id, status, extract(epoch FROM expired_at - created_at)::float8 AS lived
       FROM export_job WHERE id IN ($1, $2) ORDER BY expires_in`,
      [silent, other],
    );
    expect(jobs).toMatchObject([
      { id: silent, status: 'failed' },
      { id: other, status: 'pending' },
    ]);
    expect(jobs[0]?.lived).toBeGreaterThanOrEqual(2);
    expect(jobs[0]?.lived).toBeLessThan(2 + SLACK_MS / 1000);
  });

  it('retries when it said it would, and shows the right times', async () => {
    const startedAt = Date.now();
    sandbox.setFaults([{ status: 500, times: 2 }]);

    const jobId = randomUUID();
    const { status, body } = await relay.post<{ acceptedAt: string }>('/v1/export-job-events', {
      jobId,
      event: 'started',
    });
    expect(status).toBe(202);
    expectNow(body.acceptedAt, startedAt);
    expect(await relay.report(jobId, 'completed')).toBe(202);
    await drained(database, SLACK_MS);

    const attempts = await attemptsOf(database, jobId);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['passing', 'passing', 'delivered', 'delivered']);
    for (const [index, { retryAt }] of attempts.entries()) {
      expectNow(attempts[index]?.startedAt, startedAt);
      if (retryAt) expect(attempts[index + 1]?.startedAt.getTime()).toBeGreaterThanOrEqual(retryAt.getTime());
    }
    const timeline = await relay.get<{ data: { at: string }[] }>(`/v1/export-jobs/${jobId}/timeline`);
    const times = timeline.body.data.map(({ at }) => at);
    expect(times.length).toBeGreaterThanOrEqual(6);
    expect(times).toEqual(times.toSorted());
    for (const time of times) expectNow(time, startedAt);
  });

  it('waits until the date that Pleo names, and says so', async () => {
    const startedAt = Date.now();
    const named = Math.ceil(Date.now() / 1000) * 1000 + 3000;
    sandbox.setFaults([{ status: 429, retryAfter: new Date(named).toUTCString(), times: 1 }]);

    const jobId = randomUUID();
    expect(await relay.report(jobId, 'started')).toBe(202);
    const pause = await eventually(async () => {
      const { body } = await relay.get<{ pleo: { pause: string | null; until: string | null } }>(
        '/health/ready',
      );
      return body.pleo.pause !== null && body.pleo;
    });
    const [row] = await database.query<{ until: Date }>(
      'SELECT paused_until::timestamptz(3) AS until FROM delivery_circuit',
    );
    expect(pause).toMatchObject({ pause: 'told_to_wait', until: row?.until.toISOString() });
    // Pleo's clock shows whole seconds.
    expect(Math.abs((row?.until.getTime() ?? NaN) - named)).toBeLessThan(2000);

    await drained(database, SLACK_MS);
    const requests = sandbox.requests.filter((request) => request.jobId === jobId);
    expect(requests.map(({ statusCode }) => statusCode)).toEqual([429, 202]);
    const [refused, taken] = requests;
    expect(refused?.receivedAt).toBeGreaterThan(startedAt);
    expect(taken?.receivedAt).toBeGreaterThanOrEqual(Number(row?.until));
    expect(taken?.receivedAt).toBeLessThan(named + SLACK_MS);
  });
});

describe('two replicas whose clocks are two hours apart', () => {
  it('share the work, in order, and hold what they have claimed', async ({ stage }) => {
    const startedAt = Date.now();
    const database = await stage.database();
    const sandbox = await stage.sandbox();
    const relays = OFF.map(([, byMs], index) =>
      stage.relay({ database, sandbox }, { ...clockOff(byMs), PLEO_API_VERSION: `v${index + 1}` }),
    );
    await Promise.all(relays.map((relay) => relay.answers()));

    // Pleo is slow with this one: longer than a lease is renewed, shorter than it ends.
    const slow = randomUUID();
    sandbox.setFaults([
      { match: { jobId: slow }, latencyMs: 4000 },
      { latencyMs: 5, jitterMs: 10 },
    ]);
    expect(await relays[0]?.report(slow, 'started')).toBe(202);
    await eventually(async () => (await claims(database)) === 1);
    const [lease] = await database.query<{ left: number }>(
      'SELECT extract(epoch FROM due_at - now())::float8 AS left FROM outbox WHERE claim IS NOT NULL',
    );
    expect(lease?.left).toBeGreaterThan(0);
    expect(lease?.left).toBeLessThanOrEqual(12);

    const workers = new Workers(relays, 4);
    await workers.untilAccepted(160);
    await sandbox.waitForRequest(({ jobId, answeredAt }) => jobId === slow && answeredAt !== null, SLACK_MS);
    await workers.stop();
    await drained(database, SLACK_MS);

    expect([...workers.statuses]).toEqual([202]);
    expect(await missing(database, workers.accepted)).toEqual([]);
    expect(sandbox.overlaps).toBe(0);
    expect(sandbox.requests.filter(({ jobId }) => jobId === slow)).toHaveLength(1);
    const changed = sandbox.requests.filter(({ changed }) => changed);
    expect(changed).toHaveLength(workers.accepted.length + 1);
    for (const version of ['v1', 'v2'])
      expect(changed.filter(({ path }) => path.startsWith(`/${version}/`)).length).toBeGreaterThan(0);

    // Each pair was reported to one replica and may have been sent by another.
    const events = await database.query<{ accepted: Date; delivered: Date; inOrder: boolean }>(
      `SELECT event.accepted_at AS accepted, event.delivered_at AS delivered,
              event.delivered_at >= event.accepted_at
                AND coalesce(event.accepted_at >= before.accepted_at AND event.delivered_at >= before.delivered_at, true)
                AS "inOrder"
       FROM export_job_event AS event
       LEFT JOIN export_job_event AS before ON before.job_id = event.job_id AND before.sequence = event.sequence - 1`,
    );
    for (const { accepted, delivered, inOrder } of events) {
      expect(inOrder).toBe(true);
      expectNow(accepted, startedAt);
      expectNow(delivered, startedAt);
    }
  });
});

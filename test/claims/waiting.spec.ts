import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClaimRecorder } from '../../src/claims/claim-recorder.js';
import type { ClaimRound, Wish } from '../../src/claims/claim.js';
import { LapsedLeasesSweep } from '../../src/claims/lapsed-leases.sweep.js';
import { WaitingWorkers } from '../../src/claims/waiting-workers.js';
import { JobLeases } from '../../src/job-leases/job-leases.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { startApp, type TestApp } from '../support/app.js';
import { claim, claimed, lapse, noJobs, pendingJob } from '../support/claims-of-jobs.js';
import { eventually } from '../support/eventually.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
  // Only what is told wakes a worker here: whoever waits for the sweep waits longer than these tests do.
  await relay.app.get(LapsedLeasesSweep).onModuleDestroy();
});
afterAll(() => relay.stop());
beforeEach(() => noJobs(relay));
afterEach(() => vi.restoreAllMocks());

async function waiting(): Promise<number> {
  const { values } = await relay.app.get(Metrics).claimsWaiting.get();
  return values[0]?.value ?? 0;
}

/** Workers that wait; resolves when all are known to, with the answers to come. */
async function wait(count: number, body: object = {}) {
  const before = await waiting();
  const answers = Array.from({ length: count }, () => claim(relay, { waitSeconds: 30, ...body }));
  await eventually(async () => (await waiting()) === before + count);
  return answers;
}

/** The rounds from now on, each of which looks into the database once for all who wait. */
function rounds() {
  return vi.spyOn(relay.app.get(ClaimRecorder), 'claim');
}

describe('a worker that waits', () => {
  it('gets the job that is registered, at once', async () => {
    const [answer] = await wait(1);
    const id = await pendingJob(relay, randomUUID());
    const since = performance.now();
    expect((await answer)?.body.job.id).toBe(id);
    // Some milliseconds on a quiet machine; the look that is made anyway comes after 3 s.
    expect(performance.now() - since).toBeLessThan(1500);
  });

  it('gets the next job of a company when the one before has ended', async () => {
    const company = randomUUID();
    const [first, second] = [await pendingJob(relay, company), await pendingJob(relay, company)];
    const { lease } = await claimed(relay);
    const [answer] = await wait(1, { companyId: company });
    const ended = await relay.http
      .put(`/v1/export-jobs/${first}/items`)
      .set('Lease-Token', lease.token)
      .send([{ accountingEntryId: randomUUID(), status: 'successful' }]);
    expect(ended.status).toBe(200);
    const since = performance.now();
    const finish = relay.http.post(`/v1/export-jobs/${first}/finish`).set('Lease-Token', lease.token);
    expect((await finish).status).toBe(202);
    expect((await answer)?.body.job.id).toBe(second);
    expect(performance.now() - since).toBeLessThan(1500);
  });

  it('gets a job that is given back', async () => {
    const id = await pendingJob(relay);
    const { lease } = await claimed(relay);
    const [answer] = await wait(1);
    const since = performance.now();
    await relay.http.post(`/v1/export-jobs/${id}/release`).set('Lease-Token', lease.token).expect(204);
    expect((await answer)?.body).toMatchObject({ job: { id }, resumed: true });
    expect(performance.now() - since).toBeLessThan(1500);
  });

  it('gets a job when its lease lapses, without being told', async () => {
    const id = await pendingJob(relay);
    await claimed(relay);
    await relay.database.query(`UPDATE job_lease SET until = now() + interval '700 milliseconds'`);
    const since = performance.now();
    const [answer] = await wait(1);
    expect((await answer)?.body).toMatchObject({ job: { id }, resumed: true });
    expect(performance.now() - since).toBeLessThan(2500);
  });

  it('is told that there is nothing when its time is over', async () => {
    const since = performance.now();
    expect((await claim(relay, { waitSeconds: 1 })).status).toBe(204);
    expect(performance.now() - since).toBeGreaterThan(990);
  });

  it('has its turn: whoever came first gets the first job', async () => {
    const [first] = await wait(1);
    const [second] = await wait(1);
    const ids = [await pendingJob(relay), await pendingJob(relay)];
    expect([(await first)?.body.job.id, (await second)?.body.job.id]).toEqual(ids);
  });

  it('leaves the queue when its caller goes, and gets no job', async () => {
    const { port, hostname } = new URL(await relay.app.getUrl());
    const socket = connect(Number(port), hostname.replace(/[[\]]/g, ''));
    const body = JSON.stringify({ waitSeconds: 30 });
    socket.write(
      `POST /v1/export-jobs/claim HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await eventually(async () => (await waiting()) === 1);
    socket.destroy();
    await eventually(async () => (await waiting()) === 0);
    const id = await pendingJob(relay);
    expect((await claimed(relay)).job.id).toBe(id);
  });

  it('whose caller has gone while a job was claimed for it gives it back', async () => {
    const id = await pendingJob(relay);
    const gone = new AbortController();
    const wish = { companyId: null, leaseSeconds: 300, claimedBy: null, request: null };
    const answer = relay.app.get(WaitingWorkers).claim(wish, 30_000, gone.signal);
    // The transaction has begun by then, and has not ended.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    gone.abort();
    expect(await answer).toBeNull();
    const next = await eventually(async () => {
      const { status, body } = await claim(relay);
      return status === 200 && body;
    });
    expect(next.job.id).toBe(id);
    expect(await waiting()).toBe(0);
  });
});

describe('1,000 workers that wait', () => {
  it('cost a look now and then, and one when something happens', async () => {
    const looks = rounds();
    const wish = { companyId: null, leaseSeconds: 300, claimedBy: null, request: null };
    const callers = Array.from({ length: 1000 }, () => new AbortController());
    const workers = relay.app.get(WaitingWorkers);
    const answers = callers.map(({ signal }) => workers.claim(wish, 30_000, signal));
    await eventually(() => looks.mock.results[0]?.value as Promise<ClaimRound<Wish>> | undefined);
    const ids = [await pendingJob(relay), await pendingJob(relay, randomUUID())];
    const given = [await answers[0], await answers[1]].map((one) => one?.jobId);
    expect(given.sort()).toEqual(ids.sort());
    for (const caller of callers) caller.abort();
    expect((await Promise.all(answers)).filter((one) => one !== null)).toHaveLength(2);
    expect(await waiting()).toBe(0);
    // The first, and for each job one when this replica tells of it and when Postgres does; others come by themselves.
    expect(looks.mock.calls.length).toBeLessThan(10);
  });
});

it('a job that others have locked is not forgotten', async () => {
  const id = await pendingJob(relay);
  const looks = rounds();
  const other = new pg.Client({ connectionString: relay.database.url });
  await other.connect();
  try {
    await other.query('BEGIN');
    await other.query('SELECT FROM export_job WHERE id = $1 FOR UPDATE', [id]);
    // Without any wait: as there is a job, it is worth a moment.
    const answer = claimed(relay);
    await eventually(() => looks.mock.calls.length > 1);
    await other.query('COMMIT');
    expect((await answer).job.id).toBe(id);
  } finally {
    await other.end();
  }
});

it('lapses are noted once, by whoever sees them first', async () => {
  const leases = relay.app.get(JobLeases);
  const [one, other] = [await pendingJob(relay), await pendingJob(relay)];
  await claimed(relay);
  await claimed(relay);
  await lapse(relay, one);
  const noted = await Promise.all([leases.lapse(10), leases.lapse(10)]);
  expect(noted.sort()).toEqual([0, 1]);
  await lapse(relay, other);
  expect((await claimed(relay)).job.id).toBe(one);
  expect((await claimed(relay)).job.id).toBe(other);
  expect(await leases.lapse(10)).toBe(0);
  const changes = await relay.database.query<{ change: string }>(
    `SELECT change FROM job_lease_change WHERE job_id = $1 ORDER BY at`,
    [other],
  );
  expect(changes.map(({ change }) => change).sort()).toEqual(['claimed', 'lapsed', 'resumed']);
});

it('workers that wait when the relay stops are answered at once', async () => {
  const own = await startApp();
  const answers = Array.from({ length: 5 }, () => claim(own, { waitSeconds: 30 }));
  await eventually(async () => {
    const { values } = await own.app.get(Metrics).claimsWaiting.get();
    return values[0]?.value === 5;
  });
  own.app.get(WaitingWorkers).letGo();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
  await own.stop();
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LapsedLeasesSweep } from '../../src/claims/lapsed-leases.sweep.js';
import { startApp, type TestApp } from '../support/app.js';
import { byHand } from '../support/by-hand.js';
import { claim, claimed, lapse, noJobs, pendingJob } from '../support/claims-of-jobs.js';
import { expectProblem, pointersOf } from '../support/problem.js';
import { allDelivered, report } from '../support/reports.js';
import { tableContents } from '../support/table-contents.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
  byHand(relay.app, 'Sweep of lapsed leases');
});
afterAll(() => relay.stop());
beforeEach(() => noJobs(relay));

type Verb = 'post' | 'put';
type Call = readonly [verb: Verb, path: string, body: object];

/** All that may be said of a claimed job. */
function calls(id: string): Call[] {
  const items = [{ accountingEntryId: randomUUID(), status: 'successful' }];
  const event = { jobId: id, event: 'completed' };
  return [
    ['post', `/v1/export-jobs/${id}/heartbeat`, {}],
    ...['v1', 'v2', 'v3'].map((v): Call => ['put', `/${v}/export-jobs/${id}/items`, items]),
    ['post', `/v1/export-jobs/${id}/finish`, {}],
    ...['v1', 'v2', 'v3'].map((v): Call => ['post', `/${v}/export-job-events`, event]),
    ['post', `/v1/export-jobs/${id}/release`, {}],
  ];
}

const send = ([verb, path, body]: Call, token: string) =>
  relay.http[verb](path).set('Lease-Token', token).send(body);

/** All rows; of leases without what the sweep notes by itself. */
async function written(): Promise<object> {
  const contents = await tableContents(relay.database);
  const leases = contents['job_lease']?.map((lease) => ({ ...(lease as object), ended: null, returns: 0 }));
  return { ...contents, job_lease: leases, job_lease_change: [] };
}

/** When the lease of the job ends, as the table has it, in seconds from now. */
async function secondsLeft(id: string): Promise<number> {
  const [row] = await relay.database.query<{ left: number }>(
    'SELECT extract(epoch FROM until - now())::float8 AS left FROM job_lease WHERE job_id = $1',
    [id],
  );
  return row?.left ?? NaN;
}

const age = (id: string, seconds: number) =>
  relay.database.query(`UPDATE job_lease SET until = until - $2 * interval '1 second' WHERE job_id = $1`, [
    id,
    seconds,
  ]);

describe('a token that is not that of the live lease', () => {
  it.each([
    ['was never one', async () => randomUUID()],
    ['is no UUID', async () => 'mine'],
    ['is empty', async () => ''],
    [
      'was the one before',
      async (id: string, token: string) => {
        await lapse(relay, id);
        await claimed(relay);
        return token;
      },
    ],
    [
      'has lapsed',
      async (id: string, token: string) => {
        await lapse(relay, id);
        return token;
      },
    ],
  ])('is refused by every route, and nothing is written: it %s', async (_, become) => {
    const id = await pendingJob(relay);
    const { lease } = await claimed(relay);
    const token = await become(id, lease.token);
    await allDelivered(relay);
    const before = await written();
    for (const call of calls(id)) {
      const problem = expectProblem(await send(call, token), 409, 'LEASE_LOST');
      expect(problem.detail).toContain(id);
    }
    expect(await written()).toEqual(before);
  });

  it('is refused for each event of a batch by itself', async () => {
    const [id, other] = [await pendingJob(relay), await pendingJob(relay)];
    const { lease } = await claimed(relay);
    await claimed(relay);
    const answer = await relay.http
      .post('/v1/export-job-events/batch')
      .set('Lease-Token', lease.token)
      .send({ events: [id, other].map((jobId) => ({ jobId, event: 'completed' })) });
    const results = answer.body.results as { status: number; problem?: { type: string } }[];
    expect(results.map(({ status, problem }) => [status, problem?.type])).toEqual([
      [202, undefined],
      [409, expect.stringContaining('LEASE_LOST')],
    ]);
  });

  it('makes no job known', async () => {
    const jobId = randomUUID();
    const started = await send(['post', '/v1/export-job-events', { jobId, event: 'started' }], randomUUID());
    expectProblem(started, 404, 'EXPORT_NOT_FOUND');
    expect((await relay.http.get(`/v1/export-jobs/${jobId}`)).status).toBe(404);
  });
});

describe('the token of the live lease', () => {
  it('is taken by every route, and whatever is accepted with it prolongs the lease', async () => {
    const id = await pendingJob(relay);
    const { lease } = await claimed(relay, { leaseSeconds: 60 });
    for (const call of calls(id).slice(0, 4)) {
      await age(id, 40);
      expect((await send(call, lease.token.toUpperCase())).status).toBe(200);
      expect(await secondsLeft(id)).toBeGreaterThan(50);
    }
    const finished = await send(['post', `/v1/export-jobs/${id}/finish`, {}], lease.token);
    expect(finished.status).toBe(202);
    expect(await relay.database.query('SELECT FROM job_lease WHERE job_id = $1', [id])).toEqual([]);
  });

  it('is not prolonged by what comes without it', async () => {
    const id = await pendingJob(relay);
    await claimed(relay, { leaseSeconds: 60 });
    await age(id, 40);
    for (const [verb, path, body] of calls(id).slice(0, 4)) {
      const answer = await relay.http[verb](path).send(body);
      expect(answer.status).toBe(200);
    }
    expect(await secondsLeft(id)).toBeLessThan(20);
  });

  it('may repeat the final event whose answer was lost, which another token may not', async () => {
    const id = await pendingJob(relay);
    const before = await claimed(relay);
    await lapse(relay, id);
    const { lease } = await claimed(relay);
    const completed: Call = ['post', '/v1/export-job-events', { jobId: id, event: 'completed' }];
    expect((await send(completed, lease.token)).status).toBe(202);
    expect((await send(completed, lease.token)).status).toBe(200);
    const failed: Call = ['post', '/v1/export-job-events', { jobId: id, event: 'failed' }];
    expectProblem(await send(failed, lease.token), 422, 'INVALID_EXPORT_JOB_STATUS_CHANGE');
    expectProblem(await send(completed, before.lease.token), 409, 'LEASE_LOST');
  });

  it('takes no results of a job that has ended, and no heartbeat', async () => {
    const id = await pendingJob(relay);
    const { lease } = await claimed(relay);
    expect((await send(calls(id)[1] as Call, lease.token)).status).toBe(200);
    expect((await send(['post', `/v1/export-jobs/${id}/finish`, {}], lease.token)).status).toBe(202);
    for (const call of calls(id).slice(0, 4)) expectProblem(await send(call, lease.token), 409, 'LEASE_LOST');
    expect((await send(['post', `/v1/export-jobs/${id}/finish`, {}], lease.token)).status).toBe(200);
  });

  it('is needed by a release', async () => {
    const id = await pendingJob(relay);
    await claimed(relay);
    const without = await relay.http.post(`/v1/export-jobs/${id}/release`);
    expect(pointersOf(expectProblem(without, 400, 'VALIDATION_FAILED'))).toEqual(['/Lease-Token']);
    expectProblem(
      await send(['post', `/v1/export-jobs/${randomUUID()}/release`, {}], randomUUID()),
      404,
      'EXPORT_NOT_FOUND',
    );
  });
});

describe('a release', () => {
  it('gives the job to the next one who asks, also when it is said twice', async () => {
    const id = await pendingJob(relay, randomUUID());
    const { lease } = await claimed(relay);
    const release: Call = ['post', `/v1/export-jobs/${id}/release`, {}];
    for (let time = 0; time < 2; time++) expect((await send(release, lease.token)).status).toBe(204);
    expect((await relay.http.get(`/v1/export-jobs/${id}`)).body.lease).toBeNull();
    expectProblem(
      await send([`post`, `/v1/export-jobs/${id}/heartbeat`, {}], lease.token),
      409,
      'LEASE_LOST',
    );
    const next = await claimed(relay);
    expect(next).toMatchObject({ job: { id }, resumed: true });
    // Nobody else may believe that the job is free.
    expectProblem(await send(release, lease.token), 409, 'LEASE_LOST');
    expect((await send(['post', `/v1/export-jobs/${id}/heartbeat`, {}], next.lease.token)).status).toBe(200);
  });

  it('again and again makes others wait longer and longer for the job, and keeps it alive no more', async () => {
    const id = await pendingJob(relay);
    const giveBack = async () => {
      const { lease } = await claimed(relay);
      expect((await send(['post', `/v1/export-jobs/${id}/release`, {}], lease.token)).status).toBe(204);
    };
    for (let round = 0; round < 4; round++) await giveBack();
    expect((await claim(relay)).status).toBe(204);
    await age(id, 2);
    const [before] = await relay.database.query('SELECT expires_at FROM export_job');
    const { lease } = await claimed(relay);
    expect(await relay.database.query('SELECT expires_at FROM export_job')).toEqual([before]);
    // A report on it is a new beginning.
    expect((await send(calls(id)[1] as Call, lease.token)).status).toBe(200);
    await send(['post', `/v1/export-jobs/${id}/release`, {}], lease.token);
    expect((await claimed(relay)).job.id).toBe(id);
  });
});

it('a final event without a token ends the lease too', async () => {
  const id = await pendingJob(relay);
  await claimed(relay);
  expect((await report(relay, id, 'completed')).status).toBe(202);
  expect(await relay.database.query('SELECT FROM job_lease')).toEqual([]);
});

it('a worker keeps its job while the relay could not be reached', async () => {
  const id = await pendingJob(relay);
  const { lease } = await claimed(relay, { leaseSeconds: 60 });
  await lapse(relay, id);
  await relay.database.query(`UPDATE relay_clock SET steady_since = now() - interval '10 seconds'`);
  try {
    expect((await claim(relay)).status).toBe(204);
    const { body } = await relay.http.get(`/v1/export-jobs/${id}`);
    expect(Date.parse(body.lease.until) - Date.now()).toBeGreaterThan(40_000);
    expect((await send(['post', `/v1/export-jobs/${id}/heartbeat`, {}], lease.token)).status).toBe(200);
  } finally {
    await relay.database.query(`UPDATE relay_clock SET steady_since = now() - interval '30 days'`);
  }
});

it('the timeline tells who had the job, and how each of them lost it', async () => {
  const id = await pendingJob(relay);
  const first = await claimed(relay);
  await send(['post', `/v1/export-jobs/${id}/release`, {}], first.lease.token);
  await claimed(relay);
  await lapse(relay, id);
  const last = await claimed(relay);
  expect(
    (await send(['post', `/v1/export-jobs/${id}/finish`, { allowMissing: true }], last.lease.token)).status,
  ).toBe(202);
  const { body } = await relay.http.get(`/v1/export-jobs/${id}/timeline`);
  const types = (body.data as { type: string }[]).map(({ type }) => type);
  const ofLeases = ['claimed', 'resumed', 'released', 'lapsed'];
  expect(types.filter((type) => ofLeases.includes(type))).toEqual([
    'claimed',
    'released',
    'resumed',
    'lapsed',
    'resumed',
  ]);
});

it('a lease that a clock which was ahead has given lasts as long as a new one, once it is set right', async () => {
  const id = await pendingJob(relay);
  const { lease } = await claimed(relay, { leaseSeconds: 60 });
  await age(id, -7200);
  expect(await secondsLeft(id)).toBeGreaterThan(7000);
  await relay.app.get(LapsedLeasesSweep).runOnce();
  expect(await secondsLeft(id)).toBeLessThanOrEqual(60);
  expect((await send(['post', `/v1/export-jobs/${id}/heartbeat`, {}], lease.token)).status).toBe(200);
  // One that may be as long as this is left alone.
  await relay.database.query('UPDATE job_lease SET lease_seconds = 3600');
  await age(id, -3000);
  const before = await secondsLeft(id);
  await relay.app.get(LapsedLeasesSweep).runOnce();
  expect(await secondsLeft(id)).toBeGreaterThan(before - 60);
});

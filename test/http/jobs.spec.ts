import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobExpirySweep } from '../../src/events/job-expiry.sweep.js';
import type { JobEvent } from '../../src/lifecycle/job-state.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { expectProblem, pointersOf } from '../support/problem.js';
import { aJobAfter, allDelivered, backdate, report } from '../support/reports.js';
import { tableContents } from '../support/table-contents.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ JOB_EXPIRES_IN_SECONDS: '1234', EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
});
afterAll(() => relay.stop());

function register(body: object) {
  return relay.http.post('/v1/export-jobs').send(body);
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

describe('POST /v1/export-jobs', () => {
  it('registers a job and shows all of it', async () => {
    const id = randomUUID();
    const companyId = randomUUID();
    const answer = await register({ id, companyId, expiresIn: 60, numberOfItems: 0 });
    expect(answer.status).toBe(201);
    expect(answer.headers['location']).toBe(`/v1/export-jobs/${id}`);
    expect(answer.body).toEqual({
      id,
      companyId,
      status: 'pending',
      createdAt: expect.stringMatching(ISO),
      startedAt: null,
      completedAt: null,
      expiredAt: null,
      lastUpdatedAt: answer.body.createdAt,
      expiresIn: 60,
      expiresAt: expect.stringMatching(ISO),
      numberOfItems: 0,
      failureReason: null,
      failureReasonType: null,
      source: 'api',
      pleoStatus: null,
      pleoLastUpdatedAt: null,
      items: { successful: 0, failed: 0, inProgress: 0, pendingDelivery: 0, dead: 0 },
      delivery: { status: null, pending: 0, dead: 0 },
      lease: null,
    });
    expect(secondsBetween(answer.body.createdAt, answer.body.expiresAt)).toBe(60);
    const found = await relay.http.get(answer.headers['location'] as string);
    expect([found.status, found.body]).toEqual([200, answer.body]);
  });

  it.each([
    ['left out', {}],
    ['null', { companyId: null, expiresIn: null, numberOfItems: null }],
  ])('has defaults for what is %s', async (_, optional) => {
    const { status, body } = await register({ id: randomUUID(), ...optional });
    expect(status).toBe(201);
    expect(body).toMatchObject({ companyId: null, expiresIn: 1234, numberOfItems: null });
    expect(secondsBetween(body.lastUpdatedAt, body.expiresAt)).toBe(1234);
  });

  it.each([
    [{ expiresIn: 1 }, 201],
    [{ expiresIn: 604_800 }, 201],
    [{ expiresIn: 0 }, 400],
    [{ expiresIn: 604_801 }, 400],
    [{ expiresIn: -1 }, 400],
    [{ expiresIn: 1.5 }, 400],
    [{ numberOfItems: 2_147_483_647 }, 201],
    [{ numberOfItems: 2_147_483_648 }, 400],
    [{ numberOfItems: -1 }, 400],
  ])('with %j is answered %i', async (bounds, code) => {
    const answer = await register({ id: randomUUID(), ...bounds });
    expect(answer.status).toBe(code);
    if (code === 201) expect(answer.body).toMatchObject(bounds);
    else
      expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual([
        `/${Object.keys(bounds)[0]}`,
      ]);
  });

  describe('for a job that is registered', () => {
    const COMPANY = randomUUID();
    const FIRST = { companyId: COMPANY, expiresIn: 60, numberOfItems: 3 };
    it.each([
      ['the same', FIRST, 200, []],
      ['the same in upper case', { ...FIRST, companyId: COMPANY.toUpperCase() }, 200, []],
      ['less', {}, 200, []],
      ['another company', { ...FIRST, companyId: randomUUID() }, 409, ['companyId']],
      ['another expiry', { ...FIRST, expiresIn: 61 }, 409, ['expiresIn']],
      ['another number of items', { ...FIRST, numberOfItems: 4 }, 409, ['numberOfItems']],
      [
        'all of it differing',
        { companyId: randomUUID(), expiresIn: 1, numberOfItems: 0 },
        409,
        ['companyId', 'expiresIn', 'numberOfItems'],
      ],
    ] as [string, object, 200 | 409, string[]][])(
      'saying %s changes nothing',
      async (_, again, code, differences) => {
        const id = randomUUID();
        const first = await register({ id, ...FIRST });
        await allDelivered(relay);
        const contents = await tableContents(relay.database);
        const answer = await register({ id: id.toUpperCase(), ...again });
        expect(answer.status).toBe(code);
        expect(await tableContents(relay.database)).toEqual(contents);
        if (code === 200) {
          expect(answer.body).toEqual(first.body);
          expect(answer.headers['location']).toBe(`/v1/export-jobs/${id}`);
          return;
        }
        const { detail } = expectProblem(answer, 409, 'EXPORT_JOB_ALREADY_EXISTS');
        for (const name of ['companyId', 'expiresIn', 'numberOfItems']) {
          expect(detail.includes(name)).toBe(differences.includes(name));
        }
      },
    );

    it('is 200 also when the job is over', async () => {
      const id = await aJobAfter(relay, ['started', 'completed']);
      const { status, body } = await register({ id });
      expect([status, body.status]).toEqual([200, 'completed']);
    });

    it('20 times at once registers it once', async () => {
      const id = randomUUID();
      const answers = await Promise.all(Array.from({ length: 20 }, () => register({ id, ...FIRST })));
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
    });

    it('differently at once leaves one of the two whole', async () => {
      const id = randomUUID();
      const bodies = [
        { id, expiresIn: 60, numberOfItems: 1 },
        { id, expiresIn: 61, numberOfItems: 2 },
      ];
      const answers = await Promise.all(bodies.map(register));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      const winner = bodies[answers.findIndex(({ status }) => status === 201)];
      expect((await relay.http.get(`/v1/export-jobs/${id}`)).body).toMatchObject(winner as object);
    });
  });

  it('completes a job that was seen in an event first', async () => {
    const id = randomUUID();
    const companyId = randomUUID();
    await report(relay, id, 'started');
    await allDelivered(relay);
    const { body: seen } = await relay.http.get(`/v1/export-jobs/${id}`);
    const completed = await register({ id, companyId, expiresIn: 50, numberOfItems: 7 });
    expect(completed.status).toBe(200);
    expect(completed.body).toEqual({
      ...seen,
      companyId,
      expiresIn: 50,
      numberOfItems: 7,
      expiresAt: expect.stringMatching(ISO),
    });
    expect(completed.body.source).toBe('event');
    expect(secondsBetween(seen.lastUpdatedAt, completed.body.expiresAt)).toBe(50);
    const differing = await register({ id, companyId: randomUUID() });
    expectProblem(differing, 409, 'EXPORT_JOB_ALREADY_EXISTS');
  });
});

describe('GET /v1/export-jobs/{id}', () => {
  it('does not find what is unknown', async () => {
    const id = randomUUID();
    const { detail } = expectProblem(await relay.http.get(`/v1/export-jobs/${id}`), 404, 'EXPORT_NOT_FOUND');
    expect(detail).toContain(id);
  });

  it('shows each moment in UTC with milliseconds', async () => {
    const id = await aJobAfter(relay, ['started', 'failed']);
    const { body } = await relay.http.get(`/v1/export-jobs/${id}`);
    for (const name of ['createdAt', 'startedAt', 'completedAt', 'lastUpdatedAt', 'expiresAt']) {
      expect(body[name], name).toMatch(ISO);
    }
    expect(Date.parse(body.createdAt)).toBeLessThanOrEqual(Date.parse(body.startedAt));
    expect(Date.parse(body.startedAt)).toBeLessThanOrEqual(Date.parse(body.completedAt));
    expect(body.lastUpdatedAt).toBe(body.completedAt);
    expect(body.expiredAt).toBeNull();
  });

  it('says that deliveries are pending, dead or done', async () => {
    const [pending, dead] = [randomUUID(), randomUUID()];
    relay.sandbox.setFaults([
      { match: { jobId: pending }, latencyMs: 60_000 },
      { match: { jobId: dead, event: 'started' }, status: 400, body: { type: 'BAD_REQUEST', message: 'no' } },
    ]);
    const deliveryOf = async (id: string) => (await relay.http.get(`/v1/export-jobs/${id}`)).body.delivery;

    for (const id of [pending, dead]) await report(relay, id, 'started');
    await report(relay, pending, 'completed');
    expect(await deliveryOf(pending)).toEqual({ status: 'pending', pending: 2, dead: 0 });
    await eventually(async () => (await deliveryOf(dead)).status === 'dead');
    await report(relay, dead, 'completed');
    expect(await deliveryOf(dead)).toEqual({ status: 'dead', pending: 1, dead: 1 });
    relay.sandbox.clearFaults();
    relay.sandbox.release();
    const delivered = await eventually(async () => {
      const delivery = await deliveryOf(pending);
      return delivery.status === 'delivered' && delivery;
    });
    expect(delivered).toEqual({ status: 'delivered', pending: 0, dead: 0 });
    await relay.database.query('DELETE FROM outbox WHERE job_id = $1', [dead]);
  });
});

describe('POST /v1/export-jobs/{id}/heartbeat', () => {
  it.each([
    ['pending', []],
    ['in_progress', ['started']],
  ] as [string, JobEvent[]][])('keeps a job alive that is %s', async (status, past) => {
    const id = await aJobAfter(relay, past);
    await backdate(relay, id, 5000);
    const { body: before } = await relay.http.get(`/v1/export-jobs/${id}`);
    const answer = await relay.http.post(`/v1/export-jobs/${id.toUpperCase()}/heartbeat`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...before,
      lastUpdatedAt: expect.stringMatching(ISO),
      expiresAt: expect.stringMatching(ISO),
    });
    expect(secondsBetween(answer.body.lastUpdatedAt, answer.body.expiresAt)).toBe(1234);
    expect(secondsBetween(before.lastUpdatedAt, answer.body.lastUpdatedAt)).toBeGreaterThanOrEqual(5000);
    await relay.app.get(JobExpirySweep).runOnce();
    expect((await relay.http.get(`/v1/export-jobs/${id}`)).body.status).toBe(status);
  });

  it.each([
    ['completed', ['started', 'completed']],
    ['completed_with_errors', ['started', 'completed_with_errors']],
    ['failed', ['failed']],
  ] as [string, JobEvent[]][])('is refused by a job that is %s', async (status, past) => {
    const id = await aJobAfter(relay, past);
    const contents = await tableContents(relay.database);
    const answer = await relay.http.post(`/v1/export-jobs/${id}/heartbeat`);
    expect(expectProblem(answer, 422, 'INVALID_EXPORT_JOB_STATUS_CHANGE').detail).toContain(`"${status}"`);
    expect(await tableContents(relay.database)).toEqual(contents);
  });

  it('does not find what is unknown', async () => {
    const answer = await relay.http.post(`/v1/export-jobs/${randomUUID()}/heartbeat`);
    expectProblem(answer, 404, 'EXPORT_NOT_FOUND');
  });

  it.each([
    ['no body at all', undefined],
    ['an empty object', {}],
  ])('takes %s', async (_, body) => {
    const id = await aJobAfter(relay, []);
    expect((await relay.http.post(`/v1/export-jobs/${id}/heartbeat`).send(body)).status).toBe(200);
  });
});

import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { expectProblem, pointersOf, type ProblemBody } from '../support/problem.js';
import { aJobAfter, allDelivered, report } from '../support/reports.js';
import { tableContents } from '../support/table-contents.js';

interface Result {
  status: number;
  event?: { id: string; jobId: string; event: string; sequence: number };
  problem?: ProblemBody;
}

const MIB = 1024 * 1024;

describe('POST /v1/export-job-events/batch', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp();
  });
  afterAll(() => relay.stop());

  function send(body: string | object): Promise<Response> {
    return Promise.resolve(
      relay.http
        .post('/v1/export-job-events/batch')
        .type('application/json')
        .send(typeof body === 'string' ? body : JSON.stringify(body)),
    );
  }

  /** The results of a batch that was taken as such. */
  async function resultsOf(events: unknown[]): Promise<Result[]> {
    const answer = await send({ events });
    expect(answer.status).toBe(207);
    const { results, ...others } = answer.body as { results: Result[] };
    expect(others).toEqual({});
    expect(results).toHaveLength(events.length);
    for (const { status, event, problem, ...rest } of results) {
      expect(rest).toEqual({});
      if (status === 200 || status === 202)
        expect([event?.id, problem]).toEqual([expect.any(String), undefined]);
      else expect([event, problem?.status]).toEqual([undefined, status]);
    }
    return results;
  }

  it('answers in the order of the batch, each event on its own terms', async () => {
    const known = await aJobAfter(relay, ['started', 'completed']);
    const fresh = randomUUID();
    const unknown = randomUUID();
    const results = await resultsOf([
      { jobId: known, event: 'failed' },
      { jobId: fresh, event: 'started' },
      { jobId: unknown, event: 'completed' },
      { jobId: known, event: 'completed' },
      { jobId: 'x', event: 'started' },
      { jobId: fresh, event: 'failed', failureReason: 'Stop', failureReasonType: 'canceled_by_user' },
    ]);
    expect(results.map(({ status }) => status)).toEqual([422, 202, 404, 200, 400, 202]);
    expect(results.map(({ problem }) => problem?.type)).toEqual([
      'INVALID_EXPORT_JOB_STATUS_CHANGE',
      undefined,
      'EXPORT_NOT_FOUND',
      undefined,
      'VALIDATION_FAILED',
      undefined,
    ]);
    expect(results[3]?.event).toMatchObject({ jobId: known, event: 'completed', sequence: 2 });
    expect(results[5]?.event).toMatchObject({
      jobId: fresh,
      event: 'failed',
      sequence: 2,
      failureReason: 'Stop',
      failureReasonType: 'canceled_by_user',
      delivery: { waitingFor: { reason: 'turn', eventId: results[1]?.event?.id } },
    });
    expect((await relay.http.get(`/v1/export-jobs/${unknown}`)).status).toBe(404);
  });

  it('points at the place of each mistake and writes the rest', async () => {
    const jobId = randomUUID();
    const results = await resultsOf([
      { jobId, event: 'started' },
      null,
      'started',
      17,
      [],
      { jobId: 'x', event: 'y' },
      {},
      { jobId, event: 'completed', failureReason: 'no' },
      { jobId, event: 'completed', 'a/b~c': 1 },
      { jobId, event: 'failed', failureReason: '\0', failureReasonType: 'other' },
    ]);
    expect(results.map(({ status }) => status)).toEqual([202, ...Array<number>(9).fill(400)]);
    expect(results.map(({ problem }) => problem && pointersOf(problem))).toEqual([
      undefined,
      ['/events/1'],
      ['/events/2'],
      ['/events/3'],
      ['/events/4'],
      ['/events/5/event', '/events/5/jobId'],
      ['/events/6/event', '/events/6/jobId'],
      ['/events/7/failureReason'],
      ['/events/8/a~1b~0c'],
      ['/events/9/failureReason', '/events/9/failureReasonType'],
    ]);
    for (const { problem } of results.slice(1)) {
      expect(problem).toMatchObject({
        type: 'VALIDATION_FAILED',
        status: 400,
        title: expect.stringMatching(/\S/),
        message: problem?.detail,
        instance: '/v1/export-job-events/batch',
        requestId: expect.stringMatching(/\S/),
      });
    }
  });

  it('takes the whole life of a job at once', async () => {
    const jobId = randomUUID();
    const results = await resultsOf([
      { jobId, event: 'completed' },
      { jobId, event: 'started' },
      { jobId: jobId.toUpperCase(), event: 'completed' },
      { jobId, event: 'failed' },
    ]);
    expect(results.map(({ status }) => status)).toEqual([404, 202, 202, 422]);
    expect(results[3]?.problem?.detail).toContain('"completed"');
    await allDelivered(relay);
    expect((await relay.http.get(`/v1/export-jobs/${jobId}`)).body).toMatchObject({
      status: 'completed',
      startedAt: expect.any(String),
      completedAt: expect.any(String),
      source: 'event',
      delivery: { status: 'delivered' },
    });
    const sent = relay.sandbox.requests.filter((request) => request.jobId === jobId);
    expect(sent.map(({ event }) => event)).toEqual(['started', 'completed']);
  });

  it('answers a repeat within the batch with the one event', async () => {
    const jobId = randomUUID();
    const failed = { jobId, event: 'failed', failureReason: 'Stop' };
    const results = await resultsOf([
      { jobId, event: 'started' },
      { jobId, event: 'started', failureReason: null },
      failed,
      failed,
      { ...failed, failureReason: 'Go' },
      { jobId, event: 'started' },
    ]);
    expect(results.map(({ status }) => status)).toEqual([202, 200, 202, 200, 422, 200]);
    const [started, startedAgain, ended, endedAgain, , startedOnceMore] = results.map(
      ({ event }) => event?.id,
    );
    expect([startedAgain, startedOnceMore, endedAgain]).toEqual([started, started, ended]);
    expect(
      await relay.database.query('SELECT id FROM export_job_event WHERE job_id = $1', [jobId]),
    ).toHaveLength(2);
  });

  it('changes nothing when it comes again', async () => {
    const events = Array.from({ length: 20 }, () => ({ jobId: randomUUID(), event: 'started' }));
    const first = await resultsOf(events);
    await allDelivered(relay);
    const contents = await tableContents(relay.database);
    const again = await resultsOf(events);
    expect(again.map(({ status, event }) => [status, event?.id])).toEqual(
      first.map(({ event }) => [200, event?.id]),
    );
    expect(await tableContents(relay.database)).toEqual(contents);
  });

  it('takes 500 events and refuses 501', async () => {
    const events = Array.from({ length: 501 }, () => ({ jobId: randomUUID(), event: 'started' }));
    const problem = expectProblem(await send({ events }), 400, 'VALIDATION_FAILED');
    expect(pointersOf(problem)).toEqual(['/events']);
    expect(await relay.database.query('SELECT id FROM export_job WHERE id = $1', [events[0]?.jobId])).toEqual(
      [],
    );
    const results = await resultsOf(events.slice(0, 500));
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set([202]));
    expect(results.map(({ event }) => event?.jobId)).toEqual(events.slice(0, 500).map(({ jobId }) => jobId));
    await allDelivered(relay);
  });

  it.each([
    ['no events', { events: [] }, ['/events']],
    ['no list', {}, ['/events']],
    ['an object as list', { events: {} }, ['/events']],
    ['a string as list', { events: 'started' }, ['/events']],
    ['null as list', { events: null }, ['/events']],
    ['a bare list', [{ jobId: randomUUID(), event: 'started' }], ['']],
    ['something beside the list', { events: [{}], extra: 1 }, ['/extra']],
  ])('with %s is refused as a whole', async (_, body, pointers) => {
    const problem = expectProblem(await send(body), 400, 'VALIDATION_FAILED');
    expect([...new Set(pointersOf(problem))]).toEqual(pointers);
  });

  it('takes exactly 1 MiB and no more', async () => {
    const jobIds = Array.from({ length: 90 }, () => randomUUID());
    const body = JSON.stringify({
      events: jobIds.map((jobId) => ({ jobId, event: 'failed', failureReason: 'x'.repeat(11_000) })),
    });
    expectProblem(await send(body.padEnd(MIB + 1)), 413, 'BODY_TOO_LARGE');
    expect(await relay.database.query('SELECT id FROM export_job WHERE id = ANY ($1)', [jobIds])).toEqual([]);
    const { status, body: answer } = await send(body.padEnd(MIB));
    expect(status).toBe(207);
    expect(answer.results.map((result: Result) => result.status)).toEqual(jobIds.map(() => 202));
  });

  it('goes through beside another one with the same jobs in opposite order', async () => {
    const jobIds = Array.from({ length: 100 }, () => randomUUID());
    for (const id of jobIds.slice(0, 50)) await relay.http.post('/v1/export-jobs').send({ id }).expect(201);
    for (const event of ['started', 'completed']) {
      const events = jobIds.map((jobId) => ({ jobId, event }));
      const batches = await Promise.all(
        Array.from({ length: 6 }, (_, index) => resultsOf(index % 2 ? events.toReversed() : events)),
      );
      const codes = new Map<string, number[]>(jobIds.map((jobId) => [jobId, []]));
      for (const { status, event } of batches.flat()) codes.get(event?.jobId ?? '')?.push(status);
      for (const all of codes.values()) expect(all.sort()).toEqual([200, 200, 200, 200, 200, 202]);
    }
    const [{ deadlocks } = { deadlocks: -1 }] = await relay.database.query<{ deadlocks: number }>(
      'SELECT deadlocks::integer FROM pg_stat_database WHERE datname = current_database()',
    );
    expect(deadlocks).toBe(0);
  });

  it('stands beside single reports of the same jobs', async () => {
    const jobIds = Array.from({ length: 30 }, () => randomUUID());
    const [results, ...singles] = await Promise.all([
      resultsOf(jobIds.map((jobId) => ({ jobId, event: 'started' }))),
      ...jobIds.map((jobId) => report(relay, jobId, 'started')),
    ]);
    for (const [index, single] of singles.entries()) {
      expect([single.status, results[index]?.status].sort()).toEqual([200, 202]);
      expect(single.body.id).toBe(results[index]?.event?.id);
    }
  });
});

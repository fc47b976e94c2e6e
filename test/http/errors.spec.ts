import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { expectProblem } from '../support/problem.js';
import { report } from '../support/reports.js';

interface Line {
  level: number;
  requestId?: string;
  err?: { message: string; stack: string };
}

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
});
afterAll(() => relay.stop());

/** The log lines of a request, once the one that ends it is there. */
function linesOf(requestId: string): Promise<Line[]> {
  return eventually(() => {
    const lines = relay.log.map((line) => JSON.parse(line) as Line & { statusCode?: unknown });
    const own = lines.filter((line) => line.requestId === requestId);
    return own.some(({ statusCode }) => statusCode !== undefined) && own;
  });
}

/** Unavailability is said so, with when to come back; nothing of it is an error of ours. */
function expectUnavailable(answer: Response): void {
  expectProblem(answer, 503, 'SERVICE_UNAVAILABLE');
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
}

describe('an unexpected fault', () => {
  const id = randomUUID();
  it.each([
    ['post', '/v1/export-job-events', { jobId: id, event: 'started' }, 'export_job'],
    ['post', '/v1/export-job-events', { jobId: id, event: 'started' }, 'outbox'],
    [
      'post',
      '/v1/export-job-events/batch',
      { events: [{ jobId: id, event: 'started' }] },
      'export_job_event',
    ],
    ['get', '/v1/export-job-events', undefined, 'export_job_event'],
    ['get', `/v1/export-job-events/${id}`, undefined, 'export_job_event'],
    ['post', '/v1/export-jobs', { id }, 'export_job'],
    ['get', '/v1/export-jobs', undefined, 'export_job'],
    ['get', '/v1/export-jobs?status=failed', undefined, 'outbox'],
    ['get', `/v1/export-jobs/${id}`, undefined, 'export_job'],
    ['get', `/v1/export-jobs/${id}/timeline`, undefined, 'export_job'],
    ['post', `/v1/export-jobs/${id}/heartbeat`, undefined, 'export_job'],
  ] as const)('of %s %s is a bare 500, and the log has its cause', async (method, path, body, table) => {
    await relay.database.query(`ALTER TABLE ${table} RENAME TO elsewhere`);
    const answer = await relay.http[method](path).send(body);
    await relay.database.query(`ALTER TABLE elsewhere RENAME TO ${table}`);

    const { requestId } = expectProblem(answer, 500, 'INTERNAL_ERROR');
    expect(answer.text).not.toMatch(/relation|does not exist|SELECT|INSERT|\bat .*\.[jt]s|stack/);
    expect(Object.values(answer.headers).join()).not.toContain(table);
    const causes = (await linesOf(requestId)).filter(({ err }) => err?.message.includes(table));
    expect(causes).toMatchObject([{ level: 50, err: { stack: expect.stringContaining('.ts:') } }]);

    const again = await relay.http[method](path).send(body);
    expect(again.status, 'when the cause is gone').toBeLessThan(500);
  });

  it('leaves no half of a report behind', async () => {
    const jobId = randomUUID();
    await relay.database.query('ALTER TABLE outbox RENAME TO elsewhere');
    const answer = await report(relay, jobId, 'started');
    await relay.database.query('ALTER TABLE elsewhere RENAME TO outbox');
    expect(answer.status).toBe(500);
    expect((await relay.http.get(`/v1/export-jobs/${jobId}`)).status).toBe(404);
    expect((await report(relay, jobId, 'started')).status).toBe(202);
  });
});

describe('a database that does not do its work', () => {
  it('makes no answer an error of ours while its connections are killed, and the service works on', async () => {
    const jobIds = Array.from({ length: 80 }, () => randomUUID());
    const requests = jobIds.flatMap((jobId, index) => [
      () => report(relay, jobId, 'started'),
      () => relay.http.get(index % 2 ? '/v1/export-jobs' : `/v1/export-job-events?jobId=${jobId}`),
      () => relay.http.post('/v1/export-jobs').send({ id: randomUUID() }),
      () =>
        relay.http
          .post('/v1/export-job-events/batch')
          .send({ events: [{ jobId: randomUUID(), event: 'failed' }] }),
    ]);
    const answers: Response[] = [];
    let killed = 0;
    const workers = Array.from({ length: 12 }, async () => {
      for (let next = requests.shift(); next; next = requests.shift()) answers.push(await next());
    });
    const done = Promise.all(workers).then(() => true);
    while (requests.length > 0) {
      const rows = await relay.database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'pleo-export-relay%'`,
      );
      killed += rows.length;
      const before = answers.length;
      await Promise.race([done, eventually(() => answers.length > before + 25)]);
    }
    await done;
    expect(killed).toBeGreaterThan(20);
    const failed = answers.filter(({ status }) => status >= 500);
    expect(failed.length).toBeGreaterThan(0);
    for (const answer of failed) expectUnavailable(answer);

    for (const jobId of jobIds) {
      await eventually(async () => [200, 202].includes((await report(relay, jobId, 'started')).status));
    }
    const [events] = await relay.database.query(
      'SELECT count(*)::integer AS count, count(DISTINCT job_id)::integer AS jobs FROM export_job_event WHERE job_id = ANY ($1)',
      [jobIds],
    );
    expect(events).toEqual({ count: jobIds.length, jobs: jobIds.length });
    const last = randomUUID();
    expect((await report(relay, last, 'started')).status).toBe(202);
    await relay.sandbox.waitForRequest(({ jobId }) => jobId === last, 60_000);
    await relay.http.get('/health/ready').expect(200);
  });

  it('that holds a job locked is answered 503 within 5 s, and the report goes through afterwards', async () => {
    const jobId = randomUUID();
    await relay.http.post('/v1/export-jobs').send({ id: jobId }).expect(201);
    const client = new pg.Client({ connectionString: relay.database.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM export_job WHERE id = $1 FOR UPDATE', [jobId]);
    const startedAt = performance.now();
    const answers = await Promise.all([
      report(relay, jobId, 'started'),
      relay.http.post(`/v1/export-jobs/${jobId}/heartbeat`),
      relay.http.post('/v1/export-jobs').send({ id: jobId }),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    for (const answer of answers) expectUnavailable(answer);
    expect((await report(relay, randomUUID(), 'started')).status).toBe(202);
    await client.query('ROLLBACK');
    await client.end();
    expect((await report(relay, jobId, 'started')).status).toBe(202);
  });
});

describe('X-Request-Id', () => {
  it.each(['a', 'abc.DEF:1-_2', '7f3c9a52-8d1e-4b6f-a0c3-5e2d1f4b6a7c', 'x'.repeat(128)])(
    'of the caller stays: %s',
    async (id) => {
      const answer = await relay.http.get('/nope').set('X-Request-Id', id);
      expect(answer.headers['x-request-id']).toBe(id);
      expect(expectProblem(answer, 404, 'ROUTE_NOT_FOUND').requestId).toBe(id);
    },
  );

  it.each(['', 'a b', 'x'.repeat(129), '<script>', 'a,b', 'a"b', '%0a', 'ü'])(
    'that does not belong into a log is replaced: "%s"',
    async (id) => {
      const answer = await relay.http.get('/health/live').set('X-Request-Id', id);
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    },
  );

  it('is another one for each request', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => relay.http.get('/health/live')));
    expect(new Set(answers.map(({ headers }) => headers['x-request-id'])).size).toBe(5);
  });
});

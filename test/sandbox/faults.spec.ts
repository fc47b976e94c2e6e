import { beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { eventually } from '../support/eventually.js';
import { anId, sandboxForTest, type PleoCaller, type Reply } from './pleo-caller.js';

describe('a fault', () => {
  let sandbox: Sandbox;
  let pleo: PleoCaller;
  let id: string;

  beforeEach(async () => {
    ({ sandbox, pleo } = await sandboxForTest());
    ({ id } = sandbox.createJob());
  });

  const start = (init: RequestInit = {}): Promise<Reply> =>
    pleo.post('/v1/export-job-events', { jobId: id, event: 'started' }, init);

  it('with status answers so and leaves the job alone', async () => {
    sandbox.setFaults([{ status: 503 }]);
    expect(await start()).toMatchObject({
      status: 503,
      json: { type: 'SERVICE_UNAVAILABLE', message: 'Service Unavailable' },
    });
    expect(sandbox.job(id)?.status).toBe('pending');
    expect(sandbox.requests.at(-1)).toMatchObject({ statusCode: 503, changed: false, fault: 'status' });
  });

  it.each(['120', 'Wed, 21 Oct 2026 07:28:00 GMT'])('says Retry-After: %s', async (retryAfter) => {
    sandbox.setFaults([{ status: 429, retryAfter }]);
    const reply = await start();
    expect(reply.status).toBe(429);
    expect(reply.headers.get('retry-after')).toBe(retryAfter);
  });

  it('answers with a JSON body and headers of its own', async () => {
    sandbox.setFaults([{ status: 400, body: { type: 'X', message: 'y' }, headers: { 'X-Trace': 'abc' } }]);
    const reply = await start();
    expect(reply.json).toEqual({ type: 'X', message: 'y' });
    expect(reply.headers.get('x-trace')).toBe('abc');
  });

  it('answers with a raw body', async () => {
    sandbox.setFaults([{ status: 502, body: '<h1>Bad gateway</h1>', contentType: 'text/html' }]);
    const reply = await start();
    expect(reply.text).toBe('<h1>Bad gateway</h1>');
    expect(reply.headers.get('content-type')).toBe('text/html');
  });

  it('answers a redirect', async () => {
    sandbox.setFaults([{ status: 302, headers: { location: 'http://127.0.0.1:9/' } }]);
    const reply = await start();
    expect(reply).toMatchObject({ status: 302, text: '' });
    expect(reply.headers.get('location')).toBe('http://127.0.0.1:9/');
  });

  it('comes before the credential is judged', async () => {
    sandbox.setFaults([{ status: 503 }]);
    expect((await start({ headers: { authorization: 'Bearer wrong' } })).status).toBe(503);
    expect(sandbox.requests.at(-1)).toMatchObject({ authorized: false });
  });

  it('with loseAnswer makes the change and answers nothing', async () => {
    sandbox.setFaults([{ loseAnswer: true }]);
    await expect(start()).rejects.toThrow();
    const request = await sandbox.waitForRequest(({ jobId }) => jobId === id, 5000);
    expect(request).toMatchObject({ changed: true, statusCode: null, answeredAt: null, fault: 'loseAnswer' });
    expect(sandbox.job(id)?.status).toBe('in_progress');
  });

  it('with loseAnswer loses a refusal as well', async () => {
    sandbox.setFaults([{ loseAnswer: true }]);
    await expect(pleo.report(id, 'completed')).rejects.toThrow();
    const request = await sandbox.waitForRequest(() => true, 5000);
    expect(request).toMatchObject({ changed: false, statusCode: null });
  });

  it('with dropConnection cuts the connection before any change', async () => {
    sandbox.setFaults([{ dropConnection: true }]);
    await expect(start()).rejects.toThrow();
    expect(await sandbox.waitForRequest(() => true, 5000)).toMatchObject({
      changed: false,
      statusCode: null,
      fault: 'dropConnection',
    });
    expect(sandbox.job(id)?.status).toBe('pending');
  });

  it.each([
    ['hang', 'pending'],
    ['hangAfterChange', 'in_progress'],
  ] as const)('with %s never answers and leaves the job %s', async (kind, status) => {
    sandbox.setFaults([{ [kind]: true }]);
    const client = new AbortController();
    const reply = start({ signal: client.signal });
    const request = await sandbox.waitForRequest(({ fault }) => fault === kind, 5000);
    expect(request).toMatchObject({ changed: status === 'in_progress', statusCode: null, answeredAt: null });
    expect(sandbox.job(id)?.status).toBe(status);
    client.abort();
    await expect(reply).rejects.toThrow(/abort/);
  });

  it('that hangs ends when the sandbox stops', async () => {
    sandbox.setFaults([{ hang: true }]);
    const reply = start();
    reply.catch(() => undefined);
    await sandbox.waitForRequest(({ fault }) => fault === 'hang', 5000);
    await sandbox.stop();
    await expect(reply).rejects.toThrow(/fetch failed/);
  });

  it('with latency waits, then answers as usual', async () => {
    sandbox.setFaults([{ latencyMs: 40, jitterMs: 10 }]);
    const answered = sandbox.waitForRequest(({ statusCode }) => statusCode === 202, 5000);
    expect((await start()).status).toBe(202);
    await answered;
    const { receivedAt, answeredAt, ...request } = sandbox.requests[0]!;
    expect(answeredAt! - receivedAt).toBeGreaterThanOrEqual(39);
    expect(request).toMatchObject({ fault: 'latency', changed: true });
  });

  it('with latency and a status waits, then answers that', async () => {
    sandbox.setFaults([{ latencyMs: 40, status: 504 }]);
    expect((await start()).status).toBe(504);
    const { receivedAt, answeredAt } = sandbox.requests[0]!;
    expect(answeredAt! - receivedAt).toBeGreaterThanOrEqual(39);
  });

  it('with latency makes the change although the client has gone, as a real server does', async () => {
    sandbox.setFaults([{ latencyMs: 200 }]);
    const client = new AbortController();
    const reply = start({ signal: client.signal });
    reply.catch(() => undefined);
    while (sandbox.requests[0]?.fault == null) await new Promise(setImmediate);
    client.abort();
    await expect(reply).rejects.toThrow();
    expect(sandbox.job(id)?.status).toBe('pending');
    expect(await sandbox.waitForRequest(() => true, 5000)).toMatchObject({ changed: true, statusCode: null });
    expect(sandbox.job(id)?.status).toBe('in_progress');
  });

  it('that waits goes on when it is released, and no other: the next one waits, and what hangs hangs', async () => {
    sandbox.setFaults([{ match: { event: 'started' }, latencyMs: 60_000 }, { hang: true }]);
    const reply = start();
    await eventually(() => sandbox.requests[0]?.fault);
    const hanging = pleo.get('/v1/export-jobs');
    hanging.catch(() => undefined);
    await eventually(() => sandbox.requests[1]?.fault);
    sandbox.release();
    expect((await reply).status).toBe(202);
    const again = start();
    again.catch(() => undefined);
    await eventually(() => sandbox.requests[2]?.fault);
    expect(sandbox.requests.map(({ statusCode }) => statusCode)).toEqual([202, null, null]);
    sandbox.reset();
    await expect(again).rejects.toThrow();
    await expect(hanging).rejects.toThrow();
  });

  it('that waits is cut by a reset and changes nothing after it', async () => {
    sandbox.setFaults([{ latencyMs: 60_000 }]);
    const reply = start();
    reply.catch(() => undefined);
    const finished = sandbox.waitForRequest(({ fault }) => fault === 'latency', 5000);
    const other = pleo.get('/v1/export-jobs');
    other.catch(() => undefined);
    while (sandbox.requests.length < 2) await new Promise(setImmediate);
    sandbox.reset();
    await expect(reply).rejects.toThrow();
    await expect(other).rejects.toThrow();
    expect(await finished).toMatchObject({ changed: false, statusCode: null });
    expect(sandbox.requests).toEqual([]);
  });

  it('that waits when the sandbox is reset does not touch a job made afterwards', async () => {
    sandbox.setFaults([{ latencyMs: 30 }]);
    const reply = start();
    reply.catch(() => undefined);
    while (sandbox.requests[0]?.fault == null) await new Promise(setImmediate);
    sandbox.reset();
    sandbox.createJob({ id });
    sandbox.setFaults([{ latencyMs: 60 }]);
    await pleo.get('/v1/export-jobs');
    expect(sandbox.job(id)?.status).toBe('pending');
  });

  it('matches by event, job and method', async () => {
    const other = sandbox.createJob().id;
    sandbox.setFaults([
      { match: { event: 'completed' }, status: 500 },
      { match: { jobId: other.toUpperCase() }, status: 501 },
      { match: { method: 'get' }, status: 502 },
    ]);
    expect(await pleo.report(id, 'started', 'completed')).toEqual([202, 500]);
    expect(await pleo.report(other, 'started', 'completed')).toEqual([501, 500]);
    expect((await pleo.get(`/v1/export-jobs/${id}`)).status).toBe(502);
    expect((await pleo.get(`/v1/export-jobs/${other}`)).status).toBe(501);
    expect((await pleo.post('/v1/export-jobs', { companyId: anId() })).status).toBe(201);
  });

  it('matches by route', async () => {
    sandbox.setFaults([
      { match: { route: 'export-jobs/{jobId}/items', method: 'PUT' }, status: 500 },
      { match: { route: 'export-jobs/{jobId}/items' }, status: 501 },
      { match: { route: 'export-items' }, status: 502 },
    ]);
    expect((await pleo.put(`/v1/export-jobs/${id}/items`, [])).status).toBe(500);
    expect((await pleo.get(`/v2/export-jobs/${id}/items`)).status).toBe(501);
    expect((await pleo.get(`/v3/export-items?job_id=${id}`)).status).toBe(502);
    expect((await pleo.get(`/v3/export-jobs/${id}`)).status).toBe(200);
    expect((await start()).status).toBe(202);
  });

  it.each(['loseAnswer', 'hangAfterChange'] as const)(
    'with %s updates items, and says nothing',
    async (kind) => {
      const entry = anId();
      const job = sandbox.createJob({ accountingEntryIds: [entry] }).id;
      sandbox.setFaults([{ [kind]: true }]);
      const reply = pleo.put(`/v3/export-jobs/${job}/items`, [
        { accountingEntryId: entry, status: 'successful' },
      ]);
      reply.catch(() => undefined);
      const request = await sandbox.waitForRequest(({ jobId }) => jobId === job, 5000);
      expect(request).toMatchObject({ changed: true, statusCode: null, entryIds: [entry], fault: kind });
      expect(sandbox.items(job)).toMatchObject([{ accountingEntryId: entry, status: 'successful' }]);
      sandbox.reset();
      await expect(reply).rejects.toThrow();
    },
  );

  it('is used up after its times, and the next rule takes over', async () => {
    sandbox.setFaults([
      { times: 2, status: 503 },
      { times: 1, status: 429 },
    ]);
    expect(await pleo.report(id, 'started', 'started', 'started', 'started')).toEqual([503, 503, 429, 202]);
  });

  it('applies to each n-th match', async () => {
    sandbox.setFaults([{ every: 3, status: 503 }]);
    const codes = await pleo.report(id, ...Array<string>(6).fill('completed'));
    expect(codes).toEqual([422, 422, 503, 422, 422, 503]);
  });

  it('applies by chance, the same way for the same seed', async () => {
    const codes = async (seed: number): Promise<string> => {
      sandbox.setFaults([{ probability: 0.5, status: 503 }], { seed });
      return (await pleo.report(id, ...Array<string>(40).fill('completed'))).join();
    };
    const first = await codes(7);
    expect(first).toContain('503');
    expect(first).toContain('422');
    expect(await codes(7)).toBe(first);
    expect(await codes(8)).not.toBe(first);
  });

  it('takes a seed of its own rule before the one of all', async () => {
    const codes = async (all: number): Promise<string> => {
      sandbox.setFaults([{ probability: 0.5, seed: 3, status: 503 }], { seed: all });
      return (await pleo.report(id, ...Array<string>(20).fill('completed'))).join();
    };
    expect(await codes(1)).toBe(await codes(2));
  });

  it('never applies with probability 0 and always with 1', async () => {
    sandbox.setFaults([
      { probability: 0, status: 500 },
      { probability: 1, status: 503 },
    ]);
    expect(await pleo.report(id, 'started', 'started')).toEqual([503, 503]);
  });

  it('is gone when the faults are cleared', async () => {
    sandbox.setFaults([{ status: 503 }]);
    sandbox.clearFaults();
    expect((await start()).status).toBe(202);
  });

  it('does not touch the routes of the sandbox itself', async () => {
    sandbox.setFaults([{ dropConnection: true }]);
    expect((await pleo.get('/sandbox/health')).status).toBe(200);
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Tracing } from '../../src/tracing/tracing.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.js';
import { allDelivered, expire, report } from '../support/reports.js';

const KEY = 'tracing-spec-admin-key-0123456789';
const COLLECTOR_KEY = 'tracing-spec-collector-key';
const COMPANY = randomUUID();

let collector: OtlpReceiver;
let relay: TestApp;

/** The SDK reads its own variables from the environment. */
async function startTraced(env: Record<string, string> = {}): Promise<TestApp> {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '20');
  for (const [name, value] of Object.entries(env)) if (name.startsWith('OTEL_')) vi.stubEnv(name, value);
  return startApp({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    EXPIRY_SWEEP_INTERVAL_SECONDS: '3600',
    ...env,
  });
}

/** A traceparent that was sampled, unless `flags` says otherwise. */
function aTraceparent(flags = '01') {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, text: `00-${traceId}-${spanId}-${flags}` };
}

function reportWith(app: TestApp, jobId: string, traceparent: string, requestId: string = randomUUID()) {
  return app.http
    .post('/v1/export-job-events')
    .auth(KEY, { type: 'bearer' })
    .set('traceparent', traceparent)
    .set('X-Request-Id', requestId)
    .send({ jobId, event: 'started' });
}

/** The span of a request, by its id. */
function ofRequest(requestId: string): Promise<ReceivedSpan> {
  return eventually(() =>
    collector.spans.find(
      ({ kind, attributes }) => kind === 'server' && attributes['relay.request_id'] === requestId,
    ),
  );
}

/** The spans of attempts for a job, once there are so many. */
function ofAttempts(jobId: string, count = 1): Promise<ReceivedSpan[]> {
  return eventually(() => {
    const own = collector.spans.filter(({ attributes }) => attributes['relay.job_id'] === jobId);
    return own.length >= count && own;
  });
}

function lineOf(app: TestApp, message: string, key: string, value: string) {
  const lines = app.log.map((line) => JSON.parse(line) as Record<string, unknown>);
  return lines.find((line) => line.msg === message && line[key] === value);
}

beforeAll(async () => {
  collector = await startOtlpReceiver();
});
afterAll(() => collector.stop());
afterEach(() => vi.unstubAllEnvs());

describe('with a collector', () => {
  beforeEach(async () => {
    relay = await startTraced({
      API_KEYS: `worker:admin:${KEY}`,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${COLLECTOR_KEY}`,
    });
  });
  afterEach(() => relay.stop());

  it('a request is a span below that of the worker, named by its route', async () => {
    const [worker, jobId, requestId] = [aTraceparent(), randomUUID(), randomUUID()];
    await reportWith(relay, jobId, worker.text, requestId).expect(202);
    const span = await ofRequest(requestId);
    expect(span).toMatchObject({
      name: 'POST /v1/export-job-events',
      traceId: worker.traceId,
      parentId: worker.spanId,
      isError: false,
    });
    expect(span.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/v1/export-job-events',
      'http.response.status_code': 202,
      'url.path': '/v1/export-job-events',
      'relay.request_id': requestId,
      'relay.caller': 'worker',
    });
    expect(Math.abs(span.startedAt.getTime() - Date.now())).toBeLessThan(60_000);
    expect(lineOf(relay, 'request completed', 'requestId', requestId)?.trace_id).toBe(worker.traceId);

    const id = randomUUID();
    await relay.http
      .get(`/v1/export-jobs/${jobId}?key=${KEY}`)
      .auth(KEY, { type: 'bearer' })
      .set('X-Request-Id', id);
    expect(await ofRequest(id)).toMatchObject({ name: 'GET /v1/export-jobs/:id', parentId: '' });
    expect((await ofRequest(id)).attributes['url.path']).toBe(`/v1/export-jobs/${jobId}`);
  });

  it('each attempt is a span in a trace of its own, with a link to the request that reported', async () => {
    const [worker, jobId, requestId] = [aTraceparent(), randomUUID(), randomUUID()];
    await relay.http
      .post('/v1/export-jobs')
      .auth(KEY, { type: 'bearer' })
      .send({ id: jobId, companyId: COMPANY });
    relay.sandbox.setFaults([{ match: { jobId }, status: 500, times: 1, latencyMs: 20 }]);
    const { body } = await reportWith(relay, jobId, worker.text, requestId);
    const request = await ofRequest(requestId);
    const spans = await ofAttempts(jobId, 2);
    expect(spans).toHaveLength(2);
    for (const span of spans) {
      expect(span).toMatchObject({
        name: 'POST /export-job-events',
        kind: 'client',
        parentId: '',
        links: [{ traceId: worker.traceId, spanId: request.spanId }],
      });
      expect(span.traceId).not.toBe(worker.traceId);
      expect(span.attributes).toMatchObject({
        'http.request.method': 'POST',
        'url.template': '/export-job-events',
        'relay.job_id': jobId,
        'relay.event_id': body.id,
        'relay.event': 'started',
        'relay.company_id': COMPANY,
        'relay.caller': 'worker',
        'relay.request_id': requestId,
      });
      expect(lineOf(relay, 'attempt ended', 'trace_id', span.traceId)?.jobId).toBe(jobId);
    }
    const [failed, delivered] = spans as [ReceivedSpan, ReceivedSpan];
    expect(failed.attributes).toMatchObject({ 'http.response.status_code': 500, 'relay.outcome': 'passing' });
    expect(delivered.attributes).toMatchObject({
      'http.response.status_code': 202,
      'relay.outcome': 'delivered',
    });
    expect([failed.isError, delivered.isError]).toEqual([true, false]);
    expect(failed.durationMs).toBeGreaterThanOrEqual(19);
    expect(failed.durationMs).toBeLessThan(20_000);
    expect(Math.abs(failed.startedAt.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('attempts for each event of a batch have a link to its request', async () => {
    const [jobs, requestId] = [[randomUUID(), randomUUID()], randomUUID()];
    await relay.http
      .post('/v1/export-job-events/batch')
      .auth(KEY, { type: 'bearer' })
      .set('X-Request-Id', requestId)
      .send({ events: jobs.map((jobId) => ({ jobId, event: 'started' })) });
    const { traceId, spanId } = await ofRequest(requestId);
    for (const jobId of jobs) {
      expect(await ofAttempts(jobId)).toMatchObject([{ links: [{ traceId, spanId }] }]);
    }
  });

  it('the attempt for an event that nobody reported has no link', async () => {
    const jobId = randomUUID();
    await relay.http.post('/v1/export-jobs').auth(KEY, { type: 'bearer' }).send({ id: jobId });
    await expire(relay, jobId);
    expect(await ofAttempts(jobId)).toMatchObject([{ links: [], attributes: { 'relay.event': 'failed' } }]);
  });

  it.each([
    ['no traceparent', 'nonsense'],
    ['an unknown version', `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`],
    ['a span of zeros', `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`],
    ['capitals', `00-${'A'.repeat(32)}-${'b'.repeat(16)}-01`],
    ['too much', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01-more`],
    ['SQL', `'; DROP TABLE outbox; --`],
  ])('a header that is %s is ignored: a new trace begins', async (_, text) => {
    const [jobId, requestId] = [randomUUID(), randomUUID()];
    await reportWith(relay, jobId, text, requestId).expect(202);
    const { traceId, spanId, parentId } = await ofRequest(requestId);
    expect([parentId, /^[ab0]+$/i.test(traceId)]).toEqual(['', false]);
    expect(await ofAttempts(jobId)).toMatchObject([{ links: [{ traceId, spanId }] }]);
  });

  it('what the worker does not sample is not sampled, nor what follows from it', async () => {
    const [jobId, requestId] = [randomUUID(), randomUUID()];
    await reportWith(relay, jobId, aTraceparent('00').text, requestId).expect(202);
    await allDelivered(relay);
    const [later, laterRequest] = [randomUUID(), randomUUID()];
    await reportWith(relay, later, aTraceparent().text, laterRequest);
    await ofAttempts(later);
    const ids = collector.spans.flatMap(({ attributes }) => [
      attributes['relay.job_id'],
      attributes['relay.request_id'],
    ]);
    expect(ids).toContain(laterRequest);
    expect(ids).not.toContain(jobId);
    expect(ids).not.toContain(requestId);
  });

  it('a request that fails through our fault is an error, one that is refused is none', async () => {
    const ask = async (status: number) => {
      const id = randomUUID();
      const path = `/v1/export-jobs/${randomUUID()}`;
      await relay.http.get(path).auth(KEY, { type: 'bearer' }).set('X-Request-Id', id).expect(status);
      return ofRequest(id);
    };
    expect(await ask(404)).toMatchObject({ isError: false });
    await relay.database.query('ALTER TABLE export_job RENAME TO elsewhere');
    expect(await ask(500)).toMatchObject({ isError: true });
    await relay.database.query('ALTER TABLE elsewhere RENAME TO export_job');
  });

  it('probes are no spans', async () => {
    const id = randomUUID();
    await relay.http.get('/health/live').expect(200);
    await relay.http.get('/nope').set('X-Request-Id', id);
    expect(await ofRequest(id)).toMatchObject({ name: 'GET' });
    expect(collector.spans.map(({ name }) => name)).not.toContain('GET /health/live');
  });

  it('Pleo is sent no traceparent', async () => {
    const names: string[] = [];
    const pleo = createServer(({ headers }, response) => {
      names.push(...Object.keys(headers));
      response.writeHead(202).end();
    });
    await once(pleo.listen(0, '127.0.0.1'), 'listening');
    const { port } = pleo.address() as AddressInfo;
    const app = await startTraced({ PLEO_BASE_URL: `http://127.0.0.1:${port}` });
    const jobId = randomUUID();
    await reportWith(app, jobId, aTraceparent().text);
    await ofAttempts(jobId);
    await app.stop();
    await new Promise((closed) => pleo.close(closed));
    expect(names).toContain('authorization');
    expect(names.filter((name) => /trace|baggage/.test(name))).toEqual([]);
  });

  it('no span has a key in it, and only the collector gets its own', async () => {
    relay.sandbox.setFaults([{ status: 401, times: 1 }]);
    const jobId = randomUUID();
    const url = `/v1/export-jobs?key=${KEY}`;
    await relay.http.get(url).auth(KEY, { type: 'bearer' });
    await reportWith(relay, jobId, aTraceparent().text);
    await ofAttempts(jobId);
    const sent = Buffer.concat(collector.requests.map(({ body }) => body)).toString('latin1');
    const basic = Buffer.from('sandbox-key:').toString('base64');
    for (const secret of [KEY, COLLECTOR_KEY, 'sandbox-key', basic]) expect(sent).not.toContain(secret);
    expect(sent).toContain(jobId);
    expect(collector.requests.at(-1)?.headers.authorization).toBe(COLLECTOR_KEY);
    expect(relay.log.join('')).not.toContain(COLLECTOR_KEY);
  });

  it('gets OTLP, from a service of our name', async () => {
    const requestId = randomUUID();
    await relay.http.get('/nope').set('X-Request-Id', requestId);
    await ofRequest(requestId);
    const { path, headers } = collector.requests.at(-1) as (typeof collector.requests)[number];
    expect([path, headers['content-type']]).toEqual(['/v1/traces', 'application/x-protobuf']);
    expect(collector.resource).toEqual({ 'service.name': 'pleo-export-relay' });
  });
});

describe('a delivery by another replica', () => {
  it('that was started later has a link to the request all the same', async () => {
    const [worker, jobId, requestId] = [aTraceparent(), randomUUID(), randomUUID()];
    const first = await startTraced();
    first.sandbox.setFaults([{ match: { jobId }, status: 429, retryAfter: '300', times: 1 }]);
    await first.http
      .post('/v1/export-job-events')
      .set({ traceparent: worker.text, 'X-Request-Id': requestId })
      .send({ jobId, event: 'started' });
    await ofAttempts(jobId);
    await first.app.close();
    const { spanId } = await ofRequest(requestId);

    const second = await startTraced({ DATABASE_URL: first.database.url, PLEO_BASE_URL: first.sandbox.url });
    await first.database.query('UPDATE delivery_circuit SET paused_until = now()');
    await first.database.query('UPDATE outbox SET due_at = now()');
    const [, delivered] = await ofAttempts(jobId, 2);
    expect(delivered).toMatchObject({
      links: [{ traceId: worker.traceId, spanId }],
      attributes: { 'relay.outcome': 'delivered', 'relay.request_id': requestId },
    });
    await second.stop();
    await first.stop();
  });
});

describe('what has ended', () => {
  it('is sent before the relay ends', async () => {
    const app = await startTraced({ OTEL_BSP_SCHEDULE_DELAY: '3600000', OTEL_SERVICE_NAME: 'ours' });
    const requestId = randomUUID();
    await app.http.get('/nope').set('X-Request-Id', requestId);
    await app.stop();
    expect(await ofRequest(requestId)).toMatchObject({ name: 'GET' });
    expect(collector.resource).toEqual({ 'service.name': 'ours' });
  });
});

describe('a collector that takes no spans', () => {
  it('is one warning and one all-clear, and nothing else is the worse for it', async () => {
    const app = await startTraced();
    const messages = () => app.log.map((line) => JSON.parse(line) as { level: number; msg: string });
    const told = (text: string) => messages().filter(({ msg }) => msg.startsWith(text));
    const ask = () => app.http.get('/nope').expect(404);
    const before = collector.requests.length;
    collector.answerWith(400);
    await eventually(async () => (await ask()) && collector.requests.length > before + 3);
    expect((await report(app, randomUUID(), 'started')).status).toBe(202);
    await allDelivered(app);
    collector.answerWith(200);
    await eventually(async () => (await ask()) && told('Spans are sent again').length > 0);
    expect(told('Spans cannot be sent')).toHaveLength(1);
    expect(told('Spans are sent again')).toHaveLength(1);
    expect(messages().filter(({ level }) => level > 30)).toHaveLength(1);
    await app.stop();
  });
});

describe('a collector that takes the request and never answers', () => {
  it('holds up neither deliveries nor the end', async () => {
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const app = await startTraced({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    const asked = once(silent, 'request');
    expect((await report(app, randomUUID(), 'started')).status).toBe(202);
    await allDelivered(app);
    await asked;
    const begin = performance.now();
    await app.stop();
    expect(performance.now() - begin).toBeLessThan(8000);
    silent.closeAllConnections();
    silent.close();
  });
});

describe('a ratio', () => {
  it('of requests is that of attempts: who is sampled is so to the end', async () => {
    const app = await startTraced({
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    });
    const [sampled, other] = [randomUUID(), randomUUID()];
    await report(app, other, 'started');
    await app.http
      .post('/v1/export-job-events')
      .set('traceparent', aTraceparent().text)
      .send({ jobId: sampled, event: 'started' });
    await ofAttempts(sampled);
    await allDelivered(app);
    await app.stop();
    expect(collector.spans.filter(({ attributes }) => attributes['relay.job_id'] === other)).toEqual([]);
  });
});

describe('without a collector', () => {
  it.each<[string, Record<string, string>]>([
    ['nothing is set', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    ['OTEL_SDK_DISABLED is true', { OTEL_SDK_DISABLED: 'true' }],
    ['OTEL_TRACES_EXPORTER is none', { OTEL_TRACES_EXPORTER: 'none' }],
  ])('where %s, nothing is made, stored or sent', async (_, env) => {
    const app = await startTraced(env);
    expect(app.app.get(Tracing).spans).toBeNull();
    const [before, jobId] = [collector.requests.length, randomUUID()];
    app.sandbox.setFaults([{ match: { jobId }, status: 400 }]);
    await app.http
      .post('/v1/export-job-events')
      .set('traceparent', aTraceparent().text)
      .send({ jobId, event: 'started' });
    await eventually(() => lineOf(app, 'attempt ended, the event is dead', 'jobId', jobId));
    expect(await app.database.query('SELECT traceparent FROM outbox')).toEqual([{ traceparent: null }]);
    expect(app.log.join('')).not.toContain('trace_id');
    await app.stop();
    expect(collector.requests).toHaveLength(before);
  });
});

import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { expectProblem } from '../support/problem.js';
import { report } from '../support/reports.js';

/** Requests that are made. `FUZZ_RUNS=100000 npx vitest run test/http/fuzz.spec.ts` looks longer. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1200);

interface Route {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly string[];
  readonly properties: readonly string[];
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer | null;
}

interface Got {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

const JOB = randomUUID();
/** What shows that a webhook comes from Pleo, without a signature over the body. */
const HOOK = { 'X-Pleo-Hook': 'fuzz-0123456789-0123456789' };
let EVENT = '';
let relay: TestApp;
let url: URL;
let routes: Route[];
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
beforeAll(async () => {
  relay = await startApp({
    EXPIRY_SWEEP_INTERVAL_SECONDS: '3600',
    PLEO_WEBHOOK_HEADER: `X-Pleo-Hook: ${HOOK['X-Pleo-Hook']}`,
  });
  url = new URL(await relay.app.getUrl());
  EVENT = (await report(relay, JOB, 'started')).body.id as string;
  routes = routesIn((await relay.http.get('/docs-json')).body as OpenApi);
  routes.push({ method: 'GET', path: '/docs/{file}', parameters: [], properties: [] });
});
afterAll(async () => {
  agent.destroy();
  await relay.stop();
});

interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: object }> };
}
interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
}

/** Every route, with the names that it knows. */
function routesIn({ paths, components }: OpenApi): Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters = [], requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1) ?? '';
      return {
        method: method.toUpperCase(),
        path,
        parameters: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
        properties: path.startsWith('/webhooks/')
          ? ['payload', 'data', 'eventId', 'eventType']
          : Object.keys(components.schemas[schema]?.properties ?? {}),
      };
    }),
  );
}

const NASTY_TEXT = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '\udc00x',
    '\uFEFF',
    '\u202E',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'then',
    "' OR 1=1 --",
    '$1',
    '%s%n',
    '../../etc/passwd',
    '{{7*7}}',
    '<script>alert(1)</script>',
    '\r\nSet-Cookie: a=b',
    'null',
    'NaN',
    '-1',
    '1e999',
    '9'.repeat(400),
    'x'.repeat(3000),
    '𝒳'.repeat(600),
  ),
);

const PLAUSIBLE = fc.oneof(
  fc.constantFrom(
    'started',
    'failed',
    'completed',
    'completed_with_errors',
    'pending',
    'dead',
    'job_expired',
    'service_timeout',
    'v1.export-job.created',
    '2026-01-01',
    '2026-01-01T00:00:00.000Z',
    '+275760-09-13T00:00:00Z',
    '50',
  ),
  fc.uuid(),
  fc.constant(JOB),
);

/** JSON texts, some of which no serializer would write. */
const VALUE: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: PLAUSIBLE.map((text) => JSON.stringify(text)) },
  { weight: 2, arbitrary: NASTY_TEXT.map((text) => JSON.stringify(text)) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 4, stringUnit: 'binary' }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'null',
      'true',
      'false',
      '0',
      '-0',
      '3600',
      '1.5',
      '1e999',
      '-1e999',
      '1e-400',
      '123456789012345678901234567890',
      '2147483648',
      '9007199254740993',
      '[]',
      '{}',
      '[null]',
      '"\\u0000"',
      '"\\ud800"',
      '"\\/"',
      '{"__proto__":{"polluted":true}}',
      '{"constructor":{"prototype":{"polluted":true}}}',
      '{"toString":null,"valueOf":1,"toJSON":"x"}',
      '{"then":true}',
      '{"length":1e9}',
      `${'['.repeat(2000)}${']'.repeat(2000)}`,
      `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`,
      JSON.stringify('x'.repeat(70_000)),
    ),
  },
);

function objectOf(names: readonly string[]): fc.Arbitrary<string> {
  const known = names.length > 0 ? fc.constantFrom(...names) : fc.constant('id');
  const name = fc.oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: NASTY_TEXT });
  return fc
    .array(fc.tuple(name, VALUE), { maxLength: 6 })
    .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`);
}

function bodyOf({ properties }: Route): fc.Arbitrary<Buffer | null> {
  const own = objectOf(properties);
  const report = objectOf(['event', 'jobId', 'failureReason', 'failureReasonType']);
  const batch = fc
    .array(fc.oneof(report, VALUE), { maxLength: 4 })
    .map((parts) => `{"events":[${parts.join(',')}]}`);
  const text = fc.oneof(
    { weight: 6, arbitrary: properties.includes('events') ? batch : own },
    { weight: 1, arbitrary: VALUE },
    { weight: 1, arbitrary: own.chain((whole) => fc.nat(whole.length).map((end) => whole.slice(0, end))) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
  const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
  return fc.oneof(
    { weight: 12, arbitrary: text.map((json) => Buffer.from(json)) },
    { weight: 1, arbitrary: bytes },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

/** Percent-encoded bytes, also of what is no text; sometimes none of it makes sense. */
const SEGMENT = fc.oneof(
  { weight: 4, arbitrary: fc.constant(JOB) },
  { weight: 4, arbitrary: fc.constant('').map(() => EVENT) },
  { weight: 2, arbitrary: fc.uuid() },
  { weight: 3, arbitrary: NASTY_TEXT.map(encoded) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('%', '%zz', '%00', '%2e%2e', '..', ';a=b', '%c0%af', '*', '%ff%fe'),
  },
);

function encoded(text: string): string {
  return Buffer.from(text).reduce((all, byte) => `${all}%${byte.toString(16).padStart(2, '0')}`, '');
}

function queryOf({ parameters }: Route): fc.Arbitrary<string> {
  const known = parameters.length > 0 ? fc.constantFrom(...parameters) : fc.constant('limit');
  const odd = NASTY_TEXT.map(encoded);
  const raw = fc.constantFrom(
    'a[]=1',
    'a[b]=1',
    '__proto__=1',
    'limit',
    '=',
    '&&',
    '%zz=%',
    '?',
    '#'.replace('#', '%23'),
  );
  const pair = fc
    .tuple(fc.oneof({ weight: 5, arbitrary: known }, odd), fc.oneof(PLAUSIBLE, odd))
    .map(([name, value]) => `${name}=${value}`);
  return fc
    .array(fc.oneof({ weight: 6, arbitrary: pair }, raw), { maxLength: 4 })
    .map((parts) => (parts.length > 0 ? `?${parts.join('&')}` : ''));
}

const HEADERS = fc.record({
  type: fc.oneof(
    { weight: 9, arbitrary: fc.constant('application/json') },
    fc.constantFrom(
      'application/json; charset=utf-8',
      'application/json; charset=utf-16',
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/json, text/plain',
      '*/*',
      ';;;',
      'x'.repeat(500),
    ),
  ),
  more: fc.oneof(
    { weight: 9, arbitrary: fc.constant({}) },
    fc.constantFrom<Record<string, string>>(
      { 'Content-Encoding': 'gzip' },
      { 'X-Request-Id': '\u00ff'.repeat(20) },
      { 'X-Request-Id': 'x'.repeat(5000) },
      { Authorization: 'Bearer \u00e9' },
      { Authorization: 'Basic %%%' },
      { Accept: 'application/xml' },
      { 'X-Forwarded-For': "127.0.0.1, ' OR 1=1" },
      { 'X-HTTP-Method-Override': 'DELETE' },
      { Origin: 'https://evil.example' },
    ),
  ),
});

function callOf(route: Route): fc.Arbitrary<Call> {
  const method = fc.oneof(
    { weight: 12, arbitrary: fc.constant(route.method) },
    fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'),
  );
  return fc
    .tuple(method, SEGMENT, queryOf(route), HEADERS, bodyOf(route))
    .map(([verb, segment, query, { type, more }, body]) => ({
      method: verb,
      // Longer heads are refused before anybody knows what they ask for.
      path: (route.path.replace(/\{\w+\}/, segment) + query).slice(0, 9000),
      headers: {
        ...(body && { 'Content-Type': type }),
        ...more,
        ...(route.path.startsWith('/webhooks/') && HOOK),
      },
      body: verb === 'GET' || verb === 'HEAD' ? null : body,
    }));
}

function send({ method, path, headers, body }: Call): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = url;
    const length = body ? { 'Content-Length': String(body.length) } : {};
    const call = request({ hostname, port, agent, method, path, headers: { ...headers, ...length } });
    call.on('error', reject).on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('error', reject).on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers as Record<string, string>, text });
      });
    });
    call.end(body ?? undefined);
  });
}

const json = { 'Content-Type': 'application/json' };
const post = (path: string, body: object, headers: Record<string, string> = json): Call => ({
  method: 'POST',
  path,
  headers,
  body: Buffer.from(JSON.stringify(body)),
});

/** A call for each answer that there is: chance alone might leave one out. */
const SURE: readonly (readonly [status: number, call: Call])[] = [
  [200, { method: 'GET', path: '/v1/export-jobs', headers: {}, body: null }],
  [202, post('/v1/export-job-events', { event: 'started', jobId: randomUUID() })],
  [
    204,
    post(
      '/webhooks/pleo',
      { eventId: 'one', eventType: 'v1.vendor.created', data: {} },
      { ...json, ...HOOK },
    ),
  ],
  [207, post('/v1/export-job-events/batch', { events: [{ event: 'started', jobId: randomUUID() }] })],
  [400, post('/v1/export-job-events', { event: 'begun' })],
  [404, { method: 'GET', path: `/v1/export-jobs/${randomUUID()}`, headers: {}, body: null }],
  [405, { method: 'DELETE', path: '/v1/export-jobs', headers: {}, body: null }],
  [415, post('/v1/export-job-events', {}, { 'Content-Type': 'text/plain' })],
];

/** Whether an error may be Pleo's own, which is passed on as it is: `{ type, message }`, and never a 500 of ours. */
function mayBePleos({ method, path }: Call): boolean {
  return method === 'GET' && /^\/v[23]\/export-(jobs|items)/.test(path);
}

/** What only requests change: deliveries go on meanwhile. */
async function stored(): Promise<{ events: number; all: string }> {
  const [row] = await relay.database.query<{ events: number; all: string }>(
    `SELECT (SELECT count(*)::integer FROM export_job_event) AS events,
            concat_ws(' ', (SELECT count(*) FROM export_job), (SELECT max(last_updated_at) FROM export_job),
                           (SELECT count(*) FROM export_job_event), (SELECT count(*) FROM audit_entry),
                           (SELECT count(*) FROM webhook_receipt)) AS all`,
  );
  if (!row) throw new Error('no row');
  return row;
}

it(
  'whatever is sent: no error of ours, problems as documented, nothing stored of what is refused',
  async () => {
    const seen = new Map<number, number>();
    let before = await stored();
    await fc.assert(
      fc.asyncProperty(
        fc.nat().chain((n) => callOf(routes[n % routes.length] as Route)),
        async (call) => {
          const got = await send(call);
          seen.set(got.status, (seen.get(got.status) ?? 0) + 1);
          const after = await stored();
          if (got.status >= 400) {
            expect(got.status, got.text).toBeLessThan(500);
            expect(after).toEqual(before);
            if (call.method !== 'HEAD') {
              const body = JSON.parse(got.text) as { status: number; type: string };
              if (mayBePleos(call) && body.status === undefined) {
                expect(Object.keys(body).sort()).toEqual(['message', 'type']);
                return;
              }
              const answer = { body, headers: got.headers, status: got.status, req: { path: call.path } };
              expectProblem(answer as never, got.status, body.type);
            }
            expect(got.headers['x-request-id']).toMatch(/^[\w.:-]{1,128}$/);
            expect(got.text).not.toMatch(/\bat .*\.[jt]s:\d|node_modules|SELECT |INSERT /);
          } else if (got.status === 207) {
            const { results } = JSON.parse(got.text) as { results: { status: number }[] };
            expect(
              results.every(({ status }) => status < 500),
              got.text,
            ).toBe(true);
            expect(after.events - before.events).toBe(results.filter(({ status }) => status === 202).length);
          }
          before = after;
        },
      ),
      { numRuns: RUNS, endOnFailure: true, examples: SURE.map(([, call]) => [call]) },
    );
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    for (const [status] of SURE) expect(seen.get(status) ?? 0, `of ${status}`).toBeGreaterThan(0);
    await relay.http.get('/health/ready').expect(200);
  },
  Math.max(60_000, RUNS * 20),
);

import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { expectProblem, pointersOf } from '../support/problem.js';
import { tableContents } from '../support/table-contents.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'options';

interface Bad {
  title: string;
  method?: Method;
  path: string;
  headers?: Record<string, string>;
  /** An object becomes JSON; strings and bytes go out as they are. */
  body?: unknown;
  /** 400 */
  status?: number;
  /** VALIDATION_FAILED */
  type?: string;
  /** Where the mistakes are; every one of them. */
  pointers?: string[];
}

const ID = '6a9f0c5e-2f43-4c1b-9d6e-3b8f7a1c2d4e';
const REPORT = '/v1/export-job-events';
const REGISTER = '/v1/export-jobs';
const HEARTBEAT = `${REGISTER}/${ID}/heartbeat`;

/** A report or registration that is right but for `changes`; undefined leaves a property out. */
const report = (changes: object) => ({ event: 'started', jobId: ID, ...changes });
const failed = (changes: object) => ({ event: 'failed', jobId: ID, ...changes });
const registration = (changes: object) => ({ id: ID, ...changes });

const REPORTS: [string, unknown, string[]][] = [
  ['an empty object', {}, ['/event', '/jobId']],
  ['an array', [report({})], ['']],
  ['an empty array', [], ['']],
  ['a string', '"started"', ['']],
  ['a number', '17', ['']],
  ['true', 'true', ['']],
  ['null', 'null', ['']],
  ['no event', report({ event: undefined }), ['/event']],
  ['no job', report({ jobId: undefined }), ['/jobId']],
  ['null for both', { event: null, jobId: null }, ['/event', '/jobId']],
  ['an unknown event', report({ event: 'finished' }), ['/event']],
  ['an event in upper case', report({ event: 'STARTED' }), ['/event']],
  ['an event with a blank', report({ event: 'started ' }), ['/event']],
  ['an empty event', report({ event: '' }), ['/event']],
  ['a number as event', report({ event: 1 }), ['/event']],
  ['a list of events', report({ event: ['started'] }), ['/event']],
  ['an object as event', report({ event: { started: true } }), ['/event']],
  ['the name of a method as event', report({ event: 'toString' }), ['/event']],
  ['a status as event', report({ event: 'in_progress' }), ['/event']],
  ['a job id that is none', report({ jobId: 'job-1' }), ['/jobId']],
  ['an empty job id', report({ jobId: '' }), ['/jobId']],
  ['a job id that is too short', report({ jobId: ID.slice(1) }), ['/jobId']],
  ['a job id that is too long', report({ jobId: `${ID}0` }), ['/jobId']],
  ['a job id without hyphens', report({ jobId: ID.replaceAll('-', '') }), ['/jobId']],
  ['a job id in braces', report({ jobId: `{${ID}}` }), ['/jobId']],
  ['a job id with a line break', report({ jobId: `${ID}\n` }), ['/jobId']],
  ['a job id with a blank before', report({ jobId: ` ${ID}` }), ['/jobId']],
  ['a job id with a letter that is no hex digit', report({ jobId: `g${ID.slice(1)}` }), ['/jobId']],
  ['a number as job id', report({ jobId: 17 }), ['/jobId']],
  ['a list as job id', report({ jobId: [ID] }), ['/jobId']],
  ['a property that is not known', report({ companyId: ID }), ['/companyId']],
  ['a property in another case', report({ JobId: ID }), ['/JobId']],
  ['a property that needs escaping', report({ 'a/b~c': 1 }), ['/a~1b~0c']],
  ['a property without a name', report({ '': 1 }), ['/']],
  ['a reason with "started"', report({ failureReason: 'no' }), ['/failureReason']],
  ['a reason with "completed"', report({ event: 'completed', failureReason: '' }), ['/failureReason']],
  [
    'reason and type with "completed_with_errors"',
    report({ event: 'completed_with_errors', failureReason: 'no', failureReasonType: 'service_timeout' }),
    ['/failureReason', '/failureReasonType'],
  ],
  ['a number as reason', failed({ failureReason: 17 }), ['/failureReason']],
  ['false as reason', failed({ failureReason: false }), ['/failureReason']],
  ['a list as reason', failed({ failureReason: ['no'] }), ['/failureReason']],
  ['an object as reason', failed({ failureReason: { text: 'no' } }), ['/failureReason']],
  ['NUL in the reason', failed({ failureReason: 'a\0b' }), ['/failureReason']],
  ['half a surrogate pair in the reason', failed({ failureReason: 'a\ud83d' }), ['/failureReason']],
  ['a surrogate pair turned round', failed({ failureReason: '\ude00\ud83d' }), ['/failureReason']],
  ['a reason type that is not known', failed({ failureReasonType: 'boredom' }), ['/failureReasonType']],
  ['an empty reason type', failed({ failureReasonType: '' }), ['/failureReasonType']],
  ['a list of reason types', failed({ failureReasonType: ['job_expired'] }), ['/failureReasonType']],
  [
    'everything wrong at once',
    { event: 'x', jobId: 1, failureReason: 2, failureReasonType: 3, more: 4 },
    ['/event', '/failureReason', '/failureReasonType', '/jobId', '/more'],
  ],
];

const REGISTRATIONS: [string, unknown, string[]][] = [
  ['nothing', {}, ['/id']],
  ['a bad id', registration({ id: 'x' }), ['/id']],
  ['null as id', registration({ id: null }), ['/id']],
  ['a bad company', registration({ companyId: 'acme' }), ['/companyId']],
  ['a number as company', registration({ companyId: 17 }), ['/companyId']],
  ['digits as text', registration({ expiresIn: '60', numberOfItems: '3' }), ['/expiresIn', '/numberOfItems']],
  [
    'true as number',
    registration({ expiresIn: true, numberOfItems: false }),
    ['/expiresIn', '/numberOfItems'],
  ],
  ['a huge number', registration({ expiresIn: 1e300 }), ['/expiresIn']],
  ['a number beyond all numbers', `{"id":"${ID}","expiresIn":1e999}`, ['/expiresIn']],
  ['a list as number', registration({ expiresIn: [60] }), ['/expiresIn']],
  [
    'what only the relay sets',
    registration({ status: 'completed', source: 'webhook' }),
    ['/source', '/status'],
  ],
  [
    'everything wrong at once',
    { id: 1, companyId: 2, expiresIn: 0, numberOfItems: -1, x: 1 },
    ['/companyId', '/expiresIn', '/id', '/numberOfItems', '/x'],
  ],
];

const LIST_QUERIES: [string, string, string[]][] = [
  [REGISTER, 'unknown=1', ['/unknown']],
  [REGISTER, 'limit=1&limit=2', ['/limit']],
  [REGISTER, 'status=done', ['/status']],
  [REGISTER, 'status=', ['/status']],
  [REGISTER, 'status=pending&status=done', ['/status']],
  [REGISTER, 'status=pending,failed', ['/status']],
  [REGISTER, 'status[]=pending', ['/status[]']],
  [REGISTER, 'Status=pending', ['/Status']],
  [REGISTER, 'companyId=acme', ['/companyId']],
  [REGISTER, `companyId=${ID}&companyId=${ID}`, ['/companyId']],
  [REGISTER, 'expiringWithin=-1', ['/expiringWithin']],
  [REGISTER, 'expiringWithin=604801', ['/expiringWithin']],
  [REGISTER, 'expiringWithin=soon', ['/expiringWithin']],
  [REGISTER, 'pauseOf=', ['/pauseOf']],
  [REGISTER, 'pauseOf=everybody', ['/pauseOf']],
  [REGISTER, 'pauseOf=all&pauseOf=default', ['/pauseOf']],
  [REGISTER, 'createdAfter=2026-02-30', ['/createdAfter']],
  [REGISTER, 'createdAfter=2025-02-29T00:00:00Z', ['/createdAfter']],
  [REGISTER, 'createdAfter=2026-13-01', ['/createdAfter']],
  [REGISTER, 'createdAfter=2026-01-01T25:00:00Z', ['/createdAfter']],
  [REGISTER, 'createdAfter=2026-01-01T10:00:00', ['/createdAfter']],
  [REGISTER, 'createdAfter=2026-01-01T10:00:00%2B99:00', ['/createdAfter']],
  [REGISTER, 'createdAfter=yesterday', ['/createdAfter']],
  [REGISTER, 'createdAfter=1767225600000', ['/createdAfter']],
  [REGISTER, 'createdBefore=', ['/createdBefore']],
  [REGISTER, 'createdBefore=2026-01-01&createdBefore=2026-01-01', ['/createdBefore']],
  [
    REGISTER,
    'limit=0&status=x&companyId=x&expiringWithin=x&createdAfter=x&createdBefore=x&after=x&y=1',
    ['/after', '/companyId', '/createdAfter', '/createdBefore', '/expiringWithin', '/limit', '/status', '/y'],
  ],
  [REPORT, 'unknown=1', ['/unknown']],
  [REPORT, 'deliveryStatus=lost', ['/deliveryStatus']],
  [REPORT, 'deliveryStatus=dead&deliveryStatus=pending', ['/deliveryStatus']],
  [REPORT, 'event=finished', ['/event']],
  [REPORT, 'jobId=17', ['/jobId']],
  [REPORT, `jobId=${ID}&jobId=${ID}`, ['/jobId']],
  [REPORT, 'jobId=%00', ['/jobId']],
  [REPORT, 'status=pending', ['/status']],
  [REPORT, 'acceptedAfter=2026-02-30', ['/acceptedAfter']],
  [REPORT, 'acceptedBefore=never', ['/acceptedBefore']],
];

const JSON_TYPE = { 'Content-Type': 'application/json' };
const RIGHT = JSON.stringify(report({}));
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

const NOT_JSON: [string, string | Buffer][] = [
  ['no body', ''],
  ['blanks', '   '],
  ['half an object', '{"event":'],
  ['an object and more', `${RIGHT}x`],
  ['two objects', `${RIGHT}${RIGHT}`],
  ['a comma too many', RIGHT.replace('}', ',}')],
  ['single quotes', RIGHT.replaceAll('"', "'")],
  ['NaN', RIGHT.replace('"started"', 'NaN')],
  ['a comment', `/* */ ${RIGHT}`],
  ['a form', 'event=started'],
  ['a line break in a string', RIGHT.replace('started', 'star\nted')],
  ['a prototype', RIGHT.replace('{', '{"__proto__":{"admin":true},')],
  ['a prototype inside', RIGHT.replace('"started"', '{"__proto__":{}}')],
  ['a prototype by the back door', RIGHT.replace('{', '{"constructor":{"prototype":{}},')],
  [
    'bytes that are no UTF-8',
    bytes('{"event":"failed","failureReason":"', [0xff, 0xfe], `","jobId":"${ID}"}`),
  ],
  [
    'an overlong UTF-8 form',
    bytes('{"event":"failed","failureReason":"', [0xc0, 0xaf], `","jobId":"${ID}"}`),
  ],
  [
    'a surrogate in UTF-8',
    bytes('{"event":"failed","failureReason":"', [0xed, 0xa0, 0x80], `","jobId":"${ID}"}`),
  ],
  ['UTF-16', Buffer.from(RIGHT, 'utf16le')],
  ['arrays 30,000 deep', '['.repeat(30_000) + ']'.repeat(30_000)],
];

const BODIES: Bad[] = [
  ...NOT_JSON.map(([title, body]) => ({
    title: `JSON: ${title}`,
    path: REPORT,
    headers: JSON_TYPE,
    body,
    pointers: [''],
  })),
  { title: 'JSON: half an object for a heartbeat', path: HEARTBEAT, headers: JSON_TYPE, body: '{' },
  ...[
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/octet-stream',
    'application/jsonx',
    'application/merge-patch+json',
    'application/json; charset=latin1',
    'application/json; charset=utf-16',
    'application/json,',
    'json',
  ].map((type) => ({
    title: `a body as ${type}`,
    path: REPORT,
    headers: { 'Content-Type': type },
    body: RIGHT,
    status: 415,
    type: 'UNSUPPORTED_MEDIA_TYPE',
  })),
  {
    title: 'a form for a registration',
    path: REGISTER,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `id=${ID}`,
    status: 415,
    type: 'UNSUPPORTED_MEDIA_TYPE',
  },
  ...[
    ['a report', REPORT, failed({ failureReason: 'x'.repeat(65 * 1024) })],
    ['a report, one byte over', REPORT, RIGHT.padEnd(64 * 1024 + 1)],
    ['a registration', REGISTER, registration({ x: 'x'.repeat(65 * 1024) })],
    ['a heartbeat', HEARTBEAT, { x: 'x'.repeat(65 * 1024) }],
  ].map(([title, path, body]) => ({
    title: `more than 64 KiB of ${title as string}`,
    path: path as string,
    body,
    headers: JSON_TYPE,
    status: 413,
    type: 'BODY_TOO_LARGE',
  })),
];

const PATHS: Bad[] = [
  ...[
    'x',
    '17',
    `${ID}x`,
    ID.replaceAll('-', ''),
    '%20',
    '%00',
    'a%2Fb',
    '..%2F..',
    "'%3B--",
    'null',
    'ünï',
  ].flatMap((id) =>
    [
      ['get', `${REGISTER}/${id}`],
      ['get', `${REGISTER}/${id}/timeline`],
      ['post', `${REGISTER}/${id}/heartbeat`],
      ['get', `${REPORT}/${id}`],
    ].map(([method, path]) => ({
      title: `${method?.toUpperCase()} ${path}`,
      method: method as Method,
      path: encodeURI(path as string).replaceAll('%25', '%'),
      pointers: ['/id'],
    })),
  ),
  ...[
    '/v1',
    '/v1/',
    '/nope',
    '/v1/export-jobs/',
    '//v1/export-jobs',
    '/V1/export-jobs',
    '/v1/Export-Jobs',
    '/v4/export-job-events',
    '/v1%2Fexport-jobs',
    `/v1/export-jobs/${ID}/nope`,
    `/v1/export-jobs/${ID}/timeline/more`,
    '/.env',
    '/health',
    '/health/live/x',
    '/docs/..%2f..%2fpackage.json',
    '/docs/a%00b',
    `/docs/${'x'.repeat(3000)}`,
  ].map((path) => ({
    title: `GET ${path}`,
    method: 'get' as const,
    path,
    status: 404,
    type: 'ROUTE_NOT_FOUND',
  })),
  ...(['post', 'put', 'patch', 'delete', 'options'] as const).map((method) => ({
    title: `${method.toUpperCase()} /nope`,
    method,
    path: '/nope',
    status: 404,
    type: 'ROUTE_NOT_FOUND',
  })),
  {
    title: 'a query of 9,000 characters',
    method: 'get',
    path: `${REGISTER}?after=${'a'.repeat(9000)}`,
    pointers: ['/after'],
  },
  {
    title: 'an unknown path of 9,000 characters',
    method: 'get',
    path: `/${'a'.repeat(9000)}`,
    status: 404,
    type: 'ROUTE_NOT_FOUND',
  },
  {
    title: 'bad percent-encoding in a query',
    method: 'get',
    path: `${REPORT}?jobId=%zz`,
    pointers: ['/jobId'],
  },
];

const BAD: Bad[] = [
  ...REPORTS.map(([title, body, pointers]) => ({ title: `report: ${title}`, path: REPORT, body, pointers })),
  ...REGISTRATIONS.map(([title, body, pointers]) => ({
    title: `registration: ${title}`,
    path: REGISTER,
    body,
    pointers,
  })),
  ...LIST_QUERIES.map(([path, query, pointers]) => ({
    title: `GET ${path}?${query}`,
    method: 'get' as const,
    path: `${path}?${query}`,
    pointers,
  })),
  ...BODIES,
  ...PATHS,
];

describe('a bad request', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp();
  });
  afterAll(() => relay.stop());

  async function send({ method = 'post', path, headers = {}, body }: Bad): Promise<Response> {
    const request = relay.http[method](path);
    for (const [name, value] of Object.entries(headers)) void request.set(name, value);
    if (body === undefined) return request;
    if (!('Content-Type' in headers)) void request.type('application/json');
    if (Buffer.isBuffer(body)) return request.serialize((bytes) => bytes as string).send(body);
    return request.send(typeof body === 'string' ? body : JSON.stringify(body));
  }

  it.each(BAD)('is refused: $title', async (bad) => {
    const { status = 400, type = 'VALIDATION_FAILED', pointers } = bad;
    const problem = expectProblem(await send(bad), status, type);
    if (pointers) expect(pointersOf(problem)).toEqual(pointers);
  });

  it('says at each place what would be right', async () => {
    const body = { event: 'x', jobId: 'x', failureReasonType: 'x', more: 1 };
    const problem = expectProblem(await send({ title: '', path: REPORT, body }), 400, 'VALIDATION_FAILED');
    const details = Object.fromEntries(
      (problem.errors ?? []).map(({ pointer, detail }) => [pointer, detail]),
    );
    expect(details).toEqual({
      '/event': expect.stringMatching(/started.*failed.*completed.*completed_with_errors/),
      '/jobId': expect.stringContaining('UUID'),
      '/failureReasonType': expect.stringContaining('canceled_by_user'),
      '/more': expect.stringContaining('not known'),
    });
    for (const detail of Object.values(details)) expect(problem.detail).toContain(detail);
  });

  describe('with a method that the route does not take', () => {
    const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'options'] as const;

    it('is answered 405 with what the route does take, on every route', async () => {
      const { body } = await relay.http.get('/docs-json').expect(200);
      const routes = Object.entries(body.paths as Record<string, object>);
      expect(routes.length).toBeGreaterThanOrEqual(9);
      for (const [template, operations] of routes) {
        const path = template.replaceAll(/\{\w+\}/g, ID);
        const allowed = Object.keys(operations).map((method) => method.toUpperCase());
        if (allowed.includes('GET')) allowed.push('HEAD');
        for (const method of METHODS.filter((one) => !(one in operations))) {
          const answer = await relay.http[method](path);
          expectProblem(answer, 405, 'METHOD_NOT_ALLOWED');
          expect(answer.headers['allow']?.split(', ').sort(), `${method} ${path}`).toEqual(
            allowed.toSorted(),
          );
        }
      }
    });

    it('is answered 405 without a body to HEAD', async () => {
      const { status, headers, text } = await relay.http.head(HEARTBEAT);
      expect([status, headers['allow'], text]).toEqual([405, 'POST', undefined]);
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    });
  });

  it.each([
    [REGISTER, 200, 'application/json'],
    [`${REGISTER}?limit=x`, 400, 'application/problem+json'],
    [`${REGISTER}/${ID}`, 404, 'application/problem+json'],
    ['/nope', 404, 'application/problem+json'],
    ['/health/live', 200, 'application/json'],
  ])('HEAD %s is answered %i without a body', async (path, code, type) => {
    const { status, headers, text } = await relay.http.head(path);
    expect([status, text]).toEqual([code, undefined]);
    expect(headers['content-type']?.split(';')[0]).toBe(type);
  });

  it('leaves nothing behind', async () => {
    const contents = await tableContents(relay.database);
    for (const table of ['export_job', 'export_job_event', 'outbox', 'delivery_attempt', 'audit_entry']) {
      expect(contents[table], table).toEqual([]);
    }
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    expect(relay.log.filter((line) => JSON.parse(line).level >= 40)).toEqual([]);
    await relay.http.get('/health/live').expect(200);
    await relay.http.post(REPORT).send({ event: 'started', jobId: randomUUID() }).expect(202);
  });
});

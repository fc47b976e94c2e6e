import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { expectProblem } from '../support/problem.js';

const SCOPES = ['read', 'write', 'admin'] as const;
type Scope = (typeof SCOPES)[number];

const KEYS: Record<Scope, string> = {
  read: 'r-0123456789-0123456789-0123456789',
  write: 'w-0123456789-0123456789-0123456789',
  admin: 'a-0123456789_~!#$%&()*+;<=>?@[]^{}',
};

/** The design's own table; a route that is not in it has no business to be documented. */
const NEEDED: Record<string, Scope | null> = {
  'post /v1/export-job-events': 'write',
  'post /v1/export-job-events/batch': 'write',
  'get /v1/export-job-events': 'read',
  'get /v1/export-job-events/{id}': 'read',
  'post /v1/export-job-events/{id}/redeliver': 'admin',
  'post /v1/export-job-events/redeliver': 'admin',
  'post /v1/export-job-events/{id}/discard': 'admin',
  'post /v1/export-jobs': 'write',
  'get /v1/export-jobs': 'read',
  'get /v1/export-jobs/{id}': 'read',
  'get /v1/export-jobs/{id}/timeline': 'read',
  'post /v1/export-jobs/{id}/heartbeat': 'write',
  'get /v1/companies/{companyId}/credential': 'admin',
  'put /v1/companies/{companyId}/credential': 'admin',
  'delete /v1/companies/{companyId}/credential': 'admin',
  'post /v1/companies/{companyId}/credential/consent': 'admin',
  'post /webhooks/pleo': null,
  'get /health/live': null,
  'get /health/ready': null,
  'get /metrics': null,
};

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const JOBS = '/v1/export-jobs';

describe('with API_KEYS', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp({
      API_KEYS: SCOPES.map((scope) => `${scope}er:${scope}:${KEYS[scope]}`).join(', '),
    });
  });
  afterAll(() => relay.stop());

  it.each([
    ['bearer', `Bearer ${KEYS.read}`],
    ['bearer in lower case', `bearer ${KEYS.read}`],
    ['bearer with blanks', `  Bearer   ${KEYS.read} `],
    ['basic as Pleo wants it', basic(`${KEYS.read}:`)],
    ['basic without a colon', basic(KEYS.read)],
    ['basic in upper case', basic(`${KEYS.read}:`).replace('Basic', 'BASIC')],
    ['bearer with every kind of character', `Bearer ${KEYS.admin}`],
    ['basic with every kind of character', basic(`${KEYS.admin}:`)],
  ])('a known key as %s is let in', async (_, authorization) => {
    await relay.http.get(JOBS).set('Authorization', authorization).expect(200);
  });

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['a scheme alone', 'Bearer'],
    ['a scheme and blanks', 'Bearer   '],
    ['a key alone', KEYS.admin],
    ['another scheme', `Token ${KEYS.admin}`],
    ['an unknown key', `Bearer ${'x'.repeat(34)}`],
    ['a key with something before it', `Bearer x${KEYS.admin}`],
    ['a key with something behind it', `Bearer ${KEYS.admin}x`],
    ['half a key', `Bearer ${KEYS.admin.slice(0, 20)}`],
    ['a key in another case', `Bearer ${KEYS.admin.toUpperCase()}`],
    ['the name of a key', 'Bearer adminer'],
    ['a whole entry', `Bearer adminer:admin:${KEYS.admin}`],
    ['a key as password', basic(`:${KEYS.admin}`)],
    ['a key with a password', basic(`${KEYS.admin}:secret`)],
    ['basic without base64', `Basic ${KEYS.admin}`],
    ['a bearer key in base64', `Bearer ${Buffer.from(KEYS.admin).toString('base64')}`],
    ['two keys', `Bearer ${'x'.repeat(34)}, Bearer ${KEYS.admin}`],
    ['a very long key', `Bearer ${'x'.repeat(8000)}`],
  ])('%s is answered 401 with what to send', async (_, authorization) => {
    const request = relay.http.get(JOBS);
    if (authorization !== undefined) void request.set('Authorization', authorization);
    const answer = await request;
    expectProblem(answer, 401, 'UNAUTHORIZED');
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer\b.*, *Basic realm="[^"]+"/);
    expect(answer.text).not.toContain(KEYS.admin);
  });

  it('a key in the query is no key', async () => {
    for (const name of ['api_key', 'access_token', 'key']) {
      const answer = await relay.http.get(JOBS).query({ [name]: KEYS.admin });
      expectProblem(answer, 401, 'UNAUTHORIZED');
    }
  });

  it('a scope that is too small is answered 403 and changes nothing', async () => {
    const id = randomUUID();
    const answer = await relay.http.post(JOBS).auth(KEYS.read, { type: 'bearer' }).send({ id });
    const { detail } = expectProblem(answer, 403, 'FORBIDDEN');
    expect(detail).toContain('reader');
    expect(detail).toContain('"write"');
    expect(answer.headers['www-authenticate']).toBeUndefined();
    expect(await relay.database.query('SELECT FROM export_job')).toEqual([]);
  });

  it('the scope comes before the body: what is wrong with it is not told', async () => {
    for (const [key, status, type] of [
      [undefined, 401, 'UNAUTHORIZED'],
      [KEYS.read, 403, 'FORBIDDEN'],
    ] as const) {
      const request = relay.http.post(JOBS);
      if (key) void request.auth(key, { type: 'bearer' });
      expectProblem(await request.send({ id: 'x' }), status, type);
    }
  });

  it('each route asks for its scope, and HEAD for that of GET', async () => {
    const { body } = await relay.http.get('/docs-json').expect(200);
    const routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    expect(Object.keys(NEEDED)).toEqual(expect.arrayContaining(routes));
    expect(routes.length).toBeGreaterThanOrEqual(11);
    for (const route of routes) {
      const needed = NEEDED[route] ?? null;
      const [method = '', template = ''] = route.split(' ');
      const path = template.replaceAll(/\{\w+\}/g, randomUUID());
      for (const verb of method === 'get' ? ['get', 'head'] : [method]) {
        for (const given of [null, ...SCOPES]) {
          const request = relay.http[verb as 'get'](path);
          if (given) void request.auth(KEYS[given], { type: 'bearer' });
          const { status } = await request;
          const what = `${verb} ${path} with ${given}`;
          if (needed === null) expect([401, 403], what).not.toContain(status);
          else if (given === null) expect(status, what).toBe(401);
          else if (SCOPES.indexOf(given) < SCOPES.indexOf(needed)) expect(status, what).toBe(403);
          else expect([200, 400, 404, 409], what).toContain(status);
        }
      }
    }
  });

  it('health, docs and what is not there are open', async () => {
    for (const [path, status] of [
      ['/health/live', 200],
      ['/health/ready', 200],
      ['/docs', 200],
      ['/docs-json', 200],
      ['/nope', 404],
    ] as const) {
      expect((await relay.http.get(path)).status, path).toBe(status);
    }
    expect((await relay.http.delete(JOBS)).status).toBe(401);
    expect((await relay.http.delete(JOBS).set('Authorization', `Bearer ${KEYS.read}`)).status).toBe(405);
  });

  it('is asked for before a body is read, however wrong or large that is', async () => {
    const bodies: [string, string][] = [
      ['{', 'application/json'],
      [JSON.stringify({ text: 'x'.repeat(70_000) }), 'application/json'],
      ['event=started', 'text/plain'],
    ];
    for (const [body, type] of bodies) {
      const answer = await relay.http.post('/v1/export-jobs').set('Content-Type', type).send(body);
      expectProblem(answer, 401, 'UNAUTHORIZED');
    }
  });

  it('the name of the key stands on what it did', async () => {
    const jobId = randomUUID();
    await relay.http
      .post('/v1/export-job-events')
      .set('Authorization', basic(`${KEYS.write}:`))
      .send({ jobId, event: 'started' })
      .expect(202);
    expect(await relay.database.query('SELECT reported_by FROM export_job_event')).toEqual([
      { reported_by: 'writeer' },
    ]);
    await relay.http
      .post('/v1/export-jobs')
      .set('Authorization', basic(`${KEYS.write}:`))
      .send({ id: jobId })
      .expect(200);
    expect(await relay.database.query('SELECT registered_by FROM export_job')).toEqual([
      { registered_by: 'writeer' },
    ]);
  });
});

describe('without API_KEYS', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp();
  });
  afterAll(() => relay.stop());

  it.each([undefined, 'Bearer whatever', basic('pleo-key:')])(
    'whoever sends %s is let in',
    async (header) => {
      const request = relay.http.post(JOBS).send({ id: randomUUID() });
      if (header) void request.set('Authorization', header);
      expect((await request).status).toBe(201);
    },
  );
});

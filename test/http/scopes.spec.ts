import { randomUUID } from 'node:crypto';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';

const SCOPES = ['read', 'write', 'admin'] as const;
type Scope = (typeof SCOPES)[number];
const KEYS = Object.fromEntries(SCOPES.map((scope) => [scope, `${scope}-0123456789-0123456789-0123456789`]));

/** The contract. Every route of the running app is here, or the first test fails. */
const NEEDED: Record<string, Scope | 'open' | 'signature' | 'state'> = {
  'POST /v1/export-job-events': 'write',
  'POST /v2/export-job-events': 'write',
  'POST /v3/export-job-events': 'write',
  'POST /v1/export-job-events/batch': 'write',
  'GET /v1/export-job-events': 'read',
  'GET /v1/export-job-events/:id': 'read',
  'POST /v1/export-job-events/:id/redeliver': 'admin',
  'POST /v1/export-job-events/discard': 'admin',
  'POST /v1/export-job-events/redeliver': 'admin',
  'POST /v1/export-job-events/:id/discard': 'admin',
  'GET /v1/export-job-events/causes': 'read',
  'POST /v1/export-jobs': 'write',
  'POST /v2/export-jobs': 'write',
  'POST /v3/export-jobs': 'write',
  'GET /v1/export-jobs': 'read',
  'GET /v1/export-jobs/:id': 'read',
  'GET /v1/export-jobs/:id/timeline': 'read',
  'GET /v1/export-jobs/:id/items': 'read',
  'PUT /v1/export-jobs/:id/items': 'write',
  'PUT /v2/export-jobs/:id/items': 'write',
  'PUT /v3/export-jobs/:id/items': 'write',
  'GET /v2/export-jobs': 'read',
  'GET /v2/export-jobs/:id': 'read',
  'GET /v2/export-jobs/:id/items': 'read',
  'GET /v2/export-items': 'read',
  'GET /v3/export-jobs': 'read',
  'GET /v3/export-jobs/:id': 'read',
  'GET /v3/export-jobs/:id/items': 'read',
  'GET /v3/export-items': 'read',
  'POST /v1/export-jobs/:id/items/redeliver': 'admin',
  'POST /v1/export-jobs/:id/items/discard': 'admin',
  'POST /v1/export-jobs/:id/finish': 'write',
  'GET /v1/export-job-items/dead': 'read',
  'GET /v1/export-job-items/causes': 'read',
  'POST /v1/export-jobs/:id/heartbeat': 'write',
  'POST /v1/export-jobs/claim': 'write',
  'POST /v1/export-jobs/:id/release': 'write',
  'GET /v1/companies/:companyId/credential': 'admin',
  'PUT /v1/companies/:companyId/credential': 'admin',
  'DELETE /v1/companies/:companyId/credential': 'admin',
  'POST /v1/companies/:companyId/credential/consent': 'admin',
  'GET /v1/companies': 'read',
  'GET /v1/companies/:companyId': 'read',
  'PUT /v1/companies/:companyId': 'admin',
  'POST /v1/companies/:companyId/put-away': 'admin',
  'GET /v1/deliveries/pauses': 'read',
  'POST /v1/deliveries/pause': 'admin',
  'POST /v1/deliveries/resume': 'admin',
  'POST /v1/companies/:companyId/take-back': 'admin',
  'GET /v1/notices': 'read',
  'POST /v1/notices/redeliver': 'admin',
  'POST /v1/notices/test': 'admin',
  'GET /oauth/callback': 'state',
  'GET /v1/caller': 'read',
  'GET /v1/overview': 'read',
  'GET /v1/companies/:companyId/subscription': 'admin',
  'POST /v1/companies/:companyId/subscription/rotate': 'admin',
  'POST /webhooks/pleo': 'signature',
  'POST /webhooks/pleo/:companyId': 'signature',
  'GET /health/live': 'open',
  'GET /health/ready': 'open',
  'GET /metrics': 'open',
};

/** Pages that @nestjs/swagger serves, with their files, and the console, to which / leads. */
const PAGES = /^GET \/($|(docs|console)($|\/|-json$))/;

const routes = new Map<string, RouteOptions>();
let relay: TestApp;
beforeAll(async () => {
  // Fastify tells of each route as it is made, to whoever asked before.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const getInstance = FastifyAdapter.prototype.getInstance;
  const asked = new WeakSet<object>();
  vi.spyOn(FastifyAdapter.prototype, 'getInstance').mockImplementation(function (this: FastifyAdapter) {
    const instance = getInstance.call(this) as FastifyInstance;
    if (!asked.has(instance)) {
      asked.add(instance);
      instance.addHook('onRoute', (route) => {
        for (const method of [route.method].flat()) routes.set(`${method} ${route.url}`, route);
      });
    }
    return instance;
  });
  relay = await startApp({
    API_KEYS: SCOPES.map((scope) => `${scope}er:${scope}:${KEYS[scope]}`).join(','),
    CREDENTIALS_KEY: `test:${Buffer.alloc(32).toString('base64')}`,
    PLEO_WEBHOOK_SECRET: `whsec_${Buffer.from('a secret of this test').toString('base64')}`,
  });
  vi.restoreAllMocks();
});
afterAll(() => relay.stop());

async function statusOf(route: string, scope: Scope | null): Promise<number> {
  const [method = '', url = ''] = route.split(' ');
  const { statusCode } = await relay.app.inject({
    method: method as 'GET',
    url: url.replace(/:id|(?<=pleo\/):companyId/, randomUUID()),
    headers: scope ? { authorization: `Bearer ${KEYS[scope]}` } : {},
  });
  return statusCode;
}

it('every route of the running app is in the table, and the other way round', async () => {
  const taken: string[] = [];
  for (const route of routes.keys()) {
    if (route.startsWith('HEAD ') || PAGES.test(route) || routes.get(route)?.config?.passed) continue;
    if ((await statusOf(route, 'admin')) !== 405) taken.push(route);
  }
  expect(taken.sort()).toEqual(Object.keys(NEEDED).sort());
});

it('a route that is only refused is refused to strangers first', async () => {
  const refused = [...routes.keys()].filter((route) => / \/v\d(\/|$)/.test(route) && !(route in NEEDED));
  expect(refused.length).toBeGreaterThan(50);
  for (const route of refused) expect(await statusOf(route, null), route).toBe(401);
});

describe.each(Object.entries(NEEDED))('%s', (route, needed) => {
  const heads = route.startsWith('GET ') ? [route, route.replace('GET', 'HEAD')] : [route];

  if (needed === 'open') {
    it('is open to all, with any key or none', async () => {
      for (const scope of [null, ...SCOPES]) expect(await statusOf(route, scope)).toBe(200);
    });
    return;
  }

  if (needed === 'state') {
    it('is shut without the state of a consent under way, whatever the key', async () => {
      for (const scope of [null, ...SCOPES]) expect(await statusOf(route, scope)).toBe(400);
    });
    return;
  }

  if (needed === 'signature') {
    it('is shut without a signature, whatever the key', async () => {
      for (const scope of [null, ...SCOPES]) expect(await statusOf(route, scope)).toBe(401);
    });
    return;
  }

  it(`asks for ${needed}`, async () => {
    for (const one of heads) {
      expect(await statusOf(one, null)).toBe(401);
      for (const scope of SCOPES) {
        const status = await statusOf(one, scope);
        if (SCOPES.indexOf(scope) < SCOPES.indexOf(needed)) expect(status, scope).toBe(403);
        else expect([200, 204, 400, 404, 409], scope).toContain(status);
      }
    }
  });
});

it('the documentation is open', async () => {
  for (const page of ['/docs', '/docs-json']) expect(await statusOf(`GET ${page}`, null)).toBe(200);
});

it('the name of the key stands on the event, the job and the audit entry', async () => {
  const jobId = randomUUID();
  const as = (scope: Scope, path: string, body: object) =>
    relay.http
      .post(path)
      .auth(KEYS[scope] ?? '', { type: 'bearer' })
      .send(body);
  await as('write', '/v1/export-jobs', { id: jobId }).expect(201);
  relay.sandbox.setFaults([{ match: { jobId }, status: 400 }]);
  const { body } = await as('write', '/v1/export-job-events', { jobId, event: 'started' }).expect(202);
  await as('write', '/v1/export-job-events/batch', { events: [{ jobId, event: 'completed' }] }).expect(207);
  const event = `/v1/export-job-events/${String(body.id)}`;
  const isDead = async () => {
    const answer = await relay.http.get(event).auth(KEYS['read'] ?? '', { type: 'bearer' });
    return answer.body.delivery.status === 'dead';
  };
  await eventually(isDead);
  await as('admin', `${event}/redeliver`, {}).expect(202);
  await eventually(isDead);
  await as('admin', `${event}/discard`, { reason: 'told by telephone' }).expect(200);

  const [row] = await relay.database.query(
    `SELECT (SELECT registered_by FROM export_job WHERE id = $1) AS job,
            (SELECT array_agg(reported_by) FROM export_job_event WHERE job_id = $1) AS events,
            (SELECT array_agg(by) FROM audit_entry WHERE job_id = $1) AS audit`,
    [jobId],
  );
  expect(row).toEqual({ job: 'writeer', events: ['writeer', 'writeer'], audit: ['adminer', 'adminer'] });
});

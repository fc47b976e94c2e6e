import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { type SigningProxy, startSigningProxy } from '../support/signing-proxy.js';

const READERS = 'key-of-the-proxy-for-readers-01';
const ADMINS = 'key-of-the-proxy-for-admins-012';
const WORKER = 'key-of-a-worker-0123456789-0123';
const USER = 'X-Forwarded-User';

let relay: TestApp;
let url: string;
let proxy: SigningProxy;
beforeAll(async () => {
  relay = await startApp({
    API_KEYS: `console:read:${READERS},console-admin:admin:${ADMINS},worker:admin:${WORKER}`,
    SSO_USER_HEADER: USER,
    SSO_KEYS: 'console,console-admin',
  });
  url = await relay.app.getUrl();
  proxy = await startSigningProxy(url, {
    eve: { user: 'eve@example.com', key: READERS },
    ada: { user: 'ada@example.com', key: ADMINS },
    nobody: { user: '', key: ADMINS },
  });
});
afterAll(async () => {
  await proxy.stop();
  await relay.stop();
});

type Headers = Record<string, string>;

async function ask(headers: Headers, path = '/v1/caller', at = url, body?: object) {
  const answer = await fetch(`${at}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text.startsWith('{') ? JSON.parse(text) : text) as never };
}

const by = (key: string): Headers => ({ Authorization: `Bearer ${key}` });
const through = (session: string, more: Headers = {}): Headers => ({ Cookie: `session=${session}`, ...more });

describe('behind a proxy that signs people in', () => {
  it('the caller is the user, with the scope of the key that the proxy has for them', async () => {
    expect((await ask(through('eve'), '/v1/caller', proxy.url)).body).toEqual({
      name: 'console/eve@example.com',
      scope: 'read',
    });
    expect((await ask(through('ada'), '/v1/caller', proxy.url)).body).toEqual({
      name: 'console-admin/ada@example.com',
      scope: 'admin',
    });
    const pause = { reason: 'So.' };
    expect((await ask(through('eve'), '/v1/deliveries/pause', proxy.url, pause)).status).toBe(403);
  });

  it('what a user does is kept with their name', async () => {
    const jobId = randomUUID();
    const event = { jobId, event: 'started' };
    expect((await ask(through('ada'), '/v1/export-job-events', proxy.url, event)).status).toBe(202);
    expect((await ask(through('ada'), '/v1/deliveries/pause', proxy.url, { reason: 'So.' })).status).toBe(
      200,
    );
    expect((await ask(through('ada'), '/v1/deliveries/resume', proxy.url, {})).status).toBe(200);
    const name = 'console-admin/ada@example.com';
    const acts = await relay.database.query('SELECT DISTINCT by FROM delivery_pause_act');
    const events = await relay.database.query('SELECT reported_by FROM export_job_event WHERE job_id = $1', [
      jobId,
    ]);
    expect([acts, events]).toEqual([[{ by: name }], [{ reported_by: name }]]);
    expect(relay.log.some((line) => line.includes(`"caller":"${name}"`))).toBe(true);
  });

  it('what a browser says of itself counts for nothing', async () => {
    const forged = through('eve', { ...by(WORKER), [USER]: 'ada@example.com' });
    expect((await ask(forged, '/v1/caller', proxy.url)).body).toMatchObject({
      name: 'console/eve@example.com',
    });
    expect((await ask({ [USER]: 'ada@example.com' }, '/v1/caller', proxy.url)).status).toBe(401);
  });
});

describe('without the proxy', () => {
  it('no header gives access', async () => {
    expect((await ask({ [USER]: 'ada@example.com' })).status).toBe(401);
    expect((await ask({ [USER]: 'ada@example.com', Authorization: 'Bearer guessed' })).status).toBe(401);
  });

  it('the header is not believed with any other key', async () => {
    const { body } = await ask({ ...by(WORKER), [USER]: 'ada@example.com' });
    expect(body).toEqual({ name: 'worker', scope: 'admin' });
  });

  it.each([
    ['no user', undefined],
    ['white space', 'ada lovelace'],
    ['two users', 'ada@example.com, eve@example.com'],
    ['two users without a space', 'ada@example.com,eve@example.com'],
    ['a name that is too long', 'a'.repeat(101)],
  ])('a key of the proxy is refused with %s', async (_, user) => {
    const { status, body } = await ask({ ...by(ADMINS), ...(user !== undefined && { [USER]: user }) });
    expect(status).toBe(403);
    expect(body).toMatchObject({ detail: expect.stringContaining('names a user in X-Forwarded-User') });
  });

  it('a proxy that lost the name gives no access either', async () => {
    expect((await ask(through('nobody'), '/v1/caller', proxy.url)).status).toBe(403);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.js';

const COMPANY = '3f6c1d52-8a0e-4b7d-9c21-5e4f7a6b8c90';
const OTHER = '7a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const ALL = 'export-jobs:read export-jobs:write export-items:read';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ apiKeys: ['one', 'two'] });
});
afterEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

async function introspect(authorization: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${sandbox.url}/v1/introspect`, { headers: { authorization } });
  return { status: answer.status, body: await answer.json() };
}

const change = (body: unknown) =>
  fetch(`${sandbox.url}/sandbox/introspection`, { method: 'PUT', body: JSON.stringify(body) });

describe('GET /v1/introspect', () => {
  it('names an organisation for a key of which nothing is known', async () => {
    expect(await introspect(basic('one'))).toEqual({
      status: 200,
      body: {
        clientId: 'sandbox-api-key',
        scope: ALL,
        authMethod: 'API_KEY',
        subjectURN: expect.stringMatching(/^urn:pleo:organisation:[0-9a-f-]{36}$/),
      },
    });
    expect(await introspect(basic('three'))).toMatchObject({ status: 401 });
  });

  it('names the company and the scopes that a token was given for, also after a refresh', async () => {
    const { accessToken, refreshToken } = sandbox.authorization.grant({
      companyId: COMPANY,
      scopes: ['export-jobs:read'],
    });
    const said = {
      clientId: 'sandbox-client',
      scope: 'export-jobs:read',
      authMethod: 'OAUTH',
      subjectURN: `urn:pleo:company:${COMPANY}`,
    };
    expect((await introspect(`Bearer ${accessToken}`)).body).toEqual(said);
    const { access_token: next } = sandbox.authorization.token(
      new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: 'sandbox-client',
        client_secret: 'sandbox-secret',
      }),
      undefined,
    );
    expect((await introspect(`Bearer ${String(next)}`)).body).toEqual(said);
    expect((await introspect(`Bearer ${accessToken}`)).status).toBe(401);
  });

  it('says of each key what was set, and of all the same where that is switched on', async () => {
    const keys = { one: { companyId: COMPANY }, two: { companyId: OTHER, scopes: ['export-items:read'] } };
    expect((await change({ keys })).status).toBe(204);
    expect((await introspect(basic('one'))).body).toMatchObject({
      subjectURN: `urn:pleo:company:${COMPANY}`,
      scope: ALL,
    });
    expect((await introspect(basic('two'))).body).toMatchObject({
      subjectURN: `urn:pleo:company:${OTHER}`,
      scope: 'export-items:read',
    });
    expect((await change({ companyId: OTHER, scopes: [] })).status).toBe(204);
    expect((await introspect(basic('one'))).body).toMatchObject({
      subjectURN: `urn:pleo:company:${OTHER}`,
      scope: '',
    });
  });

  it.each([
    [{ companyId: 'acme' }, 'companyId must be a UUID or null'],
    [{ scopes: 'all' }, 'scopes must be an array of words'],
    [{ keys: [] }, 'keys must be an object'],
    [{ keys: { secret: { companyId: 7 } } }, 'key 1: companyId must be a UUID or null'],
    [{ company: OTHER }, 'company is not known'],
    [[], 'is not known'],
  ])('is not changed by %j', async (body, problem) => {
    const answer = await change(body);
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toContain(problem);
    expect(text).not.toContain('secret');
  });

  it('misbehaves by fault rules as other routes do', async () => {
    sandbox.setFaults([{ match: { route: 'introspect' }, status: 403, times: 1 }]);
    expect(await introspect(basic('one'))).toMatchObject({ status: 403 });
    expect(await introspect(basic('one'))).toMatchObject({ status: 200 });
  });
});

describe('the page for the consent', () => {
  it('offers the companies that have jobs, and gives the connection to the one that is chosen', async () => {
    const { companyId } = sandbox.createJob();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'sandbox-client',
      redirect_uri: 'http://127.0.0.1:9/back',
      scope: ALL,
      state: '"><script>',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    });
    const address = `${sandbox.url}/oauth/authorize?${query.toString()}`;
    const page = await (await fetch(address)).text();
    expect(page).toContain(`<option value="${companyId}">`);
    expect(page).not.toContain('<script>');
    const open = (more: string) => fetch(`${address}${more}`, { redirect: 'manual' });
    expect((await open(`&answer=give&company=${companyId}`)).status).toBe(302);
    expect((await open('&answer=give&company=')).status).toBe(302);
    expect((await open('&answer=give&company=acme')).status).toBe(400);
  });
});

import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.js';

const BACK = 'http://127.0.0.1:9/callback';
const BASIC = `Basic ${Buffer.from('sandbox-client:sandbox-secret').toString('base64')}`;

describe('the authorization server of the sandbox', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.stop());

  const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');
  function authorizePath(verifier: string, more: Record<string, string> = {}): string {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'sandbox-client',
      redirect_uri: BACK,
      state: 'a state',
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
      ...more,
    });
    return `/oauth/authorize?${query.toString()}`;
  }
  const open = (path: string) => fetch(`${sandbox.url}${path}`, { redirect: 'manual' });
  async function token(
    body: Record<string, string>,
    headers: Record<string, string> = { authorization: BASIC },
  ) {
    const answer = await fetch(`${sandbox.url}/oauth/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  }
  const refresh = (refreshToken = '') => token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  async function isAlive(accessToken = ''): Promise<boolean> {
    const headers = { authorization: `Bearer ${accessToken}` };
    return (await fetch(`${sandbox.url}/v1/export-jobs`, { headers })).status === 200;
  }
  async function aCode(verifier: string): Promise<string> {
    sandbox.oauth.consent = 'give';
    const { headers } = await open(authorizePath(verifier));
    return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
  }
  const redeem = (code: string, verifier: string, more: Record<string, string> = {}) =>
    token({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: BACK, ...more });

  it('asks on a page, and sends back with a code or a refusal', async () => {
    const page = await (await open(authorizePath(randomBytes(32).toString('hex')))).text();
    const fields = [...page.matchAll(/type="hidden" name="([^"]+)" value="([^"]+)"/g)];
    const form = new URLSearchParams(
      fields.map(([, name = '', value = '']): [string, string] => [name, value.replaceAll('&#38;', '&')]),
    );
    const backs = await Promise.all(
      ['give', 'refuse'].map(async (answer) => {
        const { headers } = await open(`/oauth/authorize?${form.toString()}&company=&answer=${answer}`);
        return new URL(headers.get('location') ?? '').searchParams;
      }),
    );
    expect(backs.map((back) => [back.get('state'), back.has('code'), back.get('error')])).toEqual([
      ['a state', true, null],
      ['a state', false, 'access_denied'],
    ]);
  });

  it.each([
    ['another client', { client_id: 'other' }],
    ['no PKCE', { code_challenge: '' }],
    ['plain PKCE', { code_challenge_method: 'plain' }],
    ['another response', { response_type: 'token' }],
    ['nowhere to go back to', { redirect_uri: 'javascript:alert(1)' }],
  ])('sends nobody back with %s', async (_, more) => {
    sandbox.oauth.consent = 'give';
    expect((await open(authorizePath('x', more))).status).toBe(400);
  });

  it('gives tokens that the API takes for a code, once, to who has the verifier', async () => {
    const verifier = randomBytes(32).toString('hex');
    const code = await aCode(verifier);
    const { status, body } = await redeem(code, verifier);
    expect([status, body['token_type'], await isAlive(body['access_token'])]).toEqual([200, 'Bearer', true]);
    expect(await redeem(code, verifier)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await redeem(await aCode(verifier), 'another verifier')).body['error']).toBe('invalid_grant');
    expect((await redeem(await aCode(verifier), verifier, { redirect_uri: 'http://x' })).status).toBe(400);
    expect(await isAlive('no-token')).toBe(false);
  });

  it('kills both tokens with a refresh, and everything when an old refresh token comes back', async () => {
    const first = sandbox.authorization.grant();
    const { body: second } = await refresh(first.refreshToken);
    expect([await isAlive(first.accessToken), await isAlive(second['access_token'])]).toEqual([false, true]);
    expect((await refresh(first.refreshToken)).body['error']).toBe('invalid_grant');
    expect(await isAlive(second['access_token'])).toBe(false);
    expect((await refresh(second['refresh_token'])).body['error']).toBe('invalid_grant');
    expect(sandbox.authorization.requests.map(({ outcome, repeats }) => [outcome, repeats])).toEqual([
      ['ok', 0],
      ['invalid_grant', 1],
      ['invalid_grant', 0],
    ]);
  });

  it('knows its client by header or body, and no other', async () => {
    const grant = { grant_type: 'refresh_token', refresh_token: sandbox.authorization.grant().refreshToken };
    const secret = { client_id: 'sandbox-client', client_secret: 'sandbox-secret' };
    expect(await token({ ...grant, ...secret, client_secret: 'x' }, {})).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    expect((await token(grant, {})).status).toBe(401);
    expect((await token({ ...grant, ...secret }, {})).status).toBe(200);
  });

  it('misbehaves when told to, once for each fault', async () => {
    const { refreshToken } = sandbox.authorization.grant();
    const put = (body: object) =>
      fetch(`${sandbox.url}/sandbox/oauth`, { method: 'PUT', body: JSON.stringify(body) });
    expect((await put({ faults: ['cut_before', 'fail_after'], accessTokenSeconds: 5 })).status).toBe(204);
    expect((await put({ faults: ['sulk'] })).status).toBe(400);
    await expect(refresh(refreshToken)).rejects.toThrow();
    const lost = await fetch(`${sandbox.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: BASIC },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    });
    expect(lost.status).toBe(502);
    expect((await refresh(refreshToken)).body['error']).toBe('invalid_grant');
    const state = (await (await fetch(`${sandbox.url}/sandbox/oauth`)).json()) as object;
    expect(state).toMatchObject({ alive: 0, accessTokenSeconds: 5, faults: [] });
  });

  it('ends access or everything when told to', async () => {
    const { accessToken, refreshToken } = sandbox.authorization.grant();
    await fetch(`${sandbox.url}/sandbox/oauth/end-access`, { method: 'POST' });
    expect(await isAlive(accessToken)).toBe(false);
    const { body } = await refresh(refreshToken);
    await fetch(`${sandbox.url}/sandbox/oauth/revoke`, { method: 'POST' });
    expect(await isAlive(body['access_token'])).toBe(false);
    expect((await refresh(body['refresh_token'])).status).toBe(400);
  });
});

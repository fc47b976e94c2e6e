import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import {
  credentialPath as path,
  headerOf,
  type Replica,
  type Replicas,
  startReplicas,
} from '../support/replicas.js';

describe('connecting a company by OAuth', () => {
  let all: Replicas;
  let here: Replica;
  let there: Replica;
  beforeAll(async () => {
    all = await startReplicas(2);
    [here, there] = all.replicas as [Replica, Replica];
  });
  afterEach(() => Object.assign(all.sandbox.oauth, { consent: 'give', faults: [] }));
  afterAll(() => all.stop());

  async function start(companyId: string): Promise<URL> {
    const { body } = await here.http.post(`${path(companyId)}/consent`).expect(200);
    const minutes = (Date.parse(body.expiresAt as string) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(8);
    expect(minutes).toBeLessThan(11);
    return new URL(body.authorizeUrl as string);
  }

  /** What the browser does at Pleo. Gives the path that it is sent back to, with its query. */
  async function atPleo(authorizeUrl: URL): Promise<string> {
    const { headers } = await fetch(authorizeUrl, { redirect: 'manual' });
    const back = new URL(headers.get('location') ?? '');
    expect(back.origin).toBe('http://127.0.0.1:9');
    return back.pathname + back.search;
  }

  const statusOf = async (companyId: string) => (await here.http.get(path(companyId))).body.status as string;

  it('asks with PKCE and a state that nobody can guess, and connects it through any replica', async () => {
    const companyId = randomUUID();
    const url = await start(companyId);
    const asked = Object.fromEntries(url.searchParams);
    expect(asked).toEqual({
      response_type: 'code',
      client_id: 'sandbox-client',
      redirect_uri: 'http://127.0.0.1:9/oauth/callback',
      scope: 'export-jobs:read export-jobs:write export-items:read',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    const page = await there.http.get(await atPleo(url)).expect(200);
    expect(page.text).toContain('Connected');
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    const { body } = await here.http.get(path(companyId)).expect(200);
    expect(body).toMatchObject({ type: 'oauth', status: 'active', setBy: 'boss' });
    const authorization = headerOf(await here.credentials.authorizationFor(companyId));
    expect(all.sandbox.authorization.accepts(authorization)).toBe(true);
    expect(
      await all.database.query('SELECT action, by FROM credential_audit WHERE company_id = $1 ORDER BY at', [
        companyId,
      ]),
    ).toEqual([
      { action: 'consent_started', by: 'boss' },
      { action: 'consented', by: 'boss' },
    ]);
  });

  it('takes an answer once, also when it comes twice at once', async () => {
    const companyId = randomUUID();
    const back = await atPleo(await start(companyId));
    const pages = await Promise.all([here.http.get(back), there.http.get(back), here.http.get(back)]);
    expect(pages.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect((await here.http.get(back)).status).toBe(400);
    expect(await statusOf(companyId)).toBe('active');
  });

  it('does not use an answer up for a HEAD', async () => {
    const back = await atPleo(await start(randomUUID()));
    await here.http.head(back).expect(400);
    await here.http.get(back).expect(200);
  });

  it('is over when the person took too long', async () => {
    const companyId = randomUUID();
    const back = await atPleo(await start(companyId));
    await all.database.query(`UPDATE credential_consent SET expires_at = now() - interval '1 second'`);
    const page = await here.http.get(back).expect(400);
    expect(page.text).toContain('no longer valid');
    expectProblem(await here.http.get(path(companyId)), 404, 'CREDENTIAL_NOT_FOUND');
  });

  it.each([
    ['nothing', ''],
    ['a state that nobody gave out', '?code=x&state=<script>alert(1)</script>'],
    ['a code alone', '?code=x'],
    ['an error alone', '?error=<b>access_denied</b>'],
  ])('answers a page that repeats nothing to %s', async (_, query) => {
    const page = await here.http.get(`/oauth/callback${query}`).expect(400);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).not.toMatch(/script|<b>|alert/);
  });

  it('says so when the person refused, and the link is used up', async () => {
    all.sandbox.oauth.consent = 'refuse';
    const companyId = randomUUID();
    const back = await atPleo(await start(companyId));
    expect((await here.http.get(back).expect(400)).text).toContain('access was not given');
    expect((await here.http.get(back).expect(400)).text).toContain('no longer valid');
  });

  it.each(['cut_before', 'cut_after', 'fail_before', 'fail_after'] as const)(
    'says so when the token endpoint does not answer (%s), and keeps nothing',
    async (fault) => {
      const companyId = randomUUID();
      const back = await atPleo(await start(companyId));
      all.sandbox.oauth.faults.push(fault);
      expect((await here.http.get(back).expect(502)).text).toContain('did not confirm');
      expectProblem(await here.http.get(path(companyId)), 404, 'CREDENTIAL_NOT_FOUND');
    },
  );

  it('does not connect with the code of another consent', async () => {
    const [one, other] = [await start(randomUUID()), await start(randomUUID())];
    const [mine, theirs] = [new URLSearchParams((await atPleo(one)).split('?')[1]), await atPleo(other)];
    const mixed = new URLSearchParams(theirs.split('?')[1]);
    mixed.set('state', mine.get('state') ?? '');
    await here.http.get(`/oauth/callback?${mixed.toString()}`).expect(502);
  });

  it('replaces a connection that Pleo has ended', async () => {
    const companyId = randomUUID();
    await here.http.get(await atPleo(await start(companyId))).expect(200);
    all.sandbox.authorization.revokeAll();
    const old = headerOf(await there.credentials.authorizationFor(companyId));
    expect(await there.credentials.refused(companyId, old)).toBe(false);
    expect(await statusOf(companyId)).toBe('consent_needed');
    await here.http.get(await atPleo(await start(companyId))).expect(200);
    expect(await statusOf(companyId)).toBe('active');
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { credentialPath as path, type Replica, type Replicas, startReplicas } from '../support/replicas.js';

const API_KEY = 'K3qX-zWv9-YtR7-pLm5';
const TOKENS = {
  accessToken: 'aH8-jNw2-QxF6-kVz4',
  refreshToken: 'rB7-sMy3-GcT9-hPd5',
  expiresIn: 3600,
};

describe('the credential of a company', () => {
  let all: Replicas;
  let relay: Replica;
  beforeAll(async () => {
    all = await startReplicas(1);
    relay = all.replicas[0]!;
    all.sandbox.setCredentials({ apiKeys: ['sandbox-key'], accessTokens: [TOKENS.accessToken] });
  });
  afterAll(() => all.stop());

  const auditOf = (companyId: string) =>
    all.database.query('SELECT action, type, by FROM credential_audit WHERE company_id = $1 ORDER BY at', [
      companyId,
    ]);

  it('is set, shown without any part of it, replaced and deleted, and who did it is kept', async () => {
    const companyId = randomUUID();
    expectProblem(await relay.http.get(path(companyId)), 404, 'CREDENTIAL_NOT_FOUND');

    const set = await relay.http.put(path(companyId)).send({ type: 'api_key', apiKey: API_KEY }).expect(200);
    expect(set.body).toEqual({
      companyId,
      type: 'api_key',
      status: 'active',
      reason: null,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: set.body.createdAt,
      setBy: 'boss',
      accessTokenExpiresAt: null,
      refreshedAt: null,
      verification: {
        status: 'unverified',
        clientId: null,
        scopes: null,
        companyId: null,
        checkedAt: expect.stringMatching(/Z$/),
        reason: 'Pleo answered 401 UNAUTHORIZED (The credential is missing, wrong or expired.).',
      },
      installation: null,
    });
    expect((await relay.http.get(path(companyId)).expect(200)).body).toEqual(set.body);

    const replaced = await relay.http
      .put(path(companyId))
      .send({ type: 'oauth', ...TOKENS })
      .expect(200);
    expect(replaced.body).toMatchObject({ type: 'oauth', status: 'active', createdAt: set.body.createdAt });
    const ends =
      Date.parse(replaced.body.accessTokenExpiresAt as string) -
      Date.parse(replaced.body.updatedAt as string);
    expect(Math.round(ends / 1000)).toBe(3600);

    const gone = await relay.http.delete(path(companyId)).expect(200);
    expect(gone.body).toEqual(replaced.body);
    expectProblem(await relay.http.get(path(companyId)), 404, 'CREDENTIAL_NOT_FOUND');
    expectProblem(await relay.http.delete(path(companyId)), 404, 'CREDENTIAL_NOT_FOUND');
    for (const { text } of [set, replaced, gone]) {
      for (const secret of [API_KEY, TOKENS.accessToken, TOKENS.refreshToken]) {
        const parts = Array.from({ length: secret.length - 3 }, (_, start) => secret.slice(start, start + 4));
        expect(parts.filter((part) => text.includes(part))).toEqual([]);
      }
    }
    expect(await auditOf(companyId)).toEqual([
      { action: 'set', type: 'api_key', by: 'boss' },
      { action: 'set', type: 'oauth', by: 'boss' },
      { action: 'deleted', type: 'oauth', by: 'boss' },
    ]);
  });

  it.each([
    ['no type', { apiKey: API_KEY }, ['/type']],
    ['another type', { type: 'password', apiKey: API_KEY }, ['/type']],
    ['an API key that is not there', { type: 'api_key' }, ['/apiKey']],
    ['an API key with a colon', { type: 'api_key', apiKey: `${API_KEY}:x` }, ['/apiKey']],
    ['an API key with a line break', { type: 'api_key', apiKey: `${API_KEY}\nX: y` }, ['/apiKey']],
    ['an empty API key', { type: 'api_key', apiKey: '' }, ['/apiKey']],
    ['a very long API key', { type: 'api_key', apiKey: API_KEY.repeat(400) }, ['/apiKey']],
    [
      'tokens with an API key',
      { type: 'api_key', apiKey: API_KEY, ...TOKENS },
      ['/accessToken', '/refreshToken', '/expiresIn'],
    ],
    ['an API key that is not there, and what is unknown', { type: 'api_key', x: 1 }, ['/x', '/apiKey']],
    ['a type that is none, and an API key', { type: 'basic', apiKey: API_KEY }, ['/type']],
    ['no tokens', { type: 'oauth' }, ['/accessToken', '/refreshToken', '/expiresIn']],
    ['an API key with tokens', { type: 'oauth', apiKey: API_KEY, ...TOKENS }, ['/apiKey']],
    ['a life of less than nothing', { type: 'oauth', ...TOKENS, expiresIn: -1 }, ['/expiresIn']],
    ['something unknown', { type: 'api_key', apiKey: API_KEY, scope: 'all' }, ['/scope']],
  ])('is not taken with %s, and nothing of it is repeated', async (_, body, pointers) => {
    const companyId = randomUUID();
    const answer = await relay.http.put(path(companyId)).send(body);
    const { errors = [] } = expectProblem(answer, 400, 'VALIDATION_FAILED');
    expect((errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(pointers);
    expect(answer.text).not.toContain(API_KEY);
    expect(answer.text).not.toContain(TOKENS.accessToken);
    expectProblem(await relay.http.get(path(companyId)), 404, 'CREDENTIAL_NOT_FOUND');
  });

  it('belongs to a company with a UUID', async () => {
    expectProblem(await relay.http.get(path('acme')), 400, 'VALIDATION_FAILED');
  });

  it('says which key is missing when it cannot be opened, and may be deleted then', async () => {
    const companyId = randomUUID();
    await relay.http.put(path(companyId)).send({ type: 'api_key', apiKey: API_KEY }).expect(200);
    await all.database.query(`UPDATE company_credential SET key_id = 'lost' WHERE company_id = $1`, [
      companyId,
    ]);
    const { body } = await relay.http.get(path(companyId)).expect(200);
    expect(body).toMatchObject({ status: 'unreadable', reason: expect.stringContaining('"lost"') });
    await relay.http.delete(path(companyId)).expect(200);
  });

  it('does not open when its row was swapped with that of another company', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    for (const id of [one, other])
      await relay.http
        .put(path(id))
        .send({ type: 'api_key', apiKey: `${API_KEY}-${id}` })
        .expect(200);
    await all.database.query(
      `UPDATE company_credential AS mine SET api_key = theirs.api_key
       FROM company_credential AS theirs
       WHERE mine.company_id = $1 AND theirs.company_id = $2`,
      [one, other],
    );
    expect((await relay.http.get(path(one))).body).toMatchObject({ status: 'unreadable' });
    expect((await relay.http.get(path(other))).body).toMatchObject({ status: 'active' });
  });

  it('does not open when access and refresh token were swapped', async () => {
    const companyId = randomUUID();
    await relay.http
      .put(path(companyId))
      .send({ type: 'oauth', ...TOKENS })
      .expect(200);
    await all.database.query(
      'UPDATE company_credential SET access_token = refresh_token, refresh_token = access_token WHERE company_id = $1',
      [companyId],
    );
    expect((await relay.http.get(path(companyId))).body).toMatchObject({ status: 'unreadable' });
  });
});

describe('without settings for it', () => {
  it('no credential is kept without CREDENTIALS_KEY, and events go out with the default one', async () => {
    const all = await startReplicas(1, {
      CREDENTIALS_KEY: '',
      PLEO_OAUTH_CLIENT_ID: '',
      PLEO_OAUTH_CLIENT_SECRET: '',
    });
    const [relay] = all.replicas;
    const companyId = randomUUID();
    const put = await relay!.http.put(path(companyId)).send({ type: 'api_key', apiKey: API_KEY });
    expect(expectProblem(put, 409, 'CREDENTIALS_NOT_CONFIGURED').detail).toContain('CREDENTIALS_KEY');
    expectProblem(await relay!.http.post(`${path(companyId)}/consent`), 409, 'CREDENTIALS_NOT_CONFIGURED');
    expectProblem(await relay!.http.get(path(companyId)), 404, 'CREDENTIAL_NOT_FOUND');
    expect(await relay!.credentials.authorizationFor(companyId)).toMatchObject({ credential: 'default' });
    const id = randomUUID();
    await relay!.http.post('/v1/export-jobs').send({ id, companyId }).expect(201);
    await relay!.http.post('/v1/export-job-events').send({ jobId: id, event: 'started' }).expect(202);
    expect(await all.sandbox.waitForRequest(({ jobId }) => jobId === id, 60_000)).toMatchObject({
      authorized: true,
    });
    await all.stop();
  });

  it('no OAuth connection is kept without a client that could renew it', async () => {
    const all = await startReplicas(1, { PLEO_OAUTH_CLIENT_ID: '', PLEO_OAUTH_CLIENT_SECRET: '' });
    const [relay] = all.replicas;
    const companyId = randomUUID();
    const put = await relay!.http.put(path(companyId)).send({ type: 'oauth', ...TOKENS });
    expect(expectProblem(put, 409, 'OAUTH_NOT_CONFIGURED').detail).toContain('PLEO_OAUTH_CLIENT_ID');
    expectProblem(await relay!.http.post(`${path(companyId)}/consent`), 409, 'OAUTH_NOT_CONFIGURED');
    await relay!.http.put(path(companyId)).send({ type: 'api_key', apiKey: API_KEY }).expect(200);
    await all.stop();
  });

  it('events of companies whose key is gone wait, and those of all others go out', async () => {
    const all = await startReplicas(1);
    const [relay] = all.replicas;
    const companyId = randomUUID();
    await relay!.http.put(path(companyId)).send({ type: 'api_key', apiKey: API_KEY }).expect(200);
    for (const CREDENTIALS_KEY of ['', `another:${randomBytes(32).toString('base64')}`]) {
      const oauth = CREDENTIALS_KEY ? {} : { PLEO_OAUTH_CLIENT_ID: '', PLEO_OAUTH_CLIENT_SECRET: '' };
      const { credentials } = await all.add({ CREDENTIALS_KEY, ...oauth });
      expect(await credentials.authorizationFor(companyId)).toEqual({
        credential: companyId,
        refused: expect.stringContaining('"test"'),
      });
      expect(await credentials.authorizationFor(randomUUID())).toMatchObject({ credential: 'default' });
    }
    // Said while the relay starts, and a line of JSON like all others.
    const told = all.log.map((line) => JSON.parse(line) as { level: number; msg: string });
    expect(told.filter(({ level, msg }) => level === 50 && msg.includes('sealed with the key'))).toHaveLength(
      2,
    );
    await all.stop();
  });
});

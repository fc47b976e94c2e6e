import { describe, expect, it } from 'vitest';
import { anId, basic, KEY, sandboxForTest } from './pleo-caller.js';

const raw = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('a credential', () => {
  it.each([
    ['an API key as user name with an empty password', basic(KEY), 200],
    ['the scheme in small letters', basic(KEY).replace('Basic', 'basic'), 200],
    ['an access token', 'Bearer a.jwt.token', 200],
    ['no header', '', 401],
    ['another key', basic('another-key'), 401],
    ['the key with a password', raw(`${KEY}:password`), 401],
    ['the key without the colon', raw(KEY), 401],
    ['the bare key after Basic', `Basic ${KEY}`, 401],
    ['another token', 'Bearer another.token', 401],
    ['a key as a token', `Bearer ${KEY}`, 401],
    ['a token as a key', basic('a.jwt.token'), 401],
    ['a scheme alone', 'Bearer', 401],
  ])('is judged: %s', async (_case, authorization, status) => {
    const { sandbox, pleo } = await sandboxForTest({ accessTokens: ['a.jwt.token'] });
    const reply = await pleo.get('/v3/export-jobs', { headers: { authorization } });
    expect(reply.status).toBe(status);
    if (status === 401)
      expect(reply.json).toMatchObject({ type: 'UNAUTHORIZED', message: expect.any(String) });
    expect(sandbox.requests).toMatchObject([{ authorized: status === 200, statusCode: status }]);
  });

  it.each([
    ['POST', '/v1/export-job-events'],
    ['POST', '/v2/export-jobs'],
    ['GET', '/v3/export-jobs'],
    ['GET', `/v3/export-jobs/${anId()}`],
  ])('is judged before anything else at %s %s', async (method, path) => {
    const { pleo } = await sandboxForTest();
    const init = method === 'POST' ? { body: 'no json' } : {};
    for (const type of ['text/plain', 'no-type']) {
      const headers = { authorization: basic('wrong'), 'content-type': type };
      expect((await pleo.send(method, path, { ...init, headers })).status).toBe(401);
    }
  });

  it('is refused at once when it was replaced', async () => {
    const { sandbox, pleo } = await sandboxForTest({ accessTokens: ['old'] });
    sandbox.setCredentials({ apiKeys: ['new-key'], accessTokens: ['new'] });
    const status = async (authorization: string): Promise<number> =>
      (await pleo.get('/v1/export-jobs', { headers: { authorization } })).status;
    expect(await status(basic(KEY))).toBe(401);
    expect(await status('Bearer old')).toBe(401);
    expect(await status(basic('new-key'))).toBe(200);
    expect(await status('Bearer new')).toBe(200);
  });

  it('is refused when its list was left out of the replacement', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    sandbox.setCredentials({ accessTokens: ['new'] });
    expect((await pleo.get('/v1/export-jobs')).status).toBe(401);
  });

  it('is sandbox-key when none was given', async () => {
    const { pleo } = await sandboxForTest({ apiKeys: [] });
    const reply = await pleo.get('/v1/export-jobs', { headers: { authorization: basic('sandbox-key') } });
    expect(reply.status).toBe(200);
  });

  it('is in no request that the sandbox keeps', async () => {
    const { sandbox, pleo } = await sandboxForTest({ accessTokens: ['secret-token'] });
    await pleo.get('/v1/export-jobs', { headers: { authorization: 'Bearer secret-token' } });
    await pleo.get('/v1/export-jobs');
    const kept = JSON.stringify(sandbox.requests) + (await pleo.get('/sandbox/requests')).text;
    expect(kept).not.toMatch(/secret-token|authorization/i);
    expect(kept).not.toContain(basic(KEY).slice(6));
  });

  it('cannot be an empty string or hold a colon', async () => {
    const { sandbox } = await sandboxForTest();
    expect(() => sandbox.setCredentials({ apiKeys: [''] })).toThrow(/apiKeys must be/);
    expect(() => sandbox.setCredentials({ apiKeys: ['a:b'] })).toThrow(/without colon/);
    expect(() => sandbox.setCredentials({ accessTokens: ['a b'] })).toThrow(/accessTokens must be/);
  });
});

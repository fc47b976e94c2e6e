import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import {
  ADMIN_KEY,
  credentialPath as path,
  CREDENTIALS_KEY,
  headerOf,
  type Replicas,
  startReplicas,
} from '../support/replicas.js';
import { tableContents } from '../support/table-contents.js';

const API_KEY = 'leaks-spec-api-key-0123456789';

let all: Replicas;
beforeAll(async () => {
  all = await startReplicas(1, { LOG_LEVEL: 'trace' });
});
afterAll(() => all.stop());

it('no secret of a company is in a log line, an answer or the database in the clear, whatever happens', async () => {
  const relay = all.replicas[0]!;
  const { sandbox, database, log } = all;
  const secrets = new Set<string>([
    API_KEY,
    'sandbox-secret',
    CREDENTIALS_KEY.split(':')[1] ?? '',
    ADMIN_KEY,
  ]);
  const answers: string[] = [];
  const send = async (method: 'get' | 'put' | 'post' | 'delete', url: string, body?: object) => {
    const { text, headers, status } = await relay.http[method](url).send(body);
    // What a person is sent to Pleo with is told to who asked for it, and to nobody else.
    if (!url.endsWith('/consent')) answers.push(text, JSON.stringify(headers));
    return { text, status };
  };
  const note = (tokens: { accessToken: string; refreshToken: string }) => {
    secrets.add(tokens.accessToken).add(tokens.refreshToken);
    return tokens;
  };
  const companyId = randomUUID();

  await send('put', path(companyId), { type: 'api_key', apiKey: API_KEY });
  await send('put', path(companyId), { type: 'api_key', apiKey: `${API_KEY}:` });
  await send('put', path(companyId), { type: 'oauth', apiKey: API_KEY });
  await relay.http
    .put(path(companyId))
    .type('application/json')
    .send(`{"type":"api_key","apiKey":"${API_KEY}"`);

  // Every way that a refresh can go.
  for (const fault of ['cut_before', 'cut_after', 'fail_before', 'fail_after', 'hang_after', null] as const) {
    const company = randomUUID();
    const tokens = note(sandbox.authorization.grant());
    await send('put', path(company), { type: 'oauth', ...tokens });
    if (fault) sandbox.oauth.faults.push(fault);
    await relay.credentials.refused(company, `Bearer ${tokens.accessToken}`);
    const now = await relay.credentials.authorizationFor(company);
    if ('authorization' in now) secrets.add(now.authorization.replace('Bearer ', ''));
    await send('get', path(company));
  }
  const dead = randomUUID();
  await send('put', path(dead), {
    type: 'oauth',
    ...note({ accessToken: randomUUID(), refreshToken: randomUUID() }),
    expiresIn: 1,
  });
  await database.query(`UPDATE company_credential SET refresh_due_at = now() WHERE company_id = $1`, [dead]);
  relay.credentials.forget();
  expect(await relay.credentials.authorizationFor(dead)).toHaveProperty('refused');

  // Consents: one that works, one whose answer is lost, one with nonsense.
  for (const fault of [null, 'cut_after', 'nonsense'] as const) {
    const { text } = await send('post', `${path(companyId)}/consent`);
    const { authorizeUrl } = JSON.parse(text) as { authorizeUrl: string };
    const { headers } = await fetch(authorizeUrl, { redirect: 'manual' });
    const back = new URL(headers.get('location') ?? '');
    for (const name of ['code', 'state']) secrets.add(back.searchParams.get(name) ?? '');
    if (fault === 'nonsense') back.searchParams.set('code', 'nonsense');
    else if (fault) sandbox.oauth.faults.push(fault);
    await send('get', back.pathname + back.search);
    await send('get', `/${back.pathname}${back.search}`);
  }
  const connected = headerOf(await relay.credentials.authorizationFor(companyId));
  secrets.add(connected.replace('Bearer ', ''));

  // The database away.
  await database.query('ALTER TABLE company_credential RENAME TO elsewhere');
  await send('put', path(companyId), { type: 'api_key', apiKey: API_KEY });
  await expect(relay.credentials.refused(companyId, connected)).rejects.toThrow();
  await database.query('ALTER TABLE elsewhere RENAME TO company_credential');
  await send('delete', path(dead));

  await eventually(() =>
    log.some((line) => line.includes(`"DELETE","url":"${path(dead)}"`) && line.includes('"statusCode"')),
  );
  const contents = JSON.stringify(await tableContents(database));
  expect(contents).toContain('consented');
  expect(secrets.size).toBeGreaterThan(20);
  const places = { log: log.join(''), answers: answers.join(''), database: contents };
  for (const secret of secrets) {
    for (const encoding of ['utf8', 'base64', 'base64url', 'hex'] as const) {
      const shape = Buffer.from(secret).toString(encoding).replace(/=+$/, '');
      for (const [place, text] of Object.entries(places))
        expect(text.includes(shape), `${secret} as ${encoding} in the ${place}`).toBe(false);
    }
  }
  expect(places.log).toContain('"url":"/oauth/callback"');
});

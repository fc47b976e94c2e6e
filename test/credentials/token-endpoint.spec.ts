import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CA_FILE } from '../support/certificates/certificate.js';
import { ConnectProxy } from '../support/connect-proxy.js';
import type { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { expectProblem } from '../support/problem.js';
import {
  credentialPath as path,
  headerOf,
  type Replica,
  type Replicas,
  startReplicas,
} from '../support/replicas.js';
import { TlsFront } from '../support/tls-front.js';

const GOOD = {
  access_token: 'new-access-0123',
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: 'new-refresh-0123',
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** An authorization server whose token endpoint answers as it is told. */
let server: Server;
let answer: Answer;
let asked: number;
let all: Replicas;
let here: Replica;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    request.resume().on('end', () => void answer(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  all = await startReplicas(1, { PLEO_OAUTH_TOKEN_URL: `${url()}/token`, LOG_LEVEL: 'trace' });
  here = all.replicas[0]!;
  // For Pleo’s API they are as good as any.
  all.sandbox.setCredentials({
    apiKeys: ['sandbox-key'],
    accessTokens: ['old-access-0123', 'new-access-0123'],
  });
});
afterEach(() => (all.log.length = 0));
afterAll(async () => {
  await all.stop();
  server.closeAllConnections();
  server.close();
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function answers(body: unknown, status = 200): void {
  asked = 0;
  answer = (_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** Begins a consent. Gives the path that a person comes back to, as a function of what Pleo adds to it. */
async function consentOf(
  companyId: string,
  { http } = here,
): Promise<(more: Record<string, string>) => string> {
  const { body } = await http.post(`${path(companyId)}/consent`).expect(200);
  const state = new URL(body.authorizeUrl as string).searchParams.get('state') ?? '';
  return (more) => `/oauth/callback?${new URLSearchParams({ state, ...more }).toString()}`;
}

const told = () => all.log.join('');

describe('an answer of the token endpoint', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'a line break in the access token',
      { ...GOOD, access_token: 'new-access\r\nX: y' },
      /access_token must be/,
    ],
    ['an access token that is not ASCII', { ...GOOD, access_token: 'new-accéss' }, /access_token must be/],
    ['an access token with a space', { ...GOOD, access_token: 'new access' }, /access_token must be/],
    ['an access token without end', { ...GOOD, access_token: 'a'.repeat(6001) }, /access_token must be/],
    ['an empty access token', { ...GOOD, access_token: '' }, /access_token must be/],
    ['an access token that is a number', { ...GOOD, access_token: 42 }, /access_token must be/],
    ['a refresh token that is not ASCII', { ...GOOD, refresh_token: 'new-refrésh' }, /refresh_token must be/],
    ['a refresh token that is an object', { ...GOOD, refresh_token: {} }, /refresh_token must be/],
    ['no refresh token', { ...GOOD, refresh_token: undefined }, /no refresh token/],
    ['an empty refresh token', { ...GOOD, refresh_token: '' }, /no refresh token/],
    ['null for a refresh token', { ...GOOD, refresh_token: null }, /no refresh token/],
    ['tokens of another kind', { ...GOOD, token_type: 'DPoP' }, /token_type must be Bearer/],
    ['a kind that is no word', { ...GOOD, token_type: 7 }, /token_type must be Bearer/],
    ['null', null, /access_token must be/],
    ['a list', [], /access_token must be/],
    ['half of its JSON', '{"access_token":"new-access-0123"', /NO_JSON/],
    ['more than anybody reads', JSON.stringify({ ...GOOD, more: 'x'.repeat(1_000_000) }), /TOO_LONG/],
  ])('with %s connects nobody, keeps nothing, and the log says why', async (_, body, why) => {
    answers(body);
    const companyId = randomUUID();
    const back = await consentOf(companyId);
    const page = await here.http.get(back({ code: 'a-code' })).expect(502);
    expect(page.text).toContain('Not connected');
    expectProblem(await here.http.get(path(companyId)), 404, 'CREDENTIAL_NOT_FOUND');
    const line = all.log.find((one) => one.includes('could not be connected')) ?? '';
    expect(line).toMatch(why);
    expect(told()).not.toMatch(/new-acc|new-refr/);
  });

  it.each<[string, unknown, number | null]>([
    ['1e14', 1e14, 31_536_000],
    ['more than a number holds', '#1e999', 31_536_000],
    ['text of digits', '3600', 3600],
    ['a fraction', 3600.5, 3600.5],
    ['nothing', undefined, null],
    ['null', null, null],
    ['0', 0, null],
    ['less than nothing', -5, null],
    ['almost nothing', 1e-300, null],
    ['words', 'an hour', null],
    ['an object', {}, null],
  ])('that gives the token a life of %s connects the company', async (_, life, seconds) => {
    answers(JSON.stringify({ ...GOOD, expires_in: life }).replace(/"#(1e999)"/, '$1'));
    const companyId = randomUUID();
    const back = await consentOf(companyId);
    await here.http.get(back({ code: 'a-code' })).expect(200);
    const { body } = await here.http.get(path(companyId)).expect(200);
    expect(body.status).toBe('active');
    const until = body.accessTokenExpiresAt as string | null;
    if (seconds === null) expect(until).toBeNull();
    else {
      const lasts = (Date.parse(until ?? '') - Date.parse(body.updatedAt as string)) / 1000;
      expect(Math.abs(lasts - seconds)).toBeLessThan(2);
    }
    expect(headerOf(await here.credentials.authorizationFor(companyId))).toBe('Bearer new-access-0123');
  });

  it.each<[string, unknown]>([
    ['an access token that cannot be sent', { ...GOOD, access_token: 'new-access\r\nX: y' }],
    ['tokens of another kind', { ...GOOD, token_type: 'mac' }],
    ['a page', '<html>Please log in</html>'],
  ])('to a refresh with %s leaves the old tokens in use, and the log says so', async (_, body) => {
    const companyId = randomUUID();
    const tokens = { accessToken: 'old-access-0123', refreshToken: 'old-refresh-0123', expiresIn: 3600 };
    await here.http
      .put(path(companyId))
      .send({ type: 'oauth', ...tokens })
      .expect(200);
    answers(body);
    expect(await here.credentials.refused(companyId, 'Bearer old-access-0123')).toBe(false);
    expect(asked).toBe(1);
    expect((await here.http.get(path(companyId))).body).toMatchObject({ status: 'active' });
    expect(headerOf(await here.credentials.authorizationFor(companyId))).toBe('Bearer old-access-0123');
    expect(told()).toMatch(/It is unknown whether tokens were renewed: .* is unusable/);
    expect(told()).not.toMatch(/new-acc|new-refr|log in/);
  });

  it('to a refresh with a life of 1e14 and no new refresh token is kept, with the old one', async () => {
    const companyId = randomUUID();
    const tokens = { accessToken: 'old-access-0123', refreshToken: 'old-refresh-0123', expiresIn: 3600 };
    await here.http
      .put(path(companyId))
      .send({ type: 'oauth', ...tokens })
      .expect(200);
    answers({ ...GOOD, expires_in: 1e14, refresh_token: undefined });
    expect(await here.credentials.refused(companyId, 'Bearer old-access-0123')).toBe(true);
    expect(headerOf(await here.credentials.authorizationFor(companyId))).toBe('Bearer new-access-0123');
  });

  it('is kept, though the database does not take it at first', async () => {
    const companyId = randomUUID();
    const back = await consentOf(companyId);
    const session = new pg.Client({ connectionString: all.database.url });
    await session.connect();
    answers(GOOD);
    const good = answer;
    let letGo: Promise<unknown> = Promise.resolve();
    answer = async (request, response) => {
      await session.query('BEGIN; LOCK TABLE company_credential IN ACCESS EXCLUSIVE MODE');
      await good(request, response);
      letGo = waitUntilGivenUp(all.database).then(() => session.query('COMMIT'));
    };
    await here.http.get(back({ code: 'a-code' })).expect(200);
    expect((await here.http.get(path(companyId))).body).toMatchObject({ status: 'active' });
    await letGo;
    await session.end();
  });

  it('that can be written nowhere ends on a page that says so', async () => {
    const companyId = randomUUID();
    const back = await consentOf(companyId);
    answers(GOOD);
    await all.database.query('ALTER TABLE company_credential RENAME TO elsewhere');
    try {
      expect((await here.http.get(back({ code: 'a-code' })).expect(503)).text).toContain(
        'could not be stored',
      );
    } finally {
      await all.database.query('ALTER TABLE elsewhere RENAME TO company_credential');
    }
    expect(told()).toContain('has to connect again');
    expect(told()).not.toMatch(/new-acc|new-refr/);
  });
});

describe('a person who comes back from Pleo', () => {
  it.each([
    'https://auth.pleo.io',
    'https://auth.pleo.io/',
    'https://auth.pleo.io/oauth',
    'http://127.0.0.1',
    'x',
  ])('with the issuer "%s" is connected: there is one authorization server only', async (iss) => {
    answers(GOOD);
    const companyId = randomUUID();
    const back = await consentOf(companyId);
    await here.http.get(back({ code: 'a-code', iss, session_state: 'x', scope: 'a b' })).expect(200);
    expect((await here.http.get(path(companyId))).body).toMatchObject({ status: 'active' });
  });

  it('without an answer has not used the consent up', async () => {
    answers(GOOD);
    const back = await consentOf(randomUUID());
    await here.http.get(back({})).expect(400);
    await here.http.get(back({ code: '' })).expect(400);
    await here.http.get(back({ code: 'a-code' })).expect(200);
  });

  it.each([
    ['access_denied', 400, 'access was not given'],
    ['temporarily_unavailable', 502, 'did not confirm'],
    ['invalid_scope', 502, 'did not confirm'],
    ['<b>something</b>', 502, 'did not confirm'],
  ])(
    'with the error %s reads what happened, and so does who looks into the log',
    async (error, status, text) => {
      const back = await consentOf(randomUUID());
      expect((await here.http.get(back({ error })).expect(status)).text).toContain(text);
      const line = all.log.find((one) => one.includes('could not be connected')) ?? '';
      if (error.startsWith('<')) expect(line).not.toContain('something');
      else expect(line).toContain(error);
    },
  );

  it('to a replica without the key, or with a mistaken one, can go on to another', async () => {
    answers(GOOD);
    const others = [
      await all.add({ CREDENTIALS_KEY: `other:${Buffer.alloc(32, 1).toString('base64')}` }),
      await all.add({ CREDENTIALS_KEY: `test:${Buffer.alloc(32, 1).toString('base64')}` }),
    ];
    const back = await consentOf(randomUUID());
    for (const { http } of others) await http.get(back({ code: 'a-code' })).expect(400);
    await here.http.get(back({ code: 'a-code' })).expect(200);
    for (const { app } of others) await app.close();
  });
});

describe('requests for tokens', () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  /** A relay that asks `https://auth.test` for tokens, which is the server behind TLS, and connects a company. */
  async function connect(
    env: (front: TlsFront, proxy: ConnectProxy) => Record<string, string>,
    status = 200,
  ) {
    answers(GOOD);
    const front = await TlsFront.before(url(), 'pleo');
    ends.push(() => front.stop());
    const proxy = await ConnectProxy.start(front.port, status);
    ends.push(() => proxy.stop());
    const relay = await all.add({
      PLEO_OAUTH_TOKEN_URL: 'https://pleo.test/token',
      PLEO_TIMEOUT_MS: '10000',
      ...env(front, proxy),
    });
    ends.push(() => relay.app.close());
    const companyId = randomUUID();
    const back = await consentOf(companyId, relay);
    const page = await relay.http.get(back({ code: 'a-code' }));
    return { front, proxy, relay, companyId, status: page.status };
  }

  it('go through HTTPS_PROXY, and trust who PLEO_CA_FILE vouches for, as requests to the API do', async () => {
    const { status, proxy, front, relay, companyId } = await connect((_, { port }) => ({
      PLEO_CA_FILE: CA_FILE,
      HTTPS_PROXY: `http://relay:pr%40xy-secret@127.0.0.1:${port}`,
    }));
    expect(status).toBe(200);
    expect(proxy.tunnels).toEqual(['pleo.test:443']);
    expect(proxy.plain).toEqual([]);
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from('relay:pr@xy-secret').toString('base64')}`]);
    expect(front.names).toEqual(['pleo.test']);
    // A refresh takes the same way, on a connection of its own.
    answers({ ...GOOD, access_token: 'renewed-access-0123' });
    expect(await relay.credentials.refused(companyId, 'Bearer new-access-0123')).toBe(true);
    expect(proxy.tunnels).toEqual(['pleo.test:443', 'pleo.test:443']);
    expect(told()).not.toMatch(/xy-secret/);
  });

  it('take no certificate of an unknown authority', async () => {
    const { status } = await connect((_, { port }) => ({ HTTPS_PROXY: `http://127.0.0.1:${port}` }));
    expect(status).toBe(502);
    expect(asked).toBe(0);
    expect(told()).toMatch(/not reached \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/);
  });

  it('go directly where NO_PROXY or loopback says so', async () => {
    const { status, proxy } = await connect((front, { port }) => ({
      PLEO_OAUTH_TOKEN_URL: `https://localhost:${front.port}/token`,
      PLEO_CA_FILE: CA_FILE,
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
    }));
    expect(status).toBe(200);
    expect(proxy.tunnels).toEqual([]);
  });

  it('that the proxy refuses are known not to have been sent', async () => {
    const { relay, status } = await connect(
      (_, { port }) => ({ PLEO_CA_FILE: CA_FILE, HTTPS_PROXY: `http://127.0.0.1:${port}` }),
      407,
    );
    expect(status).toBe(502);
    expect(asked).toBe(0);
    expect(told()).toMatch(/not reached \(PROXY_REFUSED\)/);
    const companyId = randomUUID();
    const tokens = { accessToken: 'old-access-0123', refreshToken: 'old-refresh-0123', expiresIn: 3600 };
    await here.http
      .put(path(companyId))
      .send({ type: 'oauth', ...tokens })
      .expect(200);
    expect(await relay.credentials.refused(companyId, 'Bearer old-access-0123')).toBe(false);
    await eventually(() => told().includes('Tokens were not renewed; the relay tries again'));
  });

  it('follow no redirect', async () => {
    answer = (_, response) => void response.writeHead(307, { Location: `${url()}/elsewhere` }).end();
    asked = 0;
    const back = await consentOf(randomUUID());
    await here.http.get(back({ code: 'a-code' })).expect(502);
    expect(asked).toBe(1);
    expect(told()).toContain('answered 307');
  });
});

/** Resolves when the statement that keeps tokens has waited for a lock and waits no more. Others wait beside it. */
async function waitUntilGivenUp(database: TestDatabase): Promise<void> {
  const waiting = () =>
    database.query<{ id: string }>(
      `SELECT concat(pid, ' ', query_start) AS id FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'
         AND query LIKE '%INSERT INTO company_credential%'`,
    );
  const [first] = await eventually(async () => {
    const rows = await waiting();
    return rows.length > 0 && rows;
  });
  await eventually(async () => !(await waiting()).some(({ id }) => id === first?.id));
}

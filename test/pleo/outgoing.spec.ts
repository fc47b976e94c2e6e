import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { CA_FILE } from '../support/certificates/certificate.js';
import { ConnectProxy } from '../support/connect-proxy.js';
import { eventually } from '../support/eventually.js';
import { report } from '../support/reports.js';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.js';
import { TlsFront } from '../support/tls-front.js';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Pleo behind TLS. */
async function pleo(name: 'pleo' | 'self-signed' = 'pleo'): Promise<{ sandbox: Sandbox; front: TlsFront }> {
  const sandbox = await startSandbox({ apiKeys: ['sandbox-key'], unknownJobs: 'create' });
  ends.push(() => sandbox.stop());
  const front = await TlsFront.before(sandbox.url, name);
  ends.push(() => front.stop());
  return { sandbox, front };
}

async function proxyTo(port: number, status?: number): Promise<ConnectProxy> {
  const proxy = await ConnectProxy.start(port, status);
  ends.push(() => proxy.stop());
  return proxy;
}

interface Attempt {
  outcome: string;
  status_code: number | null;
  error: string | null;
}

/** Reports an event to a relay with these settings; gives the first attempt to deliver it. */
async function firstAttempt(env: Record<string, string>): Promise<[Attempt, TestApp]> {
  const relay = await startApp({ LOG_LEVEL: 'trace', ...env });
  ends.push(() => relay.stop());
  expect((await report(relay, randomUUID(), 'started')).status).toBe(202);
  const attempt = await eventually(async () => {
    const [row] = await relay.database.query<Attempt & { number: number }>(
      'SELECT outcome, status_code, error FROM delivery_attempt WHERE number = 1',
    );
    return row;
  });
  return [attempt, relay];
}

describe('Pleo’s certificate', () => {
  it.each([
    ['signed by nobody', 'self-signed', 'localhost', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['of an unknown authority', 'pleo', 'localhost', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const)('%s is refused, nothing is sent, and the attempt says why', async (_, name, host, error) => {
    const { sandbox, front } = await pleo(name);
    const [attempt] = await firstAttempt({ PLEO_BASE_URL: `https://${host}:${front.port}` });
    expect(attempt).toEqual({
      outcome: 'passing',
      status_code: null,
      error: `Pleo could not be reached: ${error}.`,
    });
    expect(sandbox.requests).toHaveLength(0);
  });

  it('of an authority in PLEO_CA_FILE is taken', async () => {
    const { sandbox, front } = await pleo();
    const PLEO_BASE_URL = `https://localhost:${front.port}`;
    const [attempt] = await firstAttempt({ PLEO_BASE_URL, PLEO_CA_FILE: CA_FILE });
    expect(attempt).toEqual({ outcome: 'delivered', status_code: 202, error: null });
    expect(sandbox.requests).toHaveLength(1);
    expect(front.names).toEqual(['localhost']);
  });

  it('for another host is refused all the same', async () => {
    const { sandbox, front } = await pleo();
    const PLEO_BASE_URL = `https://127.0.0.1:${front.port}`;
    const [attempt] = await firstAttempt({ PLEO_BASE_URL, PLEO_CA_FILE: CA_FILE });
    expect(attempt.error).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(sandbox.requests).toHaveLength(0);
  });
});

describe('HTTPS_PROXY', () => {
  const PLEO_BASE_URL = 'https://pleo.test';

  it.each([
    ['name and password', 'relay:pr%40xy-secret@', 'relay:pr@xy-secret'],
    ['a name alone', 'pr%40xy-secret@', 'pr@xy-secret:'],
    ['nothing', '', null],
  ])('carries https to Pleo in a tunnel, with %s', async (_, login, credentials) => {
    const { sandbox, front } = await pleo();
    const proxy = await proxyTo(front.port);
    const [attempt, relay] = await firstAttempt({
      PLEO_BASE_URL,
      PLEO_CA_FILE: CA_FILE,
      HTTPS_PROXY: `http://${login}127.0.0.1:${proxy.port}`,
    });
    expect(attempt).toEqual({ outcome: 'delivered', status_code: 202, error: null });
    expect(sandbox.requests).toHaveLength(1);
    expect(proxy.tunnels).toEqual(['pleo.test:443']);
    expect(proxy.plain).toEqual([]);
    const given = credentials === null ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
    expect(proxy.credentials).toEqual([given]);
    expect(front.names).toEqual(['pleo.test']);
    const told =
      JSON.stringify(sandbox.requests) + relay.log.join('') + (await relay.http.get('/metrics')).text;
    expect(told).not.toMatch(/xy-secret|proxy-authorization/i);
  });

  it('keeps its tunnels: many events go through few', async () => {
    const { sandbox, front } = await pleo();
    const proxy = await proxyTo(front.port);
    const [, relay] = await firstAttempt({
      PLEO_BASE_URL,
      PLEO_CA_FILE: CA_FILE,
      https_proxy: `http://127.0.0.1:${proxy.port}`,
      DELIVERY_CONCURRENCY: '2',
    });
    for (let n = 0; n < 20; n++) await report(relay, randomUUID(), 'started');
    await eventually(() => sandbox.requests.length === 21);
    expect(proxy.tunnels.length).toBeLessThanOrEqual(2);
  });

  it('does not weaken what is asked of Pleo’s certificate', async () => {
    const { sandbox, front } = await pleo();
    const proxy = await proxyTo(front.port);
    const HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
    const [attempt] = await firstAttempt({ PLEO_BASE_URL, HTTPS_PROXY });
    expect(attempt.error).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(sandbox.requests).toHaveLength(0);
  });

  it('that refuses is a passing fault with a code, and its password is told to nobody', async () => {
    const { front } = await pleo();
    const proxy = await proxyTo(front.port, 407);
    const [attempt, relay] = await firstAttempt({
      PLEO_BASE_URL,
      HTTPS_PROXY: `http://relay:pr%40xy-secret@127.0.0.1:${proxy.port}`,
    });
    expect(attempt).toMatchObject({
      outcome: 'passing',
      status_code: null,
      error: expect.stringMatching(/: UND_ERR_ABORTED\.$/),
    });
    const events = await relay.http.get('/v1/export-job-events');
    const [row] = await relay.database.query<{ all: string }>(
      'SELECT json_agg(delivery_attempt)::text AS all FROM delivery_attempt',
    );
    expect(relay.log.join('') + events.text + row?.all).not.toMatch(/xy-secret|cmVsYXk6/);
  });

  it.each(['http', 'https'])('is not asked for loopback by %s', async (scheme) => {
    const { sandbox, front } = await pleo();
    const proxy = await proxyTo(front.port);
    const [attempt] = await firstAttempt({
      PLEO_BASE_URL: scheme === 'http' ? sandbox.url : `https://localhost:${front.port}`,
      PLEO_CA_FILE: CA_FILE,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    });
    expect(attempt.outcome).toBe('delivered');
    expect(proxy.tunnels).toEqual([]);
    expect(proxy.plain).toEqual([]);
  });

  it.each(['pleo.test', '.test', 'other.example, pleo.test:443', '*'])(
    'is not asked for what NO_PROXY="%s" names',
    async (NO_PROXY) => {
      const { sandbox, front } = await pleo();
      const proxy = await proxyTo(front.port);
      const HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
      const [attempt] = await firstAttempt({ PLEO_BASE_URL, PLEO_CA_FILE: CA_FILE, HTTPS_PROXY, NO_PROXY });
      // The name means nothing outside the proxy.
      expect(attempt.error).toMatch(/: (ENOTFOUND|EAI_AGAIN|TIMEOUT)\.$/);
      expect(proxy.tunnels).toEqual([]);
      expect(sandbox.requests).toHaveLength(0);
    },
  );
});

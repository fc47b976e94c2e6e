import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { sendAndStall } from '../support/slow-client.js';
import { jobCreated, SECRET, signed } from '../support/webhooks.js';

const KEY = 'own-site-spec-key-0123456789';

/** Sends a request with these headers; resolves with its status and the type of the problem, if it is one. */
function send(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<[number, string | undefined]> {
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, url), { method, headers, agent: false });
    call.on('error', reject).on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => {
        const isProblem = answer.headers['content-type']?.includes('problem+json');
        resolve([answer.statusCode ?? 0, isProblem ? JSON.parse(text).type : undefined]);
      });
    });
    call.end(body);
  });
}

/** What browsers say when a page of another site, or of another port, sends something. */
const FOREIGN: [string, Record<string, string>][] = [
  ['another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }],
  ['another port of this machine', { 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost:1' }],
  ['another site, in an old browser', { Origin: 'https://evil.example' }],
  ['a frame without an origin', { Origin: 'null' }],
  ['another site that hides its origin', { 'Sec-Fetch-Site': 'cross-site' }],
];

describe('without API keys', () => {
  let relay: TestApp;
  let url: string;
  let jobId: string;
  beforeAll(async () => {
    relay = await startApp({ PLEO_WEBHOOK_SECRET: SECRET, PUBLIC_URL: 'https://relay.example.com' });
    url = await relay.app.getUrl();
    jobId = randomUUID();
    await relay.http.post('/v1/export-jobs').send({ id: jobId }).expect(201);
  });
  afterAll(() => relay.stop());

  it.each([
    'evil.example',
    'evil.example:3000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil-localhost',
    '10.0.0.1',
    '[fe80::1]:3000',
    '0.0.0.0',
    'relay.example.com.evil.example',
    ':3000',
  ])('a Host of "%s" is answered 421, whatever is asked for', async (host) => {
    for (const [method, path] of [
      ['GET', '/v1/export-jobs'],
      ['GET', '/metrics'],
      ['GET', '/health/ready'],
      ['GET', '/docs-json'],
      ['GET', '/console/'],
      ['GET', '/%761/export-jobs'],
      ['POST', `/v1/export-jobs/${jobId}/heartbeat`],
    ] as const) {
      expect(await send(url, method, path, { Host: host }), path).toEqual([421, 'FOREIGN_HOST']);
    }
  });

  it.each([
    'localhost',
    'LOCALHOST:3000',
    'localhost.',
    'relay.localhost:80',
    '127.0.0.1:3000',
    '127.8.9.1',
    '[::1]:3000',
    'relay.example.com',
  ])('a Host of "%s" is let in', async (host) => {
    expect(await send(url, 'GET', '/v1/export-jobs', { Host: host })).toEqual([200, undefined]);
  });

  it('a request of HTTP/1.0 without a Host is let in: no browser sends it', async () => {
    expect((await sendAndStall(url, 'GET /health/live HTTP/1.0\r\n\r\n')).text).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('webhooks and the callback of a consent are let in by any name, from any site', async () => {
    const body = JSON.stringify(jobCreated());
    const foreign = { Host: 'tunnel.example', 'Sec-Fetch-Site': 'cross-site', Origin: 'https://pleo.io' };
    const webhook = { ...foreign, ...signed(body), 'Content-Type': 'application/json' };
    expect(await send(url, 'POST', '/webhooks/pleo', webhook, body)).toEqual([204, undefined]);
    const [status] = await send(url, 'GET', '/oauth/callback?state=x&code=y', foreign);
    expect(status).toBe(400);
  });
});

describe.each([
  ['without API keys', {}],
  ['with API keys', { API_KEYS: `ada:admin:${KEY}` }],
])('%s', (_, settings) => {
  let relay: TestApp;
  let url: string;
  let jobId: string;
  const basic = { Authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}` };
  beforeAll(async () => {
    relay = await startApp(settings);
    url = await relay.app.getUrl();
    jobId = randomUUID();
    const [status] = await send(
      url,
      'POST',
      '/v1/export-jobs',
      { ...basic, 'Content-Type': 'application/json' },
      JSON.stringify({ id: jobId }),
    );
    expect(status).toBe(201);
  });
  afterAll(() => relay.stop());

  it.each(FOREIGN)('what a page of %s sends changes nothing and is answered 403', async (__, headers) => {
    const before = await relay.database.query('SELECT * FROM export_job');
    for (const path of [
      `/v1/export-jobs/${jobId}/heartbeat`,
      `/v1/export-job-events/${randomUUID()}/redeliver`,
      '/v1/export-job-events',
      `/%761/export-jobs/${jobId}/heartbeat`,
      `http://localhost/v1/export-jobs/${jobId}/heartbeat`,
    ]) {
      expect(await sendRaw(url, path, { ...basic, ...headers }), path).toBe(403);
    }
    expect(await relay.database.query('SELECT * FROM export_job')).toEqual(before);
  });

  it('what its own pages and programs send is let in, and so is reading', async () => {
    const { host, origin } = new URL(url);
    const heartbeat = `/v1/export-jobs/${jobId}/heartbeat`;
    for (const own of [
      { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://behind-a-proxy.example' },
      { 'Sec-Fetch-Site': 'none' },
      { Origin: origin },
      { Origin: `https://${host}` },
      {},
    ]) {
      expect((await send(url, 'POST', heartbeat, { ...basic, ...own }))[0]).toBe(200);
    }
    for (const [, foreign] of FOREIGN) {
      expect((await send(url, 'GET', '/v1/export-jobs', { ...basic, ...foreign }))[0]).toBe(200);
    }
  });
});

/** POSTs to a target as it is written. */
async function sendRaw(url: string, target: string, headers: Record<string, string>): Promise<number> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const { text } = await sendAndStall(
    url,
    `POST ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n${lines.join('')}\r\n`,
  );
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]);
}

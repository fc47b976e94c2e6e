import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.js';
import { startApp, type TestApp } from '../support/app.js';
import { type Guest, leave, openMany } from '../support/crowd.js';
import { eventually } from '../support/eventually.js';
import { sendAndStall } from '../support/slow-client.js';
import { jobCreated, SECRET, signed } from '../support/webhooks.js';

const KEYS = {
  read: 'strangers-spec-read-key-0123456789',
  write: 'strangers-spec-write-key-0123456789',
};
const MIB = 1024 * 1024;

let relay: TestApp;
let url: string;
beforeAll(async () => {
  relay = await startApp({
    API_KEYS: `reader:read:${KEYS.read},worker:write:${KEYS.write}`,
    PLEO_WEBHOOK_SECRET: SECRET,
  });
  url = await relay.app.getUrl();
});
afterAll(() => relay.stop());

let guests: Guest[] = [];
afterEach(() => leave(guests));

/** The head of a request with a JSON body, of which the first byte is there. */
function head(target: string, { method = 'POST', bytes = MIB - 1, headers = '' } = {}): string {
  return (
    `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
    `${headers}${bytes < 0 ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes}`}\r\n\r\n${bytes < 0 ? '1\r\n{\r\n' : '{'}`
  );
}

const bearer = (key: string) => `Authorization: Bearer ${key}\r\n`;

/** What a worker does all day is answered as ever. */
async function expectWorkersServed(): Promise<void> {
  const report = () =>
    relay.http
      .post('/v1/export-job-events')
      .auth(KEYS.write, { type: 'bearer' })
      .send({ jobId: randomUUID(), event: 'started' });
  for (let n = 0; n < 5; n++) expect((await report()).status).toBe(202);
  const batch = await relay.http
    .post('/v1/export-job-events/batch')
    .auth(KEYS.write, { type: 'bearer' })
    .send({ events: [{ jobId: randomUUID(), event: 'started' }] });
  expect(batch.status).toBe(207);
}

const statusOf = (text: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]);

describe('a path written otherwise', () => {
  const written: [string, number][] = [
    ['/v1/export-job-events/batch', 401],
    ['http://x/v1/export-job-events/batch', 401],
    ['HTTP://x:1/v1/export-job-events/batch?x', 401],
    ['/%761/export-job-events/batch', 401],
    ['/v1/export-job-events/%62atch', 401],
    ['/v1/export-job-events/batch#x', 401],
    ['//v1/export-job-events/batch', 404],
    ['/V1/export-job-events/batch', 404],
    ['/v1/export-job-events/batch/', 404],
    ['/v1/export-job-events/batch;x', 405],
    ['/v1/../v1/export-job-events/batch', 404],
    ['/%2e/v1/export-job-events/batch', 404],
    ['/v1%2fexport-job-events%2fbatch', 404],
    ['/health/../v1/export-job-events/batch', 404],
    ['/health/live/../../v1/export-job-events/batch', 404],
    ['v1/export-job-events/batch', 404],
    ['*', 404],
  ];

  it.each(written)('%s is judged by the route it leads to, before its body', async (target, status) => {
    for (const bytes of [MIB - 1, -1]) {
      guests = await openMany(url, 1, head(target, { bytes }));
      const [guest] = guests as [Guest];
      await eventually(() => guest.text.includes('\r\n\r\n'));
      // Without a key a method that the path does not take is told to nobody; a text that is no path is refused as
      // such.
      expect([status === 405 ? 401 : status, 400]).toContain(statusOf(guest.text));
      leave(guests);
    }
  });

  it('keeps no worker out, however often it is sent', async () => {
    const all = written.map(([target]) => openMany(url, 70, head(target)));
    guests = (await Promise.all(all)).flat();
    await eventually(() => guests.every(({ text }) => text !== ''));
    await expectWorkersServed();
    expect(new Set(guests.map(({ text }) => statusOf(text)))).not.toContain(503);
  });
});

describe('slow connections', () => {
  const forged = 'webhook-id: msg_x\r\nwebhook-timestamp: 1800000000\r\nwebhook-signature: v1,AAAA\r\n';

  it.each([
    ['a webhook without a signature', head('/webhooks/pleo', { bytes: 60_000 }), 401],
    ['a webhook with a forged signature', head('/webhooks/pleo', { bytes: 60_000, headers: forged }), null],
    ['a webhook that does not say its size', head('/webhooks/pleo', { bytes: -1, headers: forged }), null],
    ['the documentation', head('/docs', { bytes: 60_000 }), 405],
    ['a file of it', head('/docs/swagger-ui-bundle.js', { method: 'GET' }), 400],
    ['the console', head('/console/', { method: 'GET' }), 400],
    ['metrics', head('/metrics', { bytes: -1 }), 405],
    ['the callback of a consent', head('/oauth/callback?state=x', { method: 'GET' }), 400],
    ['nothing that is there', head('/nope', { bytes: 60_000 }), 404],
    [
      'a batch, with a key that may only read',
      head('/v1/export-job-events/batch', { headers: bearer(KEYS.read) }),
      403,
    ],
    ['a list, with a body', head('/v1/export-jobs', { method: 'GET', headers: bearer(KEYS.read) }), 400],
    [
      'a batch that is too large',
      head('/v1/export-job-events/batch', { bytes: MIB + 1, headers: bearer(KEYS.write) }),
      413,
    ],
  ])('of 1,100 to %s keep no worker out', async (_, text, status) => {
    guests = await openMany(url, 1100, text);
    if (status !== null) await eventually(() => guests.every((guest) => statusOf(guest.text) === status));
    await expectWorkersServed();
  });

  it('to webhooks keep no webhook out, though they have sent all but the last byte', async () => {
    const text = head('/webhooks/pleo', { bytes: 60_000, headers: forged }) + 'x'.repeat(59_998);
    guests = await openMany(url, 300, text);
    await eventually(() => guests.some((guest) => statusOf(guest.text) === 503));
    const body = JSON.stringify(jobCreated());
    for (let n = 0; n < 5; n++) {
      const answer = await relay.http
        .post('/webhooks/pleo')
        .set({ 'Content-Type': 'application/json', ...signed(body, { id: `msg_${n}` }) })
        .send(body);
      expect(answer.status).toBe(204);
    }
    await expectWorkersServed();
  });

  it('of 1,100 batches with a key that may write keep no other worker out', async () => {
    guests = await openMany(url, 1100, head('/v1/export-job-events/batch', { headers: bearer(KEYS.write) }));
    await expectWorkersServed();
  });

  it('whose body does not move are answered 408 and closed within seconds', async () => {
    const { text, afterMs } = await sendAndStall(
      url,
      head('/v1/export-jobs', { bytes: 99, headers: bearer(KEYS.write) }),
    );
    expect(statusOf(text)).toBe(408);
    expect(text).toContain('"type":"REQUEST_TIMEOUT"');
    // Long before the 30 s that a whole request may take.
    expect(afterMs).toBeLessThan(20_000);
  });

  it('whose body is not wanted are answered at once, and closed soon when it goes on', async () => {
    for (const [target, method] of [
      ['/health/live', 'GET'],
      ['/health/ready', 'POST'],
      ['/health/nope', 'PUT'],
      ['/nope', 'POST'],
      ['/v1/export-jobs', 'POST'],
    ]) {
      guests = await openMany(url, 1, head(target as string, { method: method as string }));
      const [{ socket }] = guests as [Guest];
      const start = performance.now();
      await eventually(() => guests[0]?.text.includes('\r\n\r\n'));
      // Not the answer that ends the wait for a body.
      expect(statusOf(guests[0]?.text ?? ''), target).not.toBe(408);
      const drip = setInterval(() => socket.write('x'.repeat(1000)), 50);
      await new Promise((resolve) => socket.once('close', resolve));
      clearInterval(drip);
      // Long before the 30 s that a whole request may take.
      expect(performance.now() - start, target).toBeLessThan(20_000);
    }
  });
});

describe('a body that is not wanted', () => {
  it('leaves the connection to the next request when it is soon over', async () => {
    guests = await openMany(url, 1, `${head('/nope', { bytes: 200_001 })}${'x'.repeat(100_000)}`);
    const [{ socket }] = guests as [Guest];
    await eventually(() => statusOf(guests[0]?.text ?? '') === 404);
    socket.write(`${'x'.repeat(100_000)}GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await eventually(() => /HTTP\/1\.1 404[^]*HTTP\/1\.1 200/.test(guests[0]?.text ?? ''));
  });

  it('is not asked for: whoever waits to be asked hears the answer, and 100 only where it is wanted', async () => {
    const waits = 'Expect: 100-continue\r\n';
    const [refused] = await openMany(url, 1, head('/v1/export-jobs', { headers: waits }).slice(0, -1));
    const [wanted] = await openMany(
      url,
      1,
      head('/v1/export-jobs', { bytes: 2, headers: waits + bearer(KEYS.write) }).slice(0, -1),
    );
    guests = [refused, wanted] as Guest[];
    await eventually(() => wanted?.text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'));
    wanted?.socket.write('{}');
    await eventually(() => /HTTP\/1\.1 400/.test(wanted?.text ?? ''));
    await eventually(() => refused?.text.startsWith('HTTP/1.1 401'));
    expect(refused?.text).toMatch(/\r\nconnection: close\r\n/i);
  });
});

describe('requests that are sent in one go', () => {
  it('take up nothing any more when their connection is gone before they are answered', async () => {
    const one = `GET /v1/export-jobs/${randomUUID()} HTTP/1.1\r\nHost: localhost\r\n${bearer(KEYS.read)}\r\n`;
    const database = relay.app.get(Database);
    for (let round = 0; round < 6; round++) {
      const sent = await openMany(url, 1, one.repeat(500));
      await eventually(() => database.waiting > 300);
      leave(sent);
      await eventually(() => database.waiting === 0);
    }
    await eventually(async () => {
      const { status } = await relay.http.get('/v1/export-jobs').auth(KEYS.read, { type: 'bearer' });
      return status === 200;
    });
    await expectWorkersServed();
  });
});

import { randomUUID } from 'node:crypto';
import { Agent, METHODS, request } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Database } from '../../src/database/database.js';
import { startApp, type TestApp } from '../support/app.js';
import { type Guest, leave, openMany } from '../support/crowd.js';
import { eventually } from '../support/eventually.js';
import { expectProblem } from '../support/problem.js';
import { sendAndStall } from '../support/slow-client.js';

interface Got {
  status: number;
  retryAfter: string | undefined;
  body: string;
}

/** Sends as many as are asked for at the same time, each on a connection of its own. Rejects when one is reset. */
async function allAtOnce(
  url: string,
  count: number,
  send: (index: number) => [string, object?],
): Promise<Got[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const one = (index: number): Promise<Got> =>
    new Promise((resolve, reject) => {
      const [path, body] = send(index);
      const call = request(new URL(path, url), {
        agent,
        method: body ? 'POST' : 'GET',
        headers: body ? { 'Content-Type': 'application/json' } : {},
      });
      call.on('error', reject).on('response', (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('error', reject).on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            retryAfter: answer.headers['retry-after'],
            body: text,
          }),
        );
      });
      call.end(body ? JSON.stringify(body) : undefined);
    });
  try {
    return await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
  } finally {
    agent.destroy();
  }
}

let relay: TestApp;
let url: string;
beforeAll(async () => {
  relay = await startApp({ DATABASE_POOL_SIZE: '2', EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
  url = await relay.app.getUrl();
});
afterAll(() => relay.stop());

describe('a crowd', () => {
  it('of a thousand reports at once is answered, each with 202 or 503 and when to come back', async () => {
    const answers = await allAtOnce(url, 1000, () => [
      '/v1/export-job-events',
      { jobId: randomUUID(), event: 'started' },
    ]);
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted.length).toBeGreaterThan(0);
    for (const { status, retryAfter, body } of answers) {
      if (status === 202) continue;
      expect(status, body).toBe(503);
      expect(Number(retryAfter)).toBeGreaterThan(0);
    }
    const [stored] = await relay.database.query('SELECT count(*)::integer AS count FROM export_job_event');
    expect(stored?.['count']).toBe(accepted.length);
  });

  it('that waits for the database is turned away beyond what the pool can serve, and health answers', async () => {
    const blocker = new pg.Client({ connectionString: relay.database.url });
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE export_job IN ACCESS EXCLUSIVE MODE');
    const crowd = allAtOnce(url, 400, () => [`/v1/export-jobs/${randomUUID()}`]);
    const late = eventually(async () => {
      const answer = await relay.http.get('/v1/export-jobs');
      return answer.text.includes('overloaded') && answer;
    });
    const refused = await late;
    expectProblem(refused, 503, 'SERVICE_UNAVAILABLE');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await relay.http.get('/health/live')).status).toBe(200);
    await blocker.query('ROLLBACK');
    await blocker.end();
    const answers = await crowd;
    expect(answers.filter(({ body }) => body.includes('overloaded')).length).toBeGreaterThan(200);
    for (const { status, retryAfter } of answers) {
      if (status === 503) expect(Number(retryAfter)).toBeGreaterThan(0);
      else expect(status).toBe(404);
    }
    await eventually(async () => (await relay.http.get('/v1/export-jobs')).status === 200);
  });
});

describe('the open pages that ask the database', () => {
  it.each(['/health/ready', '/metrics'])('share one look however many ask for %s at once', async (path) => {
    const run = vi.spyOn(relay.app.get(Database), 'run');
    const answers = await Promise.all(Array.from({ length: 200 }, () => relay.app.inject(path)));
    const looks = run.mock.calls.filter(([{ name }]) => ['read-migrations', 'count-pauses'].includes(name));
    run.mockRestore();
    for (const { statusCode } of answers) expect(statusCode).toBe(200);
    expect(looks.length).toBeGreaterThan(0);
    expect(looks.length).toBeLessThan(20);
  });
});

describe('a slow sender', () => {
  const POST = 'POST /v1/export-jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

  it('is given 10 s for its headers and 30 s for the whole request; idle connections 620 s', () => {
    const server = relay.app.getHttpServer();
    const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = server;
    expect({ headersTimeout, requestTimeout, keepAliveTimeout, timeout }).toEqual({
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 620_000,
      timeout: 60_000,
    });
  });

  it.each([
    ['of nothing at all', ''],
    ['of headers', POST],
    ['of a body', `${POST}Content-Length: 99\r\n\r\n{`],
    ['of a chunked body', `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`],
  ])('%s is answered 408 and cut off, and others are served meanwhile', async (_, text) => {
    const server = relay.app.getHttpServer();
    const { headersTimeout, requestTimeout } = server;
    Object.assign(server, { headersTimeout: 300, requestTimeout: 600 });
    try {
      const cut = sendAndStall(url, text);
      expect((await relay.http.get('/health/live')).status).toBe(200);
      const { text: answer, afterMs } = await cut;
      expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
      expect(answer).toMatch(/\r\nContent-Type: application\/problem\+json/);
      expect(answer).toMatch(/\r\nConnection: close\r\n/);
      expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 408 });
      expect(afterMs).toBeLessThan(5000);
    } finally {
      Object.assign(server, { headersTimeout, requestTimeout });
    }
  });
});

describe('a kept connection', () => {
  const ASK = 'GET /v1/export-jobs HTTP/1.1\r\nHost: localhost\r\n\r\n';

  it('is told how long it is kept, and outlives the time for headers and for a request', async () => {
    const server = relay.app.getHttpServer();
    const { headersTimeout, requestTimeout } = server;
    Object.assign(server, { headersTimeout: 300, requestTimeout: 600 });
    try {
      const [guest] = (await openMany(url, 1, ASK)) as [Guest];
      const answers = () => guest.text.match(/HTTP\/1\.1 200 OK\r\n/g)?.length ?? 0;
      await eventually(() => answers() === 1);
      expect(guest.text).toContain('\r\nKeep-Alive: timeout=620\r\n');
      // Slow senders are looked for every second: two that came later are gone when this one has stood idle longer.
      for (let n = 0; n < 2; n++) {
        expect((await sendAndStall(url, ASK.slice(0, 20))).text).toMatch(/^HTTP\/1\.1 408 /);
      }
      guest.socket.write(ASK);
      await eventually(() => answers() === 2);
      leave([guest]);
    } finally {
      Object.assign(server, { headersTimeout, requestTimeout });
    }
  });

  it('is closed when KEEP_ALIVE_SECONDS have passed, and no sooner', async () => {
    const server = relay.app.getHttpServer();
    const { keepAliveTimeout } = server;
    Object.assign(server, { keepAliveTimeout: 700 });
    try {
      const { afterMs, text } = await sendAndStall(url, ASK);
      expect(text).toMatch(/^HTTP\/1\.1 200 /);
      expect(afterMs).toBeGreaterThan(700);
    } finally {
      Object.assign(server, { keepAliveTimeout });
    }
  });
});

describe('the size of the headers', () => {
  it('may be 16 KiB; more is answered 431', async () => {
    const head = (size: number) =>
      `GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: ${'x'.repeat(size)}\r\n\r\n`;
    expect((await sendAndStall(url, head(15_000))).text).toMatch(/^HTTP\/1\.1 200 /);
    const { text } = await sendAndStall(url, head(17_000));
    expect(text).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 431 });
  });
});

describe('the size of a body', () => {
  it('of a batch may be 1 MiB, of anything else 64 KiB, also when it does not say so beforehand', async () => {
    const text = (bytes: number) => `{"id":"${'x'.repeat(bytes - 9)}"}`;
    for (const [path, most] of [
      ['/v1/export-job-events', 64 * 1024],
      ['/v1/export-jobs', 64 * 1024],
      ['/v1/export-job-events/redeliver', 64 * 1024],
      ['/v1/export-job-events/batch', 1024 * 1024],
    ] as const) {
      for (const chunked of [false, true]) {
        const send = (body: string) => {
          const post = relay.http.post(path).type('application/json');
          if (!chunked) return post.send(body);
          post.write(body);
          return post;
        };
        expect((await send(text(most))).status, path).toBe(400);
        expectProblem(await send(text(most + 1)), 413, 'BODY_TOO_LARGE');
      }
    }
  });
});

describe('headers', () => {
  it('of answers tell browsers to keep, run and frame nothing', async () => {
    const paths = [
      '/v1/export-jobs',
      '/health/live',
      '/metrics',
      '/nope',
      '/docs-json',
      '/v1/export-jobs/x',
      '/%zz',
    ];
    for (const path of paths) {
      const { headers } = await relay.http.get(path);
      expect(headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': expect.stringMatching(/\bno-store\b/),
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('server');
    }
  });

  it('of bytes that are no HTTP are the same', async () => {
    const { text } = await sendAndStall(url, 'HELO relay\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(text).toContain("\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n");
    expect(text).toContain('\r\nCache-Control: no-store\r\n');
  });

  it('of pages let them run their own files only, and the pages need no more', async () => {
    const { headers, text } = await relay.http.get('/docs').expect(200);
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    const scripts = [...text.matchAll(/<script([^>]*)>([^<]*)/g)];
    expect(scripts.length).toBeGreaterThan(1);
    for (const [, attributes, code] of scripts) {
      expect(attributes).toMatch(/ src="\.\/|src="\/?docs\//);
      expect(code?.trim()).toBe('');
      const file = /src="\.?\/?(?:docs\/)?([^"]+)"/.exec(attributes ?? '')?.[1] ?? '';
      const script = await relay.http.get(`/docs/${file}`).expect(200);
      expect(script.headers['content-security-policy']).toBe(policy);
      expect(script.headers['content-type']).toContain('javascript');
    }
    expect(text).not.toMatch(/\son\w+=|javascript:/);
  });
});

describe('a method that no route takes', () => {
  const odd = METHODS.filter((method) => !['CONNECT', 'GET', 'HEAD', 'POST'].includes(method));

  it('is answered 405 with what the route does take, whatever Node can read', async () => {
    expect(odd).toEqual(expect.arrayContaining(['TRACE', 'PROPFIND', 'DELETE', 'OPTIONS']));
    for (const [path, allow] of [
      ['/v1/export-jobs', 'GET, HEAD, POST'],
      ['/health/live', 'GET, HEAD'],
    ] as const) {
      for (const method of odd) {
        const { text } = await sendAndStall(
          url,
          `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
        );
        expect(text, method).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
        const given = /\r\nallow: ([^\r]+)/i.exec(text)?.[1]?.split(', ').sort().join(', ');
        expect(given, method).toBe(allow);
        expect(text, method).not.toContain('Host: localhost');
      }
    }
  });
});

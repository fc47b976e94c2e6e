import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigModule } from '../../src/config/config.module.js';
import { loadSettings } from '../../src/config/load-settings.js';
import type { PleoAnswer } from '../../src/pleo/pleo.answer.js';
import { eventually } from '../support/eventually.js';
import { Cancellation } from '../../src/pleo/cancellation.js';
import type { Permit } from '../../src/pleo/permit.js';
import { PleoClient } from '../../src/pleo/pleo.client.js';
import { PleoModule } from '../../src/pleo/pleo.module.js';

const JOB_ID = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';
const PERMIT: Permit = { authorization: 'Basic of-nobody', cancellation: new Cancellation() };

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A server of the test's own on a free port; `answer` is called once the request's body is in. */
class Pleo {
  readonly seen: Seen[] = [];
  readonly sockets: Socket[] = [];
  private server: Server | null = null;

  async start(answer: (response: ServerResponse, seen: Seen) => void): Promise<string> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        const seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
        this.seen.push(seen);
        answer(response, seen);
      });
    });
    this.server.on('connection', (socket: Socket) => this.sockets.push(socket));
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }
}

let pleo = new Pleo();
let module: TestingModule | undefined;
afterEach(async () => {
  await module?.close();
  await pleo.stop();
  pleo = new Pleo();
});

/** The client as the service wires it. */
async function clientOf(url: string, env: Record<string, string> = {}): Promise<PleoClient> {
  const settings = loadSettings({ NODE_ENV: 'test', PLEO_BASE_URL: url, PLEO_API_KEY: 'key', ...env });
  module = await Test.createTestingModule({ imports: [ConfigModule.with(settings), PleoModule] }).compile();
  return module.get(PleoClient);
}

async function postTo(
  answer: (response: ServerResponse) => void,
  env: Record<string, string> = {},
): Promise<PleoAnswer> {
  const client = await clientOf(await pleo.start(answer), env);
  return client.createEvent('{}', PERMIT);
}

describe('the request', () => {
  it('posts the payload byte for byte, as JSON in UTF-8, with the authorization that it is given', async () => {
    const payload = `{"jobId":"${JOB_ID}","failureReason":"zu für Ä ✗ 😀"}`;
    const client = await clientOf(await pleo.start((response) => response.writeHead(202).end()));
    await client.createEvent(payload, PERMIT);
    expect(pleo.seen).toMatchObject([
      {
        method: 'POST',
        url: '/v1/export-job-events',
        body: payload,
        headers: {
          'content-type': 'application/json;charset=UTF-8',
          authorization: PERMIT.authorization,
          'content-length': String(Buffer.byteLength(payload)),
        },
      },
    ]);
  });

  it.each(['v1', 'v2', 'v3'])('goes to the paths of %s', async (version) => {
    const url = await pleo.start((response) => response.writeHead(202).end());
    const client = await clientOf(url, { PLEO_API_VERSION: version });
    await client.createEvent('{}', PERMIT);
    await client.readJob(JOB_ID, PERMIT);
    expect(pleo.seen.map((seen) => `${seen.method} ${seen.url}`)).toEqual([
      `POST /${version}/export-job-events`,
      `GET /${version}/export-jobs/${JOB_ID}`,
    ]);
  });

  it.each([
    ['v1', 'status'],
    ['v3', 'statuses'],
  ])('lists jobs of %s by %s, in a fixed order, behind a cursor', async (version, filter) => {
    const url = await pleo.start((response) => response.writeHead(200).end('{}'));
    const client = await clientOf(url, { PLEO_API_VERSION: version });
    await client.listJobs('pending', null, PERMIT);
    await client.listJobs('in_progress', 'A&=', PERMIT);
    const order = 'sorting_keys=createdAt&sorting_order=ASC&limit=20';
    expect(pleo.seen.map((seen) => `${seen.method} ${seen.url}`)).toEqual([
      `GET /${version}/export-jobs?${filter}=pending&${order}`,
      `GET /${version}/export-jobs?${filter}=in_progress&${order}&after=A%26%3D`,
    ]);
  });

  it('puts the results of a job, and lists its items behind a cursor', async () => {
    const client = await clientOf(await pleo.start((response) => response.writeHead(200).end('{}')));
    await client.updateItems(JOB_ID, '[{"status":"successful"}]', PERMIT);
    await client.listItems(JOB_ID, null, PERMIT);
    await client.listItems(JOB_ID, 'A&=', PERMIT);
    expect(pleo.seen.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      `PUT /v1/export-jobs/${JOB_ID}/items [{"status":"successful"}]`,
      `GET /v1/export-jobs/${JOB_ID}/items?limit=100 `,
      `GET /v1/export-jobs/${JOB_ID}/items?limit=100&after=A%26%3D `,
    ]);
    expect(pleo.seen[0]?.headers['content-type']).toBe('application/json;charset=UTF-8');
    expect(pleo.seen[1]?.headers['content-type']).toBeUndefined();
  });

  it('reads a job without a body', async () => {
    const client = await clientOf(await pleo.start((response) => response.writeHead(200).end('{}')));
    await client.readJob(JOB_ID, PERMIT);
    expect(pleo.seen[0]?.body).toBe('');
    expect(pleo.seen[0]?.headers['content-type']).toBeUndefined();
    expect(pleo.seen[0]?.headers.authorization).toBe(PERMIT.authorization);
  });

  it.each(['/', '/gateway', '/gateway//'])('keeps the path of a base URL that ends in %s', async (path) => {
    const url = await pleo.start((response) => response.writeHead(202).end());
    await (await clientOf(url + path)).createEvent('{}', PERMIT);
    expect(pleo.seen[0]?.url).toBe(`${path.replace(/\/+$/, '')}/v1/export-job-events`);
  });

  it('keeps connections for the next request', async () => {
    const ports = new Set<number | undefined>();
    const url = await pleo.start((response) => {
      ports.add(response.socket?.remotePort);
      response.writeHead(202).end('taken');
    });
    const client = await clientOf(url);
    for (let turn = 0; turn < 20; turn++) await client.createEvent('{}', PERMIT);
    // A body that is read to its end a moment after the next request began costs a second connection, once.
    expect(ports.size).toBeLessThan(4);
  });
});

describe('an answer', () => {
  it.each([200, 202, 400, 401, 404, 409, 422, 429, 500, 503])(
    'of %i is a value, with headers and body',
    async (status) => {
      const answer = await postTo((response) =>
        response.writeHead(status, { 'Retry-After': '7' }).end('{"type":"X"}'),
      );
      expect(answer).toMatchObject({
        kind: 'answered',
        status,
        headers: { 'retry-after': '7' },
        body: '{"type":"X"}',
      });
    },
  );

  it.each([301, 302, 303, 307, 308])('of %i is not followed', async (status) => {
    const answer = await postTo((response) => response.writeHead(status, { Location: '/elsewhere' }).end());
    expect(answer).toMatchObject({ kind: 'answered', status });
    expect(pleo.seen.map(({ url }) => url)).toEqual(['/v1/export-job-events']);
  });

  it.each(['', '<html>ä</html>', '{"half":'])('with the body %j comes as the text it is', async (body) => {
    expect(await postTo((response) => response.writeHead(202).end(body))).toMatchObject({
      status: 202,
      body,
    });
  });

  it('is read to 64 KiB and no further', async () => {
    const answer = await postTo((response) => response.writeHead(400).end('x'.repeat(200 * 1024)));
    expect(answer).toMatchObject({ kind: 'answered', status: 400, body: 'x'.repeat(64 * 1024) });
  });

  it('to results, or with items, is read to 1 MiB', async () => {
    const url = await pleo.start((response) => response.writeHead(200).end('x'.repeat(2 * 1024 * 1024)));
    const client = await clientOf(url);
    for (const answer of [
      await client.updateItems(JOB_ID, '[]', PERMIT),
      await client.listItems(JOB_ID, null, PERMIT),
    ])
      expect(answer.kind === 'answered' && answer.rawBody.length).toBe(1024 * 1024);
  });

  it('that never stops sending is cut at 64 KiB', async () => {
    const answer = await postTo((response) => {
      response.writeHead(202);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    expect(answer).toMatchObject({ kind: 'answered', status: 202, body: 'x'.repeat(64 * 1024) });
  });

  it('of 202 counts though its body is cut off', async () => {
    const answer = await postTo((response) => {
      response.writeHead(202, { 'Content-Length': '100' });
      response.write('{"id"', () => response.destroy());
    });
    expect(answer).toMatchObject({ kind: 'answered', status: 202 });
  });

  it('of 202 counts though its body never ends', async () => {
    const answer = await postTo((response) => response.writeHead(202).write('{"id"'), {
      PLEO_TIMEOUT_MS: '2000',
    });
    expect(answer).toMatchObject({ kind: 'answered', status: 202, body: '{"id"' });
  });
});

describe('what comes before it was asked for', () => {
  it('is not the answer to the next request', async () => {
    let answers = 0;
    let second: Promise<PleoAnswer> | undefined;
    const aside = new Pleo();
    const url = await pleo.start((response) => response.writeHead(answers++ === 0 ? 202 : 404).end());
    const client = await clientOf(url, { DELIVERY_CONCURRENCY: '1' });
    await client.createEvent('{}', PERMIT);
    const [idle] = pleo.sockets;
    // Both in one turn of the event loop, in which the bytes cannot be read any more.
    const elsewhere = await aside.start((response) => {
      idle?.write('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
      second = client.createEvent('{}', PERMIT);
      response.end();
    });
    await fetch(elsewhere);
    expect(await second).toMatchObject({ kind: 'answered', status: 404 });
    expect(idle?.destroyed).toBe(true);
    await aside.stop();
  });
});

describe('a job that is read', () => {
  const read = async (
    answer: (response: ServerResponse) => void,
    env: Record<string, string> = {},
  ): Promise<PleoAnswer> => {
    const client = await clientOf(await pleo.start(answer), env);
    return client.readJob(JOB_ID, PERMIT);
  };

  it('is no answer when its body breaks off', async () => {
    const answer = await read((response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{"data"', () => response.destroy());
    });
    expect(answer).toEqual({ kind: 'unanswered', code: 'UND_ERR_SOCKET' });
  });

  it('is no answer when its body does not end in time', async () => {
    const answer = await read((response) => response.writeHead(200).write('{"data"'), {
      PLEO_TIMEOUT_MS: '200',
    });
    expect(answer).toEqual({ kind: 'unanswered', code: 'TIMEOUT' });
  });

  it('is an answer when an error breaks off, whose status says enough', async () => {
    const answer = await read((response) => {
      response.writeHead(404, { 'Content-Length': '100' });
      response.write('{"type"', () => response.destroy());
    });
    expect(answer).toMatchObject({ kind: 'answered', status: 404, body: '{"type"' });
  });
});

describe('no answer', () => {
  it('is TIMEOUT after PLEO_TIMEOUT_MS, and the next request is answered', async () => {
    let first = true;
    const url = await pleo.start((response) => {
      if (!first) response.writeHead(202).end();
      first = false;
    });
    const client = await clientOf(url, { PLEO_TIMEOUT_MS: '1500', DELIVERY_CONCURRENCY: '1' });
    const startedAt = performance.now();
    expect(await client.createEvent('{}', PERMIT)).toEqual({ kind: 'unanswered', code: 'TIMEOUT' });
    expect(performance.now() - startedAt).toBeGreaterThan(1490);
    expect(await client.createEvent('{}', PERMIT)).toMatchObject({ kind: 'answered', status: 202 });
  });

  it('is ABORTED when we give up, which ends the connection', async () => {
    const cancellation = new Cancellation();
    let closed: Promise<void> | undefined;
    const url = await pleo.start((response) => {
      closed = new Promise((resolve) => response.once('close', resolve));
      cancellation.end();
    });
    expect(await (await clientOf(url)).createEvent('{}', { ...PERMIT, cancellation })).toEqual({
      kind: 'unanswered',
      code: 'ABORTED',
    });
    await closed;
  });

  it('is ABORTED when we gave up before it began, and nothing is sent', async () => {
    const url = await pleo.start((response) => response.writeHead(202).end());
    const cancellation = new Cancellation();
    cancellation.end();
    const answer = await (await clientOf(url)).createEvent('{}', { ...PERMIT, cancellation });
    expect(answer).toEqual({ kind: 'unanswered', code: 'ABORTED', isUnsent: true });
    expect(pleo.seen).toEqual([]);
  });

  it('is ABORTED when the permit was withdrawn while the request waited for a connection, and nothing is sent', async () => {
    let answerFirst: (() => void) | undefined;
    const url = await pleo.start((response) => (answerFirst = () => response.writeHead(202).end()));
    const client = await clientOf(url, { DELIVERY_CONCURRENCY: '1' });
    const first = client.createEvent('{}', PERMIT);
    // Withdrawn without a word: by a lease that was found to be over, in a process that stood still.
    const cancellation = new Cancellation();
    const second = client.createEvent('{}', { ...PERMIT, cancellation });
    await eventually(() => answerFirst);
    vi.spyOn(cancellation, 'isOver', 'get').mockReturnValue(true);
    answerFirst?.();
    expect(await first).toMatchObject({ kind: 'answered', status: 202 });
    expect(await second).toEqual({ kind: 'unanswered', code: 'ABORTED', isUnsent: true });
    expect(pleo.seen).toHaveLength(1);
  });

  it('is ECONNREFUSED where nobody listens', async () => {
    const url = await pleo.start(() => undefined);
    await pleo.stop();
    expect(await (await clientOf(url)).createEvent('{}', PERMIT)).toEqual({
      kind: 'unanswered',
      code: 'ECONNREFUSED',
      isUnsent: true,
    });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['the connection is cut', (response) => response.destroy()],
    ['what comes is not HTTP', (response) => response.socket?.end('SMTP ready\r\n\r\n')],
    ['the headers are cut', (response) => response.socket?.end('HTTP/1.1 202 Accepted\r\nContent-')],
  ])('has a code and says nothing of the request when %s', async (_, fail) => {
    const answer = await postTo(fail);
    expect(answer).toEqual({ kind: 'unanswered', code: expect.stringMatching(/^\w+$/) });
  });
});

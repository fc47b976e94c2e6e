import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LoadShedder } from '../../src/http/load-shedder.js';
import { startApp, type TestApp } from '../support/app.js';
import { expectProblem, pointersOf } from '../support/problem.js';
import { report } from '../support/reports.js';

const ID = '6a9f0c5e-2f43-4c1b-9d6e-3b8f7a1c2d4e';
const FORM = 'application/x-www-form-urlencoded';

let relay: TestApp;
let heartbeat: string;
beforeAll(async () => {
  relay = await startApp();
  const jobId = randomUUID();
  await report(relay, jobId, 'started');
  heartbeat = `/v1/export-jobs/${jobId}/heartbeat`;
});
afterAll(() => relay.stop());

interface OpenApi {
  paths: Record<string, Record<string, { requestBody?: unknown; security?: unknown }>>;
}

/** Requests that write and of which the document knows no body. */
async function bodiless(): Promise<[method: 'post' | 'put' | 'delete', path: string][]> {
  const { body } = await relay.http.get('/docs-json');
  return Object.entries((body as OpenApi).paths).flatMap(([template, operations]) =>
    (['post', 'put', 'delete'] as const)
      .filter((method) => operations[method] && !operations[method].requestBody)
      .map((method): ['post' | 'put' | 'delete', string] => [method, template.replaceAll(/\{\w+\}/g, ID)]),
  );
}

describe('a route that needs no body', () => {
  it.each<[unknown, string]>([
    [{ x: 1 }, '/x'],
    [[], ''],
    ['7', ''],
  ])('refuses %j, which would change nothing', async (body, pointer) => {
    // Whoever redelivers an event may say why: nothing else could be meant.
    const lenient = ['/webhooks/', '/v1/export-job-events/'];
    const routes = (await bodiless()).filter(([, path]) => !lenient.some((it) => path.startsWith(it)));
    expect(routes.length).toBeGreaterThanOrEqual(8);
    for (const [method, path] of routes) {
      const answer = await relay.http[method](path)
        .type('json')
        .send(typeof body === 'string' ? body : JSON.stringify(body));
      expect([path, answer.status]).toEqual([path, 400]);
      expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual([pointer]);
    }
  });

  it('takes {} and null for none', async () => {
    for (const body of ['{}', 'null']) await relay.http.post(heartbeat).type('json').send(body).expect(200);
  });
});

describe('an empty body is none', () => {
  it.each([FORM, 'text/plain', 'application/json', 'json', 'multipart/form-data; boundary=x'])(
    'as %s',
    async (type) => {
      await relay.http.post(heartbeat).set('Content-Type', type).set('Content-Length', '0').expect(200);
      const claim = relay.http.post('/v1/export-jobs/claim').set('Content-Type', type);
      await claim.set('Content-Length', '0').expect(204);
    },
  );

  it.each([`Content-Type: ${FORM}\r\n`, 'Content-Type: application/json\r\n', ''])(
    'also in no chunks: %j',
    async (type) => {
      expect(await sent(heartbeat, type, '0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  it('and one byte of a form is not', async () => {
    const type = `Content-Type: ${FORM}\r\n`;
    expect(await sent(heartbeat, type, '1\r\nx\r\n0\r\n\r\n')).toMatch(/^HTTP\/1\.1 415 /);
    expectProblem(await relay.http.post(heartbeat).type(FORM).send('x'), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('and leaves its place to others when it is answered', async () => {
    const { known } = relay.app.get(LoadShedder)['rooms'];
    const { inside } = known;
    for (const type of ['application/json', FORM]) {
      await relay.http.post(heartbeat).set('Content-Type', type).set('Content-Length', '0');
      await sent(heartbeat, `Content-Type: ${type}\r\n`, '0\r\n\r\n');
    }
    expect(known.inside).toBe(inside);
  });
});

/** The answer to a request with a body in chunks. */
async function sent(path: string, head: string, chunks: string): Promise<string> {
  const { port } = new URL(await relay.app.getUrl());
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n${head}\r\n${chunks}`,
  );
  return text(socket);
}

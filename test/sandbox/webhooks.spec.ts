import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { SECRET } from '../support/webhooks.js';
import { anId, sandboxForTest } from './pleo-caller.js';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

const ends: (() => unknown)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A subscriber that answers these codes in turn, the last one for ever; 0 is none at all. */
async function subscriber(...codes: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      const code = codes.length > 1 ? codes.shift() : codes[0];
      if (code) response.writeHead(code, { location: '/elsewhere' }).end();
      else request.socket.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

describe('the webhooks of the sandbox', () => {
  it('tell of each job that is created, by whichever way, signed', async () => {
    const { url, received } = await subscriber(204);
    const { sandbox, pleo } = await sandboxForTest({ webhooks: { url, secret: SECRET } });
    const ids = [anId(), anId(), anId()];
    await pleo.post('/v2/export-jobs', { id: ids[0], companyId: anId(), numberOfItems: 5 });
    await pleo.post('/sandbox/jobs', { id: ids[1] });
    sandbox.createJob({ id: ids[2]! });
    await eventually(() => sandbox.webhooks.every(({ state }) => state === 'delivered'));
    expect(sandbox.webhooks.map(({ jobId }) => jobId)).toEqual(ids);
    for (const { headers, body } of received) {
      const { payload } = new Webhook(SECRET).verify(body, headers as Record<string, string>) as {
        payload: Record<string, { id: string }>;
      };
      expect(payload).toEqual({
        eventType: 'v1.export-job.created',
        eventId: expect.any(String),
        data: sandbox.job(payload['data']!.id),
      });
    }
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
  });

  it('come again with the same id until they are taken; a redirect is no answer', async () => {
    const { url, received } = await subscriber(500, 302, 0, 204);
    const { sandbox } = await sandboxForTest({ webhooks: { url, secret: SECRET } });
    sandbox.createJob();
    const [sent] = sandbox.webhooks;
    expect(sent).toMatchObject({ attempts: 1, state: 'trying' });
    await eventually(() => sent!.state === 'delivered');
    expect(sent).toMatchObject({ attempts: 4, statusCode: 204 });
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(Array(4).fill(sent!.id));
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  it('are not sent for jobs that an event made, nor when nobody subscribes', async () => {
    const { url } = await subscriber(204);
    const { sandbox, pleo } = await sandboxForTest({ unknownJobs: 'create' });
    sandbox.createJob();
    expect((await pleo.put('/sandbox/webhooks', { url, secret: SECRET })).status).toBe(204);
    await pleo.report(anId(), 'started');
    expect(sandbox.webhooks).toEqual([]);
  });

  it('are switched at run time, and the secret is not told', async () => {
    const { url } = await subscriber(500);
    const { sandbox, pleo } = await sandboxForTest();
    await pleo.put('/sandbox/webhooks', { url, secret: SECRET });
    sandbox.createJob();
    expect((await pleo.get('/sandbox/webhooks')).json).toEqual({ url, sent: [sandbox.webhooks[0]] });
    expect((await pleo.send('DELETE', '/sandbox/webhooks')).status).toBe(204);
    expect((await pleo.get('/sandbox/webhooks')).json).toMatchObject({
      url: null,
      sent: [{ state: 'given_up' }],
    });
    const wrong = await pleo.put('/sandbox/webhooks', { url: 'ftp://x', secret: 'hunter2', more: 1 });
    expect(wrong.status).toBe(400);
    expect(wrong.json.message).toMatch(/more is not known.*url must be.*secret must be/);
    expect(wrong.json.message).not.toContain('hunter2');
  });
});

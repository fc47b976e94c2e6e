import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { describe, expect } from 'vitest';
import { eventually } from '../support/eventually.js';
import { it } from '../support/stage.js';

/** A TCP connection to the relay that sends `text` and then nothing more. */
async function stalledClient(url: string, text: string): Promise<net.Socket> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  if (text) await new Promise((resolve) => socket.write(text, resolve));
  return socket;
}

describe('SIGTERM', () => {
  it.for([
    ['that says nothing', ''],
    ['in the middle of its headers', 'POST /v1/export-job-events HTTP/1.1\r\nHost: relay\r\n'],
    [
      'in the middle of its body',
      'POST /v1/export-job-events HTTP/1.1\r\nHost: relay\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    ],
  ])('ends the process in spite of a client %s', async ([, text], { stage }) => {
    const relay = await stage
      .relay({ database: await stage.database(), sandbox: await stage.sandbox() })
      .answers();
    const client = await stalledClient(relay.url, text as string);
    relay.kill('SIGTERM');
    expect(await relay.exits()).toMatchObject({ code: 0 });
    client.destroy();
  });

  it('is told 503 by whoever reports while the relay drains, and by readiness', async ({ stage }) => {
    const sandbox = await stage.sandbox();
    const relay = await stage.relay({ database: await stage.database(), sandbox }).answers();
    sandbox.setFaults([{ hang: true }]);
    await relay.report(randomUUID(), 'started');
    await eventually(() => sandbox.requests.length === 1);
    relay.kill('SIGTERM');
    await eventually(async () => (await relay.get('/health/ready')).status === 503);
    expect((await relay.post('/v1/export-jobs', { id: randomUUID() })).status).toBe(503);
    expect((await relay.get('/health/live')).status).toBe(200);
    sandbox.clearFaults();
    relay.kill('SIGKILL');
    await relay.exits();
  });

  it('told twice at once, as by a terminal and npm, drains all the same', async ({ stage }) => {
    const sandbox = await stage.sandbox();
    const database = await stage.database();
    const relay = await stage.relay({ database, sandbox }).answers();
    sandbox.setFaults([{ latencyMs: 700 }]);
    await relay.report(randomUUID(), 'started');
    await eventually(() => sandbox.requests.length === 1);
    relay.kill('SIGINT');
    relay.kill('SIGINT');
    expect(await relay.exits()).toMatchObject({ code: 0 });
    expect(await database.query('SELECT delivery_status FROM export_job_event')).toEqual([
      { delivery_status: 'delivered' },
    ]);
  });
});

describe('a job that another session has locked', () => {
  it('holds up the outcome of no other job', async ({ stage }) => {
    const sandbox = await stage.sandbox();
    const database = await stage.database();
    const relay = await stage.relay({ database, sandbox }).answers();
    const stuck = randomUUID();
    sandbox.setFaults([{ match: { jobId: stuck }, latencyMs: 60_000 }]);
    await relay.report(stuck, 'started');
    await eventually(() => sandbox.requests.length === 1);
    const other = await stage.session(database.url);
    await other.query('BEGIN');
    await other.query('SELECT FROM export_job WHERE id = $1 FOR UPDATE', [stuck]);
    sandbox.clearFaults();
    sandbox.release();

    for (let count = 0; count < 100; count++) await relay.report(randomUUID(), 'started');
    const undelivered = () =>
      database.query<{ job_id: string }>(
        `SELECT job_id FROM export_job_event WHERE delivery_status <> 'delivered'`,
      );
    await eventually(async () => (await undelivered()).length === 1);
    expect(await undelivered()).toEqual([{ job_id: stuck }]);

    await other.query('COMMIT');
    await eventually(async () => (await undelivered()).length === 0);
    expect(sandbox.requests.length).toBe(101);
  });
});

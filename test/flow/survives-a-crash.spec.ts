import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { claims, drained, missing } from '../support/books.js';
import { eventually } from '../support/eventually.js';
import { it, type Stage } from '../support/stage.js';
import { Workers } from '../support/workers.js';

/** Claims of a killed replica are free within so many seconds. */
const FREE_WITHIN = 15;

/** A relay under load that is killed while requests to Pleo are on the way. Gives what was promised until then. */
async function crash(stage: Stage, replicas: number) {
  const database = await stage.database();
  const sandbox = await stage.sandbox();
  const start = () => stage.relay({ database, sandbox }, { PLEO_TIMEOUT_MS: '2000' });
  const relays = await Promise.all(Array.from({ length: replicas }, () => start().answers()));
  sandbox.setFaults([
    { times: 3, hang: true },
    { times: 3, hangAfterChange: true },
    { latencyMs: 50, jitterMs: 200 },
  ]);
  const workers = new Workers(relays, 6);
  await workers.untilAccepted(60);
  await eventually(async () => (await claims(database)) > 6);
  relays[0]?.kill('SIGKILL');
  await relays[0]?.exit;
  const [row] = await database.query<{ left: number }>(
    'SELECT extract(epoch FROM max(due_at) - now())::float8 AS left FROM outbox WHERE claim IS NOT NULL',
  );
  expect(row?.left).toBeLessThanOrEqual(FREE_WITHIN);
  await workers.stop();
  return { database, sandbox, workers, start, orphans: await claims(database) };
}

describe.concurrent('a relay that is killed with requests on the way', () => {
  it('leaves nothing that the other replica does not deliver', async ({ stage, expect }) => {
    const { database, sandbox, workers } = await crash(stage, 2);
    expect(await missing(database, workers.accepted)).toEqual([]);
    await drained(database);
    expectDelivered(sandbox, workers);
  });

  it('leaves nothing that it does not deliver when it is started again', async ({ stage, expect }) => {
    const { database, sandbox, workers, start, orphans } = await crash(stage, 1);
    expect(orphans).toBeGreaterThan(0);
    expect(await missing(database, workers.accepted)).toEqual([]);
    await start().answers();
    await drained(database);
    expectDelivered(sandbox, workers);
  });
});

describe.concurrent('a relay that is frozen for longer than its claims last', () => {
  it('does not touch what the other replica has in hand by then', async ({ stage, expect }) => {
    const database = await stage.database();
    const sandbox = await stage.sandbox();
    const frozen = await stage.relay({ database, sandbox }).answers();
    const jobId = randomUUID();
    sandbox.setFaults([
      { times: 1, latencyMs: 300, status: 503 },
      { times: 1, latencyMs: 2000 },
    ]);
    expect(await frozen.report(jobId, 'started')).toBe(202);
    await eventually(() => sandbox.requests.length === 1);
    frozen.kill('SIGSTOP');
    // Pleo has answered somebody who does not listen.
    await sandbox.waitForRequest(({ statusCode }) => statusCode === 503, 60_000);

    await stage.relay({ database, sandbox }).answers();
    await eventually(() => sandbox.requests.length === 2);
    frozen.kill('SIGCONT');
    // The late one's attempt is kept, while the other's is on the way: its outcome counts for nothing.
    const attempts = () =>
      database.query('SELECT number, outcome FROM delivery_attempt WHERE job_id = $1 ORDER BY number', [
        jobId,
      ]);
    await eventually(async () => (await attempts()).length === 1);
    expect(await claims(database)).toBe(1);

    await drained(database);
    expect(await attempts()).toMatchObject([{ number: 1 }, { number: 2, outcome: 'delivered' }]);
    expect(sandbox.requests.map(({ statusCode }) => statusCode)).toEqual([503, 202]);
    expect(sandbox.overlaps).toBe(0);
    expect(await frozen.report(jobId, 'completed')).toBe(202);
    await drained(database);
    expect(sandbox.job(jobId)?.status).toBe('completed');
  });
});

function expectDelivered(sandbox: Awaited<ReturnType<Stage['sandbox']>>, workers: Workers): void {
  const changes = sandbox.requests.filter(({ changed }) => changed);
  expect(changes.map(({ jobId, event }) => `${jobId} ${event}`)).toEqual(
    expect.arrayContaining(workers.accepted.map(({ jobId, event }) => `${jobId} ${event}`)),
  );
  const started = new Set<string | null>();
  for (const { jobId, event } of changes) {
    expect(started.has(jobId)).toBe(event !== 'started');
    started.add(jobId);
  }
  expect(sandbox.overlaps).toBe(0);
}

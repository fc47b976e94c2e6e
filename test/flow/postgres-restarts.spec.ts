import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { drained, missing } from '../support/books.js';
import { eventually } from '../support/eventually.js';
import { OwnPostgres } from '../support/own-postgres.js';
import type { RelayProcess } from '../support/process.js';
import { it } from '../support/stage.js';
import { Workers } from '../support/workers.js';

/** Intake answers 503 within 5 s; the rest is for a busy machine. */
const ANSWERED_MS = 5000 + 500;

interface Reported {
  status: number;
  retryAfter: number;
  ms: number;
}

async function reportNew(relay: RelayProcess): Promise<Reported> {
  const askedAt = performance.now();
  const { status, headers } = await relay.post('/v1/export-job-events', {
    jobId: randomUUID(),
    event: 'started',
  });
  return { status, retryAfter: Number(headers.get('retry-after')), ms: performance.now() - askedAt };
}

function expectUnavailable(answers: Reported[]): void {
  for (const { status, retryAfter, ms } of answers) {
    expect(status).toBe(503);
    expect(retryAfter).toBeGreaterThan(0);
    expect(ms).toBeLessThan(ANSWERED_MS);
  }
}

describe.concurrent('a relay whose Postgres fails', () => {
  it('loses nothing that was accepted when it crashes under load, and listens again when it is back', async ({
    stage,
  }) => {
    const started = await OwnPostgres.start();
    const postgres = stage.until(started, () => started.stop());
    const sandbox = await stage.sandbox();
    const relay = await stage.relay({ database: postgres, sandbox }).answers();
    const workers = new Workers([relay], 6);
    for (let crashes = 1; crashes <= 2; crashes++) {
      await workers.untilAccepted(crashes * 60);
      await postgres.crash();
      await eventually(() => workers.statuses.has(503));
      await postgres.comeBack();
    }
    await workers.untilAccepted(workers.accepted.length + 60);
    await workers.stop();

    expect(await missing(postgres, workers.accepted)).toEqual([]);
    expect([...workers.statuses].filter((status) => ![200, 202, 503].includes(status))).toEqual([]);
    await drained(postgres);
    expect(sandbox.overlaps).toBe(0);
    for (const { jobId } of workers.accepted.filter(({ event }) => event === 'completed'))
      expect(sandbox.job(jobId)?.status).toBe('completed');
    const listeners = () =>
      postgres.query(
        `SELECT FROM pg_stat_activity WHERE application_name LIKE '%listener' AND state = 'idle'`,
      );
    // One for events and credentials, and one for jobs that may be claimed.
    await eventually(async () => (await listeners()).length === 2);
    await eventually(async () => (await relay.get('/health/ready')).status === 200);
  });

  it('answers 503 while it only reads, as a standby before its promotion, and then goes on', async ({
    stage,
  }) => {
    const database = await stage.database();
    const sandbox = await stage.sandbox();
    const relay = await stage.relay({ database, sandbox }).answers();
    const session = await stage.session(database.url);
    const workers = new Workers([relay], 4);
    await workers.untilAccepted(20);

    const name = new URL(database.url).pathname.slice(1);
    const cut = () =>
      session.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'pleo-export-relay%'`,
      );
    await session.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await cut();
    // All connections that it has are to the standby now.
    await eventually(async () => (await reportNew(relay)).status === 503);
    expectUnavailable(await Promise.all(Array.from({ length: 20 }, () => reportNew(relay))));
    expect((await relay.get('/health/live')).status).toBe(200);
    await session.query('SET default_transaction_read_only = off');
    await session.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);

    // Nobody cuts them: the relay lets go of connections that only read.
    await workers.untilAccepted(workers.accepted.length + 20);
    await workers.stop();
    expect(await missing(database, workers.accepted)).toEqual([]);
    expect([...workers.statuses].filter((status) => ![200, 202, 503].includes(status))).toEqual([]);
    await drained(database);
    expect(sandbox.overlaps).toBe(0);
  });

  it('answers 503 in time while all connections of its pool wait for a lock, and then goes on', async ({
    stage,
  }) => {
    const database = await stage.database();
    const sandbox = await stage.sandbox();
    const relay = await stage.relay({ database, sandbox }, { DATABASE_POOL_SIZE: '2' }).answers();
    const session = await stage.session(database.url);
    expect((await reportNew(relay)).status).toBe(202);
    await session.query('BEGIN; LOCK TABLE export_job IN ACCESS EXCLUSIVE MODE');

    expectUnavailable(await Promise.all(Array.from({ length: 30 }, () => reportNew(relay))));
    expect((await relay.get('/health/live')).status).toBe(200);

    await session.query('ROLLBACK');
    await eventually(async () => (await relay.get('/health/ready')).status === 200);
    await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: 30 }, () => reportNew(relay)));
      return answers.every(({ status }) => status === 202);
    });
    await drained(database);
  });
});

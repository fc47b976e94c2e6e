import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { drained } from '../support/books.js';
import type { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import type { RelayProcess } from '../support/process.js';
import { it } from '../support/stage.js';

const LIMIT = 6;

/** Resolves when the time of the job has been over for longer than a service that lives would let pass. */
async function longOver(database: TestDatabase, jobId: string): Promise<void> {
  await eventually(async () => {
    const [row] = await database.query<{ isOver: boolean }>(
      `SELECT expires_at + interval '1 second' < now() AS "isOver" FROM export_job WHERE id = $1`,
      [jobId],
    );
    return row?.isOver;
  });
}

async function aJob(relay: RelayProcess, expiresIn = LIMIT): Promise<string> {
  const id = randomUUID();
  expect((await relay.post('/v1/export-jobs', { id, expiresIn })).status).toBe(201);
  return id;
}

const heartbeat = async (relay: RelayProcess, id: string) =>
  (await relay.post(`/v1/export-jobs/${id}/heartbeat`, undefined)).status;

describe('a job whose time is over while nobody could hear of it', () => {
  it('lives on when the relay is back, if it is heard of, and else expires its limit later', async ({
    stage,
  }) => {
    const [database, sandbox] = [await stage.database(), await stage.sandbox()];
    const first = await stage.relay({ database, sandbox }, { EXPIRY_SWEEP_INTERVAL_SECONDS: '1' }).answers();
    const [alive, silent] = [await aJob(first), await aJob(first)];
    first.kill('SIGKILL');
    await longOver(database, silent);

    const settings = { EXPIRY_SWEEP_INTERVAL_SECONDS: '1', LOG_LEVEL: 'info' };
    const second = await stage.relay({ database, sandbox }, settings).answers();
    await second.says(/No replica took reports for \d+ s/);
    await second.says(/Gave 2 jobs more time/);
    const request = await eventually(async () => {
      expect(await heartbeat(second, alive)).toBe(200);
      return sandbox.requests.find(({ jobId }) => jobId === silent);
    });
    expect(request.body).toMatchObject({ event: 'failed', failureReasonType: 'job_expired' });
    const [row] = await database.query<{ waited: number }>(
      `SELECT extract(epoch FROM expired_at - steady_since)::float8 AS waited
       FROM export_job, relay_clock WHERE export_job.id = $1`,
      [silent],
    );
    expect(row?.waited).toBeGreaterThanOrEqual(LIMIT - 0.001);
    expect(sandbox.requests.filter(({ jobId }) => jobId === alive)).toEqual([]);
  });

  it('lives on when the database is back', async ({ stage }) => {
    const [database, sandbox] = [await stage.database(), await stage.sandbox()];
    const proxy = await stage.proxyBefore(database.url);
    const relay = await stage
      .relay(
        { database: { url: proxy.urlOf(database.url) }, sandbox },
        { EXPIRY_SWEEP_INTERVAL_SECONDS: '1' },
      )
      .answers();
    const id = await aJob(relay);
    await proxy.refuse();
    expect(await heartbeat(relay, id)).toBe(503);
    await longOver(database, id);
    await proxy.open();
    await eventually(async () => (await heartbeat(relay, id)) === 200);
    expect((await relay.get(`/v1/export-jobs/${id}`)).body).toMatchObject({ status: 'pending' });
    expect(sandbox.requests).toEqual([]);
  });

  it('does not live longer by a replica that starts beside one that hears', async ({ stage }) => {
    const [database, sandbox] = [await stage.database(), await stage.sandbox()];
    const settings = { EXPIRY_SWEEP_INTERVAL_SECONDS: '1', LOG_LEVEL: 'info' };
    const one = await stage.relay({ database, sandbox }, settings).answers();
    const id = await aJob(one);
    const other = await stage.relay({ database, sandbox }, settings).answers();
    await sandbox.waitForRequest(({ jobId }) => jobId === id, 60_000);
    expect(one.output + other.output).not.toMatch(/Nobody could be heard|more time/);
  });
});

describe('an event that met a fault before the relay was away for days', () => {
  it('is tried more than once before it is dead', async ({ stage }) => {
    const [database, sandbox] = [await stage.database(), await stage.sandbox()];
    const first = await stage.relay({ database, sandbox }).answers();
    sandbox.setFaults([{ status: 500 }]);
    const id = randomUUID();
    expect(await first.report(id, 'started')).toBe(202);
    await eventually(async () => {
      const [row] = await database.query('SELECT FROM outbox WHERE retries > 0 AND claim IS NULL');
      return row !== undefined;
    });
    first.kill('SIGKILL');
    await first.exits();
    await database.query(
      `UPDATE outbox SET failing_since = now() - interval '4 days', claim = NULL, due_at = now()`,
    );
    await database.query(`UPDATE relay_clock SET noted_at = now() - interval '4 days'`);

    sandbox.setFaults([{ status: 500, times: 1 }]);
    const before = sandbox.requests.length;
    await stage.relay({ database, sandbox }).answers();
    await drained(database);
    expect(sandbox.requests.slice(before).map(({ statusCode }) => statusCode)).toEqual([500, 202]);
    expect(await database.query('SELECT delivery_status FROM export_job_event')).toEqual([
      { delivery_status: 'delivered' },
    ]);
  });
});

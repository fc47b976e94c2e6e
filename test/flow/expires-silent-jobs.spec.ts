import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { drained } from '../support/books.js';
import { eventually } from '../support/eventually.js';
import type { RelayProcess } from '../support/process.js';
import { it } from '../support/stage.js';
import { haveBeenSteady } from '../support/steady.js';

interface Told {
  readonly jobId: string;
  readonly event: string;
  readonly status: number;
  readonly detail: string;
}

/**
 * Reports one event of each job, 7 at a time at each relay, which leaves room in its pool for the sweep; again where a
 * relay sheds it, as a worker does.
 */
async function reportAll(
  relays: RelayProcess[],
  reports: { jobId: string; event: string }[],
): Promise<Told[]> {
  const waiting = [...reports];
  const told: Told[] = [];
  const work = async (relay: RelayProcess) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { status, body } = await relay.post('/v1/export-job-events', next);
      if (status === 503) waiting.push(next);
      else told.push({ ...next, status, detail: String(body['detail']) });
    }
  };
  await Promise.all(relays.flatMap((relay) => Array.from({ length: 7 }, () => work(relay))));
  return told;
}

describe('jobs that went silent', () => {
  it('are failed once, by one of two sweeps, or moved by the report that came first', async ({ stage }) => {
    const database = await stage.database();
    const sandbox = await stage.sandbox();
    const relays = await Promise.all(
      [1, 2].map(() => stage.relay({ database, sandbox }, { EXPIRY_SWEEP_INTERVAL_SECONDS: '1' }).answers()),
    );
    const [relay] = relays as [RelayProcess];
    const jobIds = Array.from({ length: 200 }, () => randomUUID());
    const [untouched, started]: [string[], string[]] = [jobIds.slice(0, 100), jobIds.slice(100)];
    const registrations = await Promise.all(untouched.map((id) => relay.post('/v1/export-jobs', { id })));
    expect(new Set(registrations.map(({ status }) => status))).toEqual(new Set([201]));
    await relay.post('/v1/export-job-events/batch', {
      events: started.map((jobId) => ({ jobId, event: 'started' })),
    });
    await drained(database);

    await haveBeenSteady(database);
    // All of them are stale at the moment when the gate opens, with both sweeps and each replica's first group of
    // reports before it.
    const [ager, gate] = [await stage.session(database.url), await stage.session(database.url)];
    await ager.query('BEGIN; LOCK TABLE export_job IN EXCLUSIVE MODE');
    await ager.query(`UPDATE export_job SET last_updated_at = now() - interval '2 hours',
      expires_at = now() - interval '2 hours' + expires_in * interval '1 second'`);
    // In line before the sweeps, which wait for it once they see what is stale.
    const locked = gate.query('BEGIN; LOCK TABLE export_job IN EXCLUSIVE MODE');
    await eventually(async () => {
      const waiting = await database.query(
        `SELECT FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%' AND wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
    await ager.query('COMMIT');
    await locked;
    const reporting = reportAll(
      relays,
      // Those of both kinds in turn.
      untouched.flatMap((jobId, index) => [
        { jobId, event: 'started' },
        { jobId: started[index] ?? '', event: 'completed' },
      ]),
    );
    await eventually(async () => {
      const waiting = await database.query<{ isSweep: boolean }>(
        `SELECT query LIKE '%expires_at BETWEEN%' AS "isSweep" FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return waiting.filter(({ isSweep }) => isSweep).length === 2 && waiting.length >= 4;
    });
    await gate.query('COMMIT');
    const told = await reporting;

    // Which of the two came first is not ours to say: the sweeps may take all that is left.
    expect([202, 422]).toEqual(expect.arrayContaining([...new Set(told.map(({ status }) => status))]));
    const refused = told.filter(({ status }) => status === 422);
    expect(refused.length).toBeGreaterThan(0);
    for (const { detail } of refused) expect(detail).toMatch(/expired/);
    await drained(database);

    const jobs = await database.query<{ id: string; status: string; events: string[] }>(
      `SELECT job.id, job.status || coalesce(' ' || job.failure_reason_type, '') AS status,
              array_agg(concat_ws(' ', event.event, event.failure_reason_type, event.origin, event.delivery_status)
                        ORDER BY sequence) AS events
       FROM export_job AS job
       JOIN export_job_event AS event ON event.job_id = job.id
       GROUP BY job.id`,
    );
    const before = (jobId: string) => (started.includes(jobId) ? ['started api delivered'] : []);
    const expected = told.map(({ jobId, event, status }) =>
      status === 422
        ? {
            id: jobId,
            status: 'failed job_expired',
            events: [...before(jobId), 'failed job_expired expiry delivered'],
          }
        : {
            id: jobId,
            status: event === 'started' ? 'in_progress' : 'completed',
            events: [...before(jobId), `${event} api delivered`],
          },
    );
    const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);
    expect(jobs.sort(byId)).toEqual(expected.sort(byId));

    for (const { id, status } of expected) {
      const { status: pleoStatus, failureReasonType } = sandbox.job(id) ?? {};
      expect([pleoStatus, failureReasonType ?? []].flat().join(' ')).toBe(status);
    }
    expect(sandbox.requests.every(({ statusCode }) => statusCode === 202)).toBe(true);
    expect(sandbox.overlaps).toBe(0);
  });

  it('are failed with a reason that names the limit and the last sign of life', async ({ stage }) => {
    const database = await stage.database();
    const sandbox = await stage.sandbox();
    const relay = await stage.relay({ database, sandbox }, { EXPIRY_SWEEP_INTERVAL_SECONDS: '1' }).answers();
    const [silent, alive] = [randomUUID(), randomUUID()];
    for (const id of [silent, alive]) await relay.post('/v1/export-jobs', { id, expiresIn: 2 });
    const beats = async () => (await relay.post(`/v1/export-jobs/${alive}/heartbeat`, undefined)).status;
    const job = await eventually(async () => {
      expect(await beats()).toBe(200);
      const { body } = await relay.get(`/v1/export-jobs/${silent}`);
      return body['status'] === 'failed' && body;
    });
    expect(job).toMatchObject({ failureReasonType: 'job_expired' });
    expect(job['expiredAt']).toBe(job['completedAt']);
    expect(job['failureReason']).toMatch(/\b2 seconds\b/);
    expect(job['failureReason']).toContain(job['createdAt']);
    const request = await sandbox.waitForRequest(({ jobId }) => jobId === silent, 60_000);
    expect(request.body).toEqual({
      jobId: silent,
      event: 'failed',
      failureReason: job['failureReason'],
      failureReasonType: 'job_expired',
    });
    expect((await relay.get(`/v1/export-jobs/${alive}`)).body['status']).toBe('pending');
  });
});

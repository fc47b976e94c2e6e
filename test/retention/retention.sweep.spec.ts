import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RetentionSweep } from '../../src/retention/retention.sweep.js';
import { LOCK_OLD_JOBS } from '../../src/retention/retention.sql.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJobAfter, allDelivered, report } from '../support/reports.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ RETENTION_DAYS: '30' });
});
afterAll(() => relay.stop());
beforeEach(() => relay.sandbox.clearFaults());

/** Moves everything that is known of a job into the past. */
async function age(id: string, days: number): Promise<void> {
  const past = (column: string) => `${column} = ${column} - $2 * interval '1 day'`;
  await relay.database.query(
    `UPDATE export_job SET ${['created_at', 'started_at', 'completed_at', 'last_updated_at', 'expires_at'].map(past).join(', ')}
     WHERE id = $1`,
    [id, days],
  );
}

async function isThere(id: string): Promise<boolean> {
  return (await relay.http.get(`/v1/export-jobs/${id}`)).status === 200;
}

function sweep(): Promise<number> {
  return relay.app.get(RetentionSweep).runOnce();
}

describe('the retention sweep', () => {
  it('deletes a delivered job that ended longer ago, with all that is known of it', async () => {
    const [old, young] = [
      await aJobAfter(relay, ['started', 'completed']),
      await aJobAfter(relay, ['failed']),
    ];
    await age(old, 31);
    await age(young, 29);
    expect(await sweep()).toBe(1);
    expect([await isThere(old), await isThere(young)]).toEqual([false, true]);
    for (const table of ['export_job_event', 'delivery_attempt']) {
      expect(await relay.database.query(`SELECT FROM ${table} WHERE job_id = $1`, [old]), table).toEqual([]);
    }
  });

  it('keeps a job that is not finished, however old', async () => {
    const jobs = [await aJobAfter(relay, []), await aJobAfter(relay, ['started'])];
    for (const id of jobs) await age(id, 400);
    expect(await sweep()).toBe(0);
    expect(await Promise.all(jobs.map(isThere))).toEqual([true, true]);
  });

  it('keeps a finished job until its dead event is discarded, and deletes the audit entry with it', async () => {
    const id = await aJobAfter(relay, ['started']);
    relay.sandbox.setFaults([{ match: { jobId: id }, status: 400 }]);
    await report(relay, id, 'completed');
    const dead = await eventually(async () => {
      const { body } = await relay.http.get(`/v1/export-job-events?jobId=${id}&deliveryStatus=dead`);
      return (body.data as { id: string }[])[0];
    });
    await age(id, 400);
    expect(await sweep()).toBe(0);
    expect(await isThere(id)).toBe(true);

    await relay.http.post(`/v1/export-job-events/${dead.id}/discard`).send({ reason: 'too old' }).expect(200);
    await allDelivered(relay);
    expect(await sweep()).toBe(1);
    expect(await relay.database.query('SELECT FROM audit_entry WHERE job_id = $1', [id])).toEqual([]);
  });

  /** Adds finished jobs without events. */
  async function finishedJobs(count: number, daysAgo: number): Promise<void> {
    await relay.database.query(
      `INSERT INTO export_job (id, status, source, expires_in, created_at, started_at, completed_at, last_updated_at,
                               expires_at, last_sequence)
       SELECT gen_random_uuid(), 'completed', 'event', 60, moment, moment, moment, moment, moment + interval '60 s', 2
       FROM (SELECT date_trunc('second', now() - $1 * interval '1 day') AS moment) AS past, generate_series(1, $2)`,
      [daysAgo, count],
    );
  }

  it('takes more than one batch', async () => {
    await finishedJobs(450, 31);
    expect(await sweep()).toBe(450);
  });

  it('finds old jobs by their index', async () => {
    await finishedJobs(20_000, 1);
    await relay.database.query('ANALYZE export_job');
    const plan = await relay.database.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN ${LOCK_OLD_JOBS.text.replace('$1', '30').replace('$2', '200').replace('$3', 'now()').replace('$4', 'to_timestamp(0)')}`,
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('export_job_completed_at_idx');
  });
});

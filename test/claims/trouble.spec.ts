import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClaimRecorder } from '../../src/claims/claim-recorder.js';
import { LapsedLeasesSweep } from '../../src/claims/lapsed-leases.sweep.js';
import { Database } from '../../src/database/database.js';
import { LAPSE_LEASES } from '../../src/job-leases/job-leases.sql.js';
import { JobLeases } from '../../src/job-leases/job-leases.js';
import { JobsService } from '../../src/jobs/jobs.service.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { startApp, type TestApp } from '../support/app.js';
import { claim, claimed, lapse, noJobs, pendingJob } from '../support/claims-of-jobs.js';
import { eventually } from '../support/eventually.js';
import { noLoops } from '../support/loops.js';
import { allDelivered, report } from '../support/reports.js';

let relay: TestApp;
let session: pg.Client;
/** The relay's own is stopped: this one is run by hand. */
let sweep: LapsedLeasesSweep;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
  await relay.app.get(LapsedLeasesSweep).onModuleDestroy();
  sweep = new LapsedLeasesSweep(relay.app.get(JobLeases), relay.app.get(Metrics), noLoops());
  session = new pg.Client({ connectionString: relay.database.url });
  await session.connect();
});
afterAll(async () => {
  await session.end();
  await relay.stop();
});
beforeEach(async () => {
  await session.query('ROLLBACK');
  await noJobs(relay);
});

/** Somebody waits for a lock of the session's transaction. */
const isWaitedFor = () =>
  eventually(async () => {
    const waits = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return (await relay.database.query(waits)).length > 0;
  });

const announce = (id: string, companyId: string) =>
  relay.app.get(Database).transaction((run) => {
    const told = { id, companyId, numberOfItems: null, expiresIn: null };
    return relay.app.get(JobsService).announce(told, 'webhook', run);
  });

const endedAtPleo = (id: string) =>
  relay.database.query(`UPDATE export_job SET pleo_status = 'failed' WHERE id = $1`, [id]);

describe('a job that cannot be claimed', () => {
  it('keeps no worker from the others, and is told of', async () => {
    const ids = [await pendingJob(relay), await pendingJob(relay), await pendingJob(relay)];
    const [first, bad, last] = ids;
    await relay.database.query(`ALTER TABLE job_lease ADD CONSTRAINT bad CHECK (job_id <> '${bad}')`);
    const answers = await Promise.all([claim(relay), claim(relay), claim(relay)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 204]);
    expect(answers.slice(0, 2).map(({ body }) => body.job.id)).toEqual([first, last]);
    expect((await claim(relay)).status).toBe(204);
    await relay.database.query('ALTER TABLE job_lease DROP CONSTRAINT bad');
    expect(relay.log.filter((line) => line.includes(`${bad} cannot be claimed`))).toHaveLength(1);
  });

  it('is not left alone for what is no fault of its own: then workers are told', async () => {
    for (let job = 0; job < 20; job++) await pendingJob(relay);
    await relay.database.query(`ALTER TABLE job_lease ADD CONSTRAINT bad CHECK (lease_seconds <> 77)`);
    expect((await claim(relay, { leaseSeconds: 77 })).status).toBe(500);
    await relay.database.query('ALTER TABLE job_lease DROP CONSTRAINT bad');
  });
});

it('a lease that the sweep notes as lapsed while its company gets another is noted once', async () => {
  const company = randomUUID();
  const [one, next] = [await pendingJob(relay, company), await pendingJob(relay, company)];
  await claimed(relay);
  await allDelivered(relay);
  await lapse(relay, one);
  await endedAtPleo(one);
  await session.query('BEGIN');
  expect((await session.query(LAPSE_LEASES.text, [10])).rowCount).toBe(1);
  const answer = claim(relay);
  await isWaitedFor();
  await session.query('COMMIT');
  expect((await answer).body.job.id).toBe(next);
});

describe('a company that becomes known while it has another lease', () => {
  it('keeps that one, also when it gets it at this moment', async () => {
    const company = randomUUID();
    const id = await pendingJob(relay);
    const { lease } = await claimed(relay);
    const other = await pendingJob(relay, company);
    await session.query('BEGIN');
    await session.query(
      `INSERT INTO job_lease (owner_id, job_id, token, until, lease_seconds, claimed_at)
       VALUES ($1, $2, gen_random_uuid(), now() + interval '60 seconds', 60, now())`,
      [company, other],
    );
    const announced = announce(id, company);
    await isWaitedFor();
    await session.query('COMMIT');
    expect(await announced).toBe(false);
    const heartbeat = relay.http.post(`/v1/export-jobs/${id}/heartbeat`).set('Lease-Token', lease.token);
    expect((await heartbeat).body).toMatchObject({ companyId: company });
  });

  it('gets the job again when the other one has ended, and not before, whoever asks', async () => {
    const company = randomUUID();
    const [id, other] = [await pendingJob(relay), await pendingJob(relay, company)];
    await claimed(relay);
    expect((await claimed(relay)).job.id).toBe(other);
    await announce(id, company);
    await lapse(relay, id);
    for (let turn = 0; turn < 2; turn++) {
      expect((await claim(relay)).status).toBe(204);
      expect((await claim(relay, { companyId: company })).status).toBe(204);
      await sweep.runOnce();
    }
    await report(relay, other, 'completed');
    await sweep.runOnce();
    expect(await claimed(relay, { companyId: company })).toMatchObject({ job: { id }, resumed: true });
    // Now the company's lease is that one.
    await pendingJob(relay, company);
    expect((await claim(relay)).status).toBe(204);
  });
});

it('zeros are no company: a job of it is claimed as one without, and nobody waits for it in vain', async () => {
  const zeros = '00000000-0000-0000-0000-000000000000';
  const ids = [await pendingJob(relay), await pendingJob(relay, zeros)];
  const wish = { companyId: zeros, leaseSeconds: 60, claimedBy: null, request: null };
  const round = await relay.app.get(ClaimRecorder).claim([wish], 10);
  expect([round.claims.size, round.isContended]).toEqual([0, false]);
  expect([(await claimed(relay)).job.id, (await claimed(relay)).job.id]).toEqual(ids);
});

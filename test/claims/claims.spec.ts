import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.js';
import { JobsService } from '../../src/jobs/jobs.service.js';
import { RetentionSweep } from '../../src/retention/retention.sweep.js';
import { startApp, type TestApp } from '../support/app.js';
import { claim, claimed, lapse, noJobs, pendingJob } from '../support/claims-of-jobs.js';
import { expectProblem, pointersOf } from '../support/problem.js';
import { allDelivered, expire, report } from '../support/reports.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
});
afterAll(() => relay.stop());
beforeEach(() => noJobs(relay));

const jobOf = async (id: string) => (await relay.http.get(`/v1/export-jobs/${id}`)).body;

describe('a claim', () => {
  it('gives the oldest pending job, which has started', async () => {
    const [first, second] = [await pendingJob(relay), await pendingJob(relay)];
    const { job, lease, resumed } = await claimed(relay, { leaseSeconds: 60 });
    expect(job).toMatchObject({ id: first, status: 'in_progress' });
    // Pleo may know of `started` by now.
    expect({ ...job, delivery: null }).toEqual({ ...(await jobOf(first)), delivery: null });
    expect(job).toHaveProperty('lease', { until: lease.until, claimedBy: null });
    expect(resumed).toBe(false);
    expect(Date.parse(lease.until) - Date.now()).toBeGreaterThan(50_000);
    await allDelivered(relay);
    expect(relay.sandbox.job(first)).toMatchObject({ status: 'in_progress' });
    expect((await claimed(relay)).job.id).toBe(second);
    const none = await claim(relay);
    expect([none.status, none.text]).toEqual([204, '']);
  });

  it('gives one job of a company at a time, and the next one after its end', async () => {
    const company = randomUUID();
    const [first, second] = [await pendingJob(relay, company), await pendingJob(relay, company)];
    const { job, lease } = await claimed(relay);
    expect(job.id).toBe(first);
    expect((await claim(relay)).status).toBe(204);
    expect((await claim(relay, { companyId: company })).status).toBe(204);
    const ended = await relay.http
      .post('/v3/export-job-events')
      .set('Lease-Token', lease.token)
      .send({ jobId: first, event: 'completed' });
    expect(ended.status).toBe(202);
    expect(await jobOf(first)).toMatchObject({ status: 'completed', lease: null });
    expect((await claimed(relay, { companyId: company })).job.id).toBe(second);
  });

  it('gives jobs of the company that is named only', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await pendingJob(relay);
    await pendingJob(relay, one);
    const wanted = await pendingJob(relay, other);
    expect((await claimed(relay, { companyId: other })).job.id).toBe(wanted);
    expect((await claim(relay, { companyId: other })).status).toBe(204);
    expect((await claim(relay, { companyId: randomUUID() })).status).toBe(204);
  });

  it('gives a job whose worker fell silent to another, before all that are pending', async () => {
    const company = randomUUID();
    const id = await pendingJob(relay, company);
    const before = await claimed(relay);
    await pendingJob(relay, company);
    await lapse(relay, id);
    const after = await claimed(relay);
    expect(after).toMatchObject({ job: { id, status: 'in_progress' }, resumed: true });
    expect(after.lease.token).not.toBe(before.lease.token);
    expect((await claim(relay)).status).toBe(204);
    const events = await relay.database.query(`SELECT FROM export_job_event WHERE job_id = $1`, [id]);
    expect(events).toHaveLength(1);
  });

  it('gives no job that somebody has started without one', async () => {
    expect((await report(relay, randomUUID(), 'started')).status).toBe(202);
    await report(relay, await pendingJob(relay, randomUUID()), 'started');
    expect((await claim(relay)).status).toBe(204);
  });

  it('gives no job that Pleo has ended, neither pending nor lapsed', async () => {
    const company = randomUUID();
    const lapsed = await pendingJob(relay, company);
    await claimed(relay);
    await lapse(relay, lapsed);
    const pending = await pendingJob(relay);
    await relay.database.query(`UPDATE export_job SET pleo_status = 'failed' WHERE id = ANY ($1)`, [
      [lapsed, pending],
    ]);
    expect((await claim(relay)).status).toBe(204);
    // Its company is free for the next one.
    const next = await pendingJob(relay, company);
    expect((await claimed(relay)).job.id).toBe(next);
  });

  it('is refused with every mistake', async () => {
    const answer = await claim(relay, { companyId: 'x', leaseSeconds: 29, waitSeconds: 31, more: 1 });
    expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual(
      expect.arrayContaining(['/companyId', '/leaseSeconds', '/waitSeconds', '/more']),
    );
    expect((await relay.http.post('/v1/export-jobs/claim')).status).toBe(204);
  });

  it('ends when the job expires', async () => {
    const company = randomUUID();
    const [first, second] = [await pendingJob(relay, company), await pendingJob(relay, company)];
    await claimed(relay);
    await expire(relay, first);
    expect(await jobOf(first)).toMatchObject({ status: 'failed', lease: null });
    expect((await claimed(relay)).job.id).toBe(second);
  });
});

describe('a lease', () => {
  const announce = (id: string, companyId: string) =>
    relay.app.get(Database).transaction((run) => {
      const told = { id, companyId, numberOfItems: null, expiresIn: null };
      return relay.app.get(JobsService).announce(told, 'webhook', run);
    });

  it('becomes one of the company when Pleo tells whose job it is', async () => {
    const company = randomUUID();
    const id = await pendingJob(relay);
    const { lease } = await claimed(relay);
    await announce(id, company);
    const next = await pendingJob(relay, company);
    expect((await claim(relay)).status).toBe(204);
    const finish = relay.http.post(`/v1/export-jobs/${id}/finish`).set('Lease-Token', lease.token);
    expect((await finish.send({ allowMissing: true })).status).toBe(202);
    expect((await claimed(relay)).job.id).toBe(next);
  });

  it('stays one of its job where the company has one already', async () => {
    const company = randomUUID();
    const [id] = [await pendingJob(relay), await pendingJob(relay, company)];
    const { lease } = await claimed(relay);
    await claimed(relay);
    await announce(id, company);
    const heartbeat = relay.http.post(`/v1/export-jobs/${id}/heartbeat`).set('Lease-Token', lease.token);
    expect((await heartbeat).body).toMatchObject({ companyId: company, lease: { claimedBy: null } });
  });

  it('of an old job is deleted with all that was kept of it', async () => {
    const id = await pendingJob(relay);
    await claimed(relay);
    await report(relay, id, 'completed');
    await allDelivered(relay);
    await relay.database.query(
      `UPDATE export_job SET completed_at = now() - interval '1000 days' WHERE id = $1`,
      [id],
    );
    expect(await relay.app.get(RetentionSweep).runOnce()).toBe(1);
    expect(await relay.database.query('SELECT FROM job_lease_change WHERE job_id = $1', [id])).toEqual([]);
  });
});

describe('many workers at once', () => {
  it('get a job each, and never two of one company', async () => {
    const companies = Array.from({ length: 10 }, () => randomUUID());
    const jobs = new Map<string, string>();
    for (let round = 0; round < 3; round++)
      for (const company of companies) jobs.set(await pendingJob(relay, company), company);
    const loose = await Promise.all(Array.from({ length: 20 }, () => pendingJob(relay)));
    const answers = await Promise.all(Array.from({ length: 60 }, () => claim(relay)));
    const given = answers.flatMap(({ status, body }) => (status === 200 ? [body.job.id as string] : []));
    expect(new Set(given).size).toBe(given.length);
    expect(given.filter((id) => loose.includes(id))).toHaveLength(20);
    const owners = given.flatMap((id) => jobs.get(id) ?? []);
    expect(owners.sort()).toEqual(companies.sort());
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobExpirySweep } from '../../src/events/job-expiry.sweep.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { expectProblem } from '../support/problem.js';
import { allDelivered, backdate } from '../support/reports.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const KEY = 'worker-key-0123456789-0123456789';

interface Entry {
  at: string;
  type: string;
  summary: string;
  by: string | null;
  eventId: string | null;
  event: string | null;
  attempt: number | null;
  statusCode: number | null;
  durationMs: number | null;
  outcome: string | null;
  nextAttemptAt: string | null;
}

describe('GET /v1/export-jobs/{id}/timeline', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp({ API_KEYS: `worker-7:write:${KEY}`, EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
    relay.http.auth(KEY, { type: 'bearer' });
  });
  afterAll(() => relay.stop());

  async function timelineOf(jobId: string): Promise<Entry[]> {
    const { status, body } = await relay.http.get(`/v1/export-jobs/${jobId}/timeline`);
    expect([status, Object.keys(body)]).toEqual([200, ['data']]);
    const entries = body.data as Entry[];
    for (const entry of entries) {
      expect(entry).toEqual({
        at: expect.stringMatching(ISO),
        type: expect.any(String),
        summary: expect.stringMatching(/\S/),
        by: entry.by && expect.any(String),
        eventId: entry.eventId && expect.any(String),
        event: entry.event && expect.any(String),
        attempt: entry.attempt && expect.any(Number),
        statusCode: entry.statusCode && expect.any(Number),
        durationMs: entry.durationMs && expect.any(Number),
        outcome: entry.outcome && expect.any(String),
        nextAttemptAt: entry.nextAttemptAt && expect.stringMatching(ISO),
      });
    }
    const times = entries.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
    return entries;
  }

  async function report(jobId: string, event: string, reasons: object = {}): Promise<string> {
    const { status, body } = await relay.http
      .post('/v1/export-job-events')
      .send({ jobId, event, ...reasons });
    expect(status).toBe(202);
    return body.id as string;
  }

  it('tells of a job with retries until it is delivered', async () => {
    const jobId = randomUUID();
    await relay.http.post('/v1/export-jobs').send({ id: jobId }).expect(201);
    relay.sandbox.setFaults([
      { match: { jobId, event: 'started' }, times: 1, status: 500, body: { type: 'OOPS', message: 'Oh' } },
      { match: { jobId, event: 'started' }, times: 1, dropConnection: true },
    ]);
    const started = await report(jobId, 'started');
    const completed = await report(jobId, 'completed');
    await allDelivered(relay);
    const entries = await timelineOf(jobId);

    const { body: job } = await relay.http.get(`/v1/export-jobs/${jobId}`);
    expect(entries[0]).toMatchObject({
      type: 'registered',
      at: job.createdAt,
      by: 'worker-7',
      eventId: null,
      event: null,
    });
    const about = (id: string) => entries.filter(({ eventId }) => eventId === id);
    const { body: event } = await relay.http.get(`/v1/export-job-events/${started}`);
    const attempts = event.attempts as { startedAt: string; retryAt: string; durationMs: number }[];
    const of = (eventName: string) => ({ event: eventName });
    expect(about(started)).toMatchObject([
      { ...of('started'), type: 'accepted', at: event.acceptedAt, by: 'worker-7' },
      {
        ...of('started'),
        type: 'attempt',
        at: attempts[0]?.startedAt,
        attempt: 1,
        statusCode: 500,
        durationMs: attempts[0]?.durationMs,
        outcome: 'passing',
        by: null,
        summary: expect.stringMatching(/500.*OOPS.*Oh/),
      },
      { ...of('started'), type: 'retry_planned', nextAttemptAt: attempts[0]?.retryAt },
      {
        ...of('started'),
        type: 'attempt',
        at: attempts[1]?.startedAt,
        attempt: 2,
        statusCode: null,
        outcome: 'passing',
      },
      { ...of('started'), type: 'retry_planned', nextAttemptAt: attempts[1]?.retryAt },
      { ...of('started'), type: 'attempt', attempt: 3, statusCode: 202, outcome: 'delivered' },
      {
        ...of('started'),
        type: 'delivered',
        at: event.delivery.deliveredAt,
        outcome: 'delivered',
        by: null,
      },
    ]);
    expect(about(completed)).toMatchObject([
      { type: 'accepted', at: job.completedAt, by: 'worker-7', event: 'completed' },
      { type: 'attempt', attempt: 1, statusCode: 202 },
      { type: 'delivered' },
    ]);
    expect(entries).toHaveLength(11);
    const places = (entry: Partial<Entry>) =>
      entries.findIndex((one) =>
        Object.entries(entry).every(([name, value]) => one[name as keyof Entry] === value),
      );
    expect(places({ eventId: started, type: 'delivered' })).toBeLessThan(
      places({ eventId: completed, type: 'attempt' }),
    );
  });

  it('tells that Pleo had the event already', async () => {
    const jobId = randomUUID();
    relay.sandbox.setFaults([{ match: { jobId }, times: 1, loseAnswer: true }]);
    await report(jobId, 'failed', { failureReason: 'Stop' });
    await allDelivered(relay);
    const entries = await timelineOf(jobId);
    expect(entries).toMatchObject([
      { type: 'registered', by: 'worker-7' },
      { type: 'accepted', event: 'failed' },
      { type: 'attempt', attempt: 1, statusCode: null },
      { type: 'retry_planned' },
      { type: 'attempt', attempt: 2, statusCode: 422, outcome: 'confirmed' },
      { type: 'delivered', outcome: 'confirmed' },
    ]);
    expect(entries[4]?.summary).toContain('"failed"');
  });

  it('tells that an event is dead, and that the next one waits', async () => {
    const jobId = randomUUID();
    relay.sandbox.setFaults([
      { match: { jobId }, status: 400, body: { type: 'BAD_REQUEST', message: 'no' } },
    ]);
    const started = await report(jobId, 'started');
    await eventually(async () => (await timelineOf(jobId)).some(({ type }) => type === 'dead'));
    await report(jobId, 'completed');
    const entries = await timelineOf(jobId);
    expect(entries).toMatchObject([
      { type: 'registered' },
      { type: 'accepted', event: 'started', eventId: started },
      { type: 'attempt', statusCode: 400, outcome: 'refused' },
      { type: 'dead', event: 'started', eventId: started, outcome: 'refused' },
      { type: 'accepted', event: 'completed' },
    ]);
    expect(entries[3]?.summary).toContain('400');
    await relay.database.query('DELETE FROM outbox WHERE job_id = $1', [jobId]);
  });

  it('tells of an expired job what its limit was and when it was last heard of', async () => {
    const jobId = randomUUID();
    await relay.http.post('/v1/export-jobs').send({ id: jobId, expiresIn: 77 }).expect(201);
    const started = await report(jobId, 'started');
    await allDelivered(relay);
    await backdate(relay, jobId, 90);
    const { body: silent } = await relay.http.get(`/v1/export-jobs/${jobId}`);
    expect(await relay.app.get(JobExpirySweep).runOnce()).toBe(1);
    await allDelivered(relay);
    const { body: job } = await relay.http.get(`/v1/export-jobs/${jobId}`);
    expect(job).toMatchObject({
      status: 'failed',
      failureReasonType: 'job_expired',
      expiredAt: job.completedAt,
    });

    const entries = await timelineOf(jobId);
    expect(entries).toMatchObject([
      { type: 'registered', by: 'worker-7' },
      { type: 'accepted', eventId: started, by: 'worker-7' },
      { type: 'attempt' },
      { type: 'delivered' },
      { type: 'expired', event: 'failed', at: job.expiredAt, by: null, summary: job.failureReason },
      { type: 'attempt', event: 'failed', statusCode: 202 },
      { type: 'delivered', event: 'failed' },
    ]);
    expect(entries[4]?.summary).toContain('77 seconds');
    expect(entries[4]?.summary).toContain(silent.lastUpdatedAt);
    const { body: page } = await relay.http.get(`/v1/export-job-events?jobId=${jobId}&event=failed`);
    expect(page.data).toMatchObject([
      { id: entries[4]?.eventId, origin: 'expiry', sequence: 2, failureReasonType: 'job_expired' },
    ]);
    const told = relay.sandbox.requests.filter((request) => request.jobId === jobId).at(-1);
    expect(told?.body).toEqual({
      jobId,
      event: 'failed',
      failureReason: job.failureReason,
      failureReasonType: 'job_expired',
    });
  });

  it('begins with the registration alone', async () => {
    const jobId = randomUUID();
    await relay.http.post('/v1/export-jobs').send({ id: jobId }).expect(201);
    expect(await timelineOf(jobId.toUpperCase())).toMatchObject([{ type: 'registered' }]);
  });

  it('does not find what is unknown', async () => {
    expectProblem(await relay.http.get(`/v1/export-jobs/${randomUUID()}/timeline`), 404, 'EXPORT_NOT_FOUND');
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JOB_EVENTS, type JobEvent, type JobStatus } from '../../src/lifecycle/job-state.js';
import { startApp, type TestApp } from '../support/app.js';
import { expectProblem } from '../support/problem.js';
import { aJobAfter, allDelivered, expire, report } from '../support/reports.js';
import { tableContents } from '../support/table-contents.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The status, the events that led to it, and what a report of each event is answered. */
const ANSWERS: [JobStatus, JobEvent[], Record<JobEvent, 200 | 202 | 422>][] = [
  ['pending', [], { started: 202, failed: 202, completed: 422, completed_with_errors: 422 }],
  ['in_progress', ['started'], { started: 200, failed: 202, completed: 202, completed_with_errors: 202 }],
  [
    'completed',
    ['started', 'completed'],
    { started: 200, failed: 422, completed: 200, completed_with_errors: 422 },
  ],
  [
    'completed_with_errors',
    ['started', 'completed_with_errors'],
    { started: 200, failed: 422, completed: 422, completed_with_errors: 200 },
  ],
  [
    'failed',
    ['started', 'failed'],
    { started: 200, failed: 200, completed: 422, completed_with_errors: 422 },
  ],
  ['failed', ['failed'], { started: 422, failed: 200, completed: 422, completed_with_errors: 422 }],
];
const CASES = ANSWERS.flatMap(([status, past, answers]) =>
  JOB_EVENTS.map((event) => ({
    status,
    past,
    event,
    code: answers[event],
    after: past.join(' and ') || 'nothing',
  })),
);

const TO: Record<JobEvent, JobStatus> = {
  started: 'in_progress',
  failed: 'failed',
  completed: 'completed',
  completed_with_errors: 'completed_with_errors',
};

interface JobRow {
  status: JobStatus;
  expires_in: number;
  started_at: Date | null;
  last_sequence: number;
  [column: string]: unknown;
}

describe('POST /v1/export-job-events', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp({ JOB_EXPIRES_IN_SECONDS: '1234', EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
  });
  afterAll(() => relay.stop());

  async function rowOf(id: string): Promise<JobRow | undefined> {
    const [row] = await relay.database.query<JobRow>('SELECT * FROM export_job WHERE id = $1', [id]);
    return row;
  }

  it.each(CASES)('answers $code to "$event" of a job that is $status after $after', async (given) => {
    const { status, past, event, code } = given;
    const jobId = await aJobAfter(relay, past);
    const before = (await rowOf(jobId)) as JobRow;
    const contents = await tableContents(relay.database);
    expect(before.status).toBe(status);

    const answer = await report(relay, jobId, event);
    expect(answer.status).toBe(code);
    if (code === 202) {
      const acceptedAt = new Date(answer.body.acceptedAt);
      const isFinal = event !== 'started';
      expect(await rowOf(jobId)).toEqual({
        ...before,
        status: TO[event],
        started_at: event === 'started' ? acceptedAt : before.started_at,
        completed_at: isFinal ? acceptedAt : null,
        last_updated_at: acceptedAt,
        expires_at: new Date(acceptedAt.getTime() + before.expires_in * 1000),
        last_sequence: past.length + 1,
      });
      const kinds = await relay.database.query(
        'SELECT event, sequence FROM export_job_event WHERE job_id = $1 ORDER BY sequence',
        [jobId],
      );
      expect(kinds).toEqual([...past, event].map((event, index) => ({ event, sequence: index + 1 })));
      return;
    }
    expect(await tableContents(relay.database)).toEqual(contents);
    if (code === 200) {
      const { body } = await relay.http.get(`/v1/export-job-events?jobId=${jobId}&event=${event}`);
      expect(body.data[0]).toEqual({ ...answer.body, companyId: null });
    } else {
      const { detail } = expectProblem(answer, 422, 'INVALID_EXPORT_JOB_STATUS_CHANGE');
      expect(detail).toContain(`"${status}"`);
    }
  });

  it('answers a new event with its whole shape and where to find it', async () => {
    const jobId = randomUUID();
    relay.sandbox.setFaults([{ match: { jobId, event: 'started' }, latencyMs: 60_000 }]);
    const started = await report(relay, jobId, 'started');
    expect(started.status).toBe(202);
    expect(started.headers['content-type']).toMatch(/^application\/json/);
    expect(started.headers['location']).toBe(`/v1/export-job-events/${started.body.id}`);
    const delivery = {
      status: 'pending',
      attempts: 0,
      nextAttemptAt: expect.stringMatching(ISO),
      deliveredAt: null,
      outcome: null,
      lastStatusCode: null,
      lastError: null,
      waitingFor: null,
    };
    expect(started.body).toEqual({
      id: expect.stringMatching(UUID_V7),
      jobId,
      event: 'started',
      failureReason: null,
      failureReasonType: null,
      sequence: 1,
      acceptedAt: expect.stringMatching(ISO),
      origin: 'api',
      delivery,
    });
    const failed = await report(relay, jobId, 'failed', {
      failureReason: 'No VAT code',
      failureReasonType: 'missing_configuration',
    });
    expect(failed.body).toEqual({
      id: expect.stringMatching(UUID_V7),
      jobId,
      event: 'failed',
      failureReason: 'No VAT code',
      failureReasonType: 'missing_configuration',
      sequence: 2,
      acceptedAt: expect.stringMatching(ISO),
      origin: 'api',
      delivery: {
        ...delivery,
        nextAttemptAt: null,
        waitingFor: { reason: 'turn', eventId: started.body.id },
      },
    });
    relay.sandbox.clearFaults();
    relay.sandbox.release();

    const found = await relay.http.get(failed.headers['location'] as string);
    expect(found.status).toBe(200);
    expect(found.body).toMatchObject({ id: failed.body.id, attempts: expect.any(Array) });
  });

  it('keeps a failure reason to the letter, up to Pleo', async () => {
    const jobId = randomUUID();
    const reasons = {
      failureReason: ' Ünïcode 😀 "quoted" \\ back\n\tslash \u2028 \u007f ',
      failureReasonType: 'canceled_by_user',
    };
    expect((await report(relay, jobId, 'failed', reasons)).body).toMatchObject(reasons);
    await allDelivered(relay);
    expect((await relay.http.get(`/v1/export-jobs/${jobId}`)).body).toMatchObject({
      status: 'failed',
      ...reasons,
    });
    const sent = relay.sandbox.requests.filter((request) => request.jobId === jobId);
    expect(sent.map(({ body }) => body)).toEqual([{ jobId, event: 'failed', ...reasons }]);
  });

  it.each([
    ['application/json;charset=UTF-8'],
    ['application/json; charset="utf-8"'],
    ['APPLICATION/JSON'],
    ['application/json; charset=UTF8'],
  ])('takes a body as %s', async (type) => {
    const body = JSON.stringify({ jobId: randomUUID(), event: 'started' });
    const answer = await relay.http.post('/v1/export-job-events').set('Content-Type', type).send(body);
    expect(answer.status).toBe(202);
  });

  it('takes a body of exactly 64 KiB', async () => {
    const body = JSON.stringify({ jobId: randomUUID(), event: 'started' }).padEnd(64 * 1024);
    const answer = await relay.http.post('/v1/export-job-events').type('application/json').send(body);
    expect(answer.status).toBe(202);
  });

  describe('a repeat', () => {
    it('is answered with the stored event, also after the job has moved on', async () => {
      const jobId = randomUUID();
      const first = await report(relay, jobId, 'started');
      await report(relay, jobId, 'completed');
      await allDelivered(relay);
      const again = await report(relay, jobId, 'started');
      expect(again.status).toBe(200);
      expect(again.headers['location']).toBe(`/v1/export-job-events/${first.body.id}`);
      expect(again.body).toMatchObject({ id: first.body.id, sequence: 1, delivery: { status: 'delivered' } });
    });

    const REASON = { failureReason: 'No VAT code', failureReasonType: 'missing_configuration' };
    it.each([
      ['the same reason', REASON, 200],
      ['another reason', { ...REASON, failureReason: 'no VAT code' }, 422],
      ['another reason type', { ...REASON, failureReasonType: 'service_timeout' }, 422],
      ['no reason', { failureReasonType: 'missing_configuration' }, 422],
      ['no reason type', { failureReason: 'No VAT code' }, 422],
      ['neither', {}, 422],
    ])('of "failed" with %s is judged by that', async (_, reasons, code) => {
      const jobId = await aJobAfter(relay, []);
      const first = await report(relay, jobId, 'failed', REASON);
      await allDelivered(relay);
      const contents = await tableContents(relay.database);
      const again = await report(relay, jobId, 'failed', reasons);
      expect(again.status).toBe(code);
      expect(await tableContents(relay.database)).toEqual(contents);
      if (code === 200) expect(again.body.id).toBe(first.body.id);
      else
        expect(expectProblem(again, 422, 'INVALID_EXPORT_JOB_STATUS_CHANGE').detail).toMatch(
          /another .*reason/,
        );
    });

    it('with nulls instead of missing properties is the same report', async () => {
      const jobId = randomUUID();
      const nulls = { failureReason: null, failureReasonType: null };
      const first = await report(relay, jobId, 'failed');
      const again = await report(relay, jobId, 'failed', nulls);
      expect([again.status, again.body.id]).toEqual([200, first.body.id]);
      expect((await report(relay, randomUUID(), 'started', nulls)).status).toBe(202);
    });

    it('with the job id in upper case is the same report', async () => {
      const jobId = randomUUID();
      const first = await report(relay, jobId.toUpperCase(), 'started');
      expect([first.status, first.body.jobId]).toEqual([202, jobId]);
      const again = await report(relay, jobId, 'started');
      expect([again.status, again.body.id]).toEqual([200, first.body.id]);
      const { status, body } = await relay.http.get(`/v1/export-jobs/${jobId.toUpperCase()}`);
      expect([status, body.id]).toEqual([200, jobId]);
    });
  });

  describe('a refusal', () => {
    it('names the status, when it was reached and by which event', async () => {
      const jobId = await aJobAfter(relay, ['started', 'completed']);
      const { body: job } = await relay.http.get(`/v1/export-jobs/${jobId}`);
      const { detail } = expectProblem(
        await report(relay, jobId, 'failed', { failureReason: 'late' }),
        422,
        'INVALID_EXPORT_JOB_STATUS_CHANGE',
      );
      for (const part of [jobId, '"failed"', 'became "completed"', job.completedAt, 'event "completed"']) {
        expect(detail).toContain(part);
      }
    });

    it('names the time of registration while the job is pending', async () => {
      const jobId = await aJobAfter(relay, []);
      const { body: job } = await relay.http.get(`/v1/export-jobs/${jobId}`);
      const { detail } = expectProblem(
        await report(relay, jobId, 'completed'),
        422,
        'INVALID_EXPORT_JOB_STATUS_CHANGE',
      );
      expect(detail).toContain('"pending"');
      expect(detail).toContain(job.createdAt);
    });

    it.each([
      ['started', {}],
      ['completed', {}],
      ['failed', { failureReason: 'mine' }],
    ] as const)('of "%s" says that the job has expired, and when', async (event, reasons) => {
      const jobId = await aJobAfter(relay, []);
      await expire(relay, jobId);
      const { body: job } = await relay.http.get(`/v1/export-jobs/${jobId}`);
      expect(job).toMatchObject({ status: 'failed', failureReasonType: 'job_expired' });
      const { detail } = expectProblem(
        await report(relay, jobId, event, reasons),
        422,
        'INVALID_EXPORT_JOB_STATUS_CHANGE',
      );
      expect(detail).toContain('expired');
      expect(detail).toContain(job.expiredAt);
    });
  });

  describe('a job that is not known', () => {
    it.each([
      ['started', 'in_progress'],
      ['failed', 'failed'],
    ] as const)('is registered by "%s"', async (event, status) => {
      const jobId = randomUUID();
      const { status: code, body } = await report(relay, jobId, event);
      expect(code).toBe(202);
      const job = await relay.http.get(`/v1/export-jobs/${jobId}`);
      expect(job.body).toMatchObject({
        status,
        source: 'event',
        expiresIn: 1234,
        companyId: null,
        numberOfItems: null,
        startedAt: event === 'started' ? body.acceptedAt : null,
        completedAt: event === 'started' ? null : body.acceptedAt,
        lastUpdatedAt: body.acceptedAt,
      });
    });

    it.each(['completed', 'completed_with_errors'] as const)('is not found by "%s"', async (event) => {
      await allDelivered(relay);
      const contents = await tableContents(relay.database);
      const jobId = randomUUID();
      expect(expectProblem(await report(relay, jobId, event), 404, 'EXPORT_NOT_FOUND').detail).toContain(
        jobId,
      );
      expect(await tableContents(relay.database)).toEqual(contents);
    });
  });

  describe('at the same time', () => {
    it.each([
      ['known', true],
      ['unknown', false],
    ])('20 times the same report of a job that is %s makes one event', async (_, known) => {
      const jobId = known ? await aJobAfter(relay, []) : randomUUID();
      const answers = await Promise.all(Array.from({ length: 20 }, () => report(relay, jobId, 'started')));
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 202]);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      const rows = await relay.database.query('SELECT id FROM export_job_event WHERE job_id = $1', [jobId]);
      expect(rows).toEqual([{ id: answers[0]?.body.id }]);
    });

    it('of "completed" and "failed" one wins whole and the other is refused', async () => {
      const jobIds = await Promise.all(Array.from({ length: 10 }, () => aJobAfter(relay, ['started'])));
      for (const jobId of jobIds) {
        const events = ['completed', 'failed'] as const;
        const answers = await Promise.all(events.map((event) => report(relay, jobId, event)));
        expect(answers.map(({ status }) => status).sort()).toEqual([202, 422]);
        const winner = answers.find(({ status }) => status === 202);
        expect((await rowOf(jobId))?.status).toBe(winner?.body.event);
        const kinds = await relay.database.query(
          'SELECT event FROM export_job_event WHERE job_id = $1 ORDER BY sequence',
          [jobId],
        );
        expect(kinds).toEqual([{ event: 'started' }, { event: winner?.body.event }]);
      }
    });
  });
});

describe('POST /v1/export-job-events with UNKNOWN_JOBS=reject', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp({ UNKNOWN_JOBS: 'reject' });
  });
  afterAll(() => relay.stop());

  it.each(JOB_EVENTS)('does not find the job of "%s" unless it is registered', async (event) => {
    const contents = await tableContents(relay.database);
    expectProblem(await report(relay, randomUUID(), event), 404, 'EXPORT_NOT_FOUND');
    expect(await tableContents(relay.database)).toEqual(contents);
    const past: JobEvent[] = event.startsWith('completed') ? ['started'] : [];
    expect((await report(relay, await aJobAfter(relay, past), event)).status).toBe(202);
    await allDelivered(relay);
  });
});

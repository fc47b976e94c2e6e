import { describe, expect, it } from 'vitest';
import { EVENTS, STATUSES, type ExportJobEvent, type ExportJobStatus } from '../../sandbox/export-job.js';
import { anId, sandboxForTest } from './pleo-caller.js';

const WAY_TO: Record<ExportJobStatus, ExportJobEvent[]> = {
  pending: [],
  in_progress: ['started'],
  failed: ['started', 'failed'],
  completed: ['started', 'completed'],
  completed_with_errors: ['started', 'completed_with_errors'],
};
const ALLOWED: Partial<Record<ExportJobStatus, Partial<Record<ExportJobEvent, ExportJobStatus>>>> = {
  pending: { started: 'in_progress', failed: 'failed' },
  in_progress: { failed: 'failed', completed: 'completed', completed_with_errors: 'completed_with_errors' },
};

describe('a status change', () => {
  for (const status of STATUSES) {
    for (const event of EVENTS) {
      const next = ALLOWED[status]?.[event];
      it(`${next ? 'accepts' : 'refuses'} ${event} for a ${status} job`, async () => {
        const { sandbox, pleo } = await sandboxForTest();
        const { id } = sandbox.createJob();
        await pleo.report(id, ...WAY_TO[status]);
        const before = sandbox.job(id);

        const reply = await pleo.post('/v3/export-job-events', { jobId: id, event });

        if (next === undefined) {
          expect(reply.status).toBe(422);
          expect(reply.json).toEqual({
            type: 'INVALID_EXPORT_JOB_STATUS_CHANGE',
            message: 'Export Job status change failed',
          });
          expect(sandbox.job(id)).toEqual(before);
        } else {
          expect(reply).toMatchObject({ status: 202, text: '' });
          expect(sandbox.job(id)?.status).toBe(next);
        }
        expect(sandbox.requests.at(-1)).toMatchObject({
          changed: next !== undefined,
          statusCode: reply.status,
        });
      });
    }
  }

  it('refuses failed for a pending job when the sandbox is told so', async () => {
    const { sandbox, pleo } = await sandboxForTest({ failedFromPending: 'refuse' });
    const { id } = sandbox.createJob();
    expect(await pleo.report(id, 'failed', 'started', 'failed')).toEqual([422, 202, 202]);
  });

  it('sets the times and the reason', async () => {
    let now = Date.parse('2026-01-02T03:04:05.000Z');
    const { sandbox, pleo } = await sandboxForTest({ now: () => now });
    const { id } = sandbox.createJob({ numberOfItems: 7 });
    now += 1000;
    await pleo.report(id, 'started');
    now += 1000;
    const failureReason = 'Journal 7 is closed';
    await pleo.post('/v1/export-job-events', {
      jobId: id,
      event: 'failed',
      failureReason,
      failureReasonType: 'invalid_configuration',
    });
    expect(sandbox.job(id)).toMatchObject({
      status: 'failed',
      createdAt: '2026-01-02T03:04:05.000Z',
      startedAt: '2026-01-02T03:04:06.000Z',
      completedAt: '2026-01-02T03:04:07.000Z',
      lastUpdatedAt: '2026-01-02T03:04:07.000Z',
      expiredAt: null,
      numberOfItems: 7,
      failureReason,
      failureReasonType: 'invalid_configuration',
    });
  });

  it.each(['v1', 'v2', 'v3'])('is made through %s', async (version) => {
    const { sandbox, pleo } = await sandboxForTest();
    const { id } = sandbox.createJob();
    const reply = await pleo.post(`/${version}/export-job-events`, { jobId: id, event: 'started' });
    expect(reply.status).toBe(202);
  });

  it('takes the id of a job in capital letters for the same job', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    const { id } = sandbox.createJob();
    expect(await pleo.report(id.toUpperCase(), 'started')).toEqual([202]);
    expect(sandbox.job(id.toUpperCase())?.status).toBe('in_progress');
    expect(sandbox.requests[0]?.jobId).toBe(id);
  });
});

describe('an event of an unknown job', () => {
  it('is answered 404', async () => {
    const { pleo } = await sandboxForTest();
    const reply = await pleo.post('/v1/export-job-events', { jobId: anId(), event: 'started' });
    expect(reply).toMatchObject({ status: 404, json: { type: 'EXPORT_NOT_FOUND' } });
  });

  it('creates the job on the way when the sandbox is told so', async () => {
    const { sandbox, pleo } = await sandboxForTest({ unknownJobs: 'create' });
    const id = anId();
    expect(await pleo.report(id, 'started', 'completed')).toEqual([202, 202]);
    expect(sandbox.job(id)?.status).toBe('completed');
  });

  it('is refused by the rules of a pending job when it is created on the way', async () => {
    const { sandbox, pleo } = await sandboxForTest({ unknownJobs: 'create' });
    const id = anId();
    expect(await pleo.report(id, 'completed')).toEqual([422]);
    expect(sandbox.job(id)?.status).toBe('pending');
  });
});

import { describe, expect, it } from 'vitest';
import { sandboxForTest, type PleoCaller } from './pleo-caller.js';
import type { Sandbox } from '../../sandbox/sandbox.js';

const START = Date.parse('2026-01-01T00:00:00.000Z');

async function withClock(expiresIn?: number): Promise<{
  sandbox: Sandbox;
  pleo: PleoCaller;
  setSecond: (seconds: number) => void;
}> {
  let now = START;
  const both = await sandboxForTest({ now: () => now, ...(expiresIn === undefined ? {} : { expiresIn }) });
  return { ...both, setSecond: (seconds) => void (now = START + seconds * 1000) };
}

describe('expiry', () => {
  it('fails a job that was never started, expiresIn seconds after its creation', async () => {
    const { sandbox, setSecond } = await withClock();
    const { id } = sandbox.createJob({ expiresIn: 60 });
    setSecond(59.999);
    expect(sandbox.job(id)?.status).toBe('pending');
    setSecond(60);
    expect(sandbox.job(id)).toMatchObject({
      status: 'failed',
      failureReasonType: 'job_expired',
      expiredAt: '2026-01-01T00:01:00.000Z',
      completedAt: '2026-01-01T00:01:00.000Z',
      lastUpdatedAt: null,
    });
  });

  it('counts from the last action on the job', async () => {
    const { sandbox, pleo, setSecond } = await withClock();
    const { id } = sandbox.createJob({ expiresIn: 60 });
    setSecond(50);
    await pleo.report(id, 'started');
    setSecond(109);
    expect(sandbox.job(id)?.status).toBe('in_progress');
    setSecond(500);
    const reply = await pleo.get(`/v3/export-jobs/${id}`);
    expect(reply.json.data).toMatchObject({
      status: 'failed',
      expiredAt: '2026-01-01T00:01:50.000Z',
      lastUpdatedAt: '2026-01-01T00:00:50.000Z',
    });
  });

  it('is not put off by a refused event', async () => {
    const { sandbox, pleo, setSecond } = await withClock(60);
    const { id } = sandbox.createJob();
    setSecond(50);
    expect(await pleo.report(id, 'completed')).toEqual([422]);
    setSecond(60);
    expect(sandbox.job(id)?.status).toBe('failed');
  });

  it('refuses the events that come after it', async () => {
    const { sandbox, pleo, setSecond } = await withClock(60);
    const { id } = sandbox.createJob();
    await pleo.report(id, 'started');
    setSecond(61);
    expect(await pleo.report(id, 'completed', 'failed')).toEqual([422, 422]);
  });

  it('takes 3600 seconds unless told otherwise', async () => {
    const { sandbox } = await withClock();
    expect(sandbox.createJob().expiresIn).toBe(3600);
  });

  it('leaves finished jobs alone', async () => {
    const { sandbox, pleo, setSecond } = await withClock(60);
    const { id } = sandbox.createJob();
    await pleo.report(id, 'started', 'completed');
    setSecond(10_000);
    expect(sandbox.job(id)).toMatchObject({ status: 'completed', expiredAt: null });
  });

  it('shows in the list, also under the filter of status', async () => {
    const { sandbox, pleo, setSecond } = await withClock(60);
    const { id } = sandbox.createJob();
    setSecond(61);
    expect((await pleo.get('/v3/export-jobs?statuses=pending')).json.data).toEqual([]);
    expect((await pleo.get('/v3/export-jobs?statuses=failed')).json.data).toMatchObject([{ id }]);
  });

  it('lets the company have its next job', async () => {
    const { sandbox, setSecond } = await withClock(60);
    const { companyId } = sandbox.createJob();
    setSecond(60);
    expect(sandbox.createJob({ companyId }).status).toBe('pending');
  });

  it('can be brought about at once', async () => {
    const { sandbox, pleo, setSecond } = await withClock();
    const { id } = sandbox.createJob();
    await pleo.report(id, 'started');
    setSecond(5);
    sandbox.expireJob(id);
    expect(sandbox.job(id)).toMatchObject({
      status: 'failed',
      failureReasonType: 'job_expired',
      expiredAt: '2026-01-01T00:00:05.000Z',
    });
    expect(() => sandbox.expireJob(id)).toThrow(/failed already/);
  });
});

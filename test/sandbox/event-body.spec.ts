import { describe, expect, it } from 'vitest';
import { anId, sandboxForTest } from './pleo-caller.js';

describe('the body of an event', () => {
  const jobId = anId();
  it.each([
    ['without event', { jobId }, /event must be one of started, failed, completed, completed_with_errors/],
    ['with an event that Pleo lacks', { jobId, event: 'canceled' }, /event must be one of/],
    ['without jobId', { event: 'started' }, /jobId must be a UUID/],
    ['with exportJobId in its place', { exportJobId: jobId, event: 'started' }, /jobId must be a UUID/],
    ['with a jobId that is no UUID', { jobId: 'job-1', event: 'started' }, /jobId must be a UUID/],
    [
      'with a reason type of items',
      { jobId, event: 'failed', failureReasonType: 'vendor_unknown' },
      /must be one of/,
    ],
    [
      'with a reason that is null',
      { jobId, event: 'failed', failureReason: null },
      /failureReason must be a string/,
    ],
    ['with a reason beside completed', { jobId, event: 'completed', failureReason: 'x' }, /failed only/],
    [
      'with a reason type beside completed_with_errors',
      { jobId, event: 'completed_with_errors', failureReasonType: 'job_expired' },
      /failed only/,
    ],
    ['that is an array', [{ jobId, event: 'started' }], /must be an object/],
    ['that is a string', '"started"', /must be an object/],
    ['that is empty', '', /empty/],
    ['that is broken JSON', '{"event":', /not valid JSON/],
  ])('is refused %s', async (_case, body, message) => {
    const { sandbox, pleo } = await sandboxForTest();
    sandbox.createJob({ id: jobId });
    const reply = await pleo.post('/v1/export-job-events', body);
    expect(reply).toMatchObject({ status: 400, json: { type: 'BAD_REQUEST' } });
    expect(reply.json.message).toMatch(message);
    expect(sandbox.job(jobId)?.status).toBe('pending');
  });

  it('is told all its mistakes at once', async () => {
    const { pleo } = await sandboxForTest();
    const reply = await pleo.post('/v1/export-job-events', { failureReason: 1 });
    expect(reply.json.message.split('; ')).toHaveLength(4);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'json', 'application/json;charset=latin1'])(
    'is refused as %s',
    async (type) => {
      const { sandbox, pleo } = await sandboxForTest();
      sandbox.createJob({ id: jobId });
      const body = { jobId, event: 'started' };
      const reply = await pleo.post('/v1/export-job-events', body, { headers: { 'content-type': type } });
      expect(reply).toMatchObject({ status: 400, json: { type: 'BAD_REQUEST' } });
    },
  );

  it.each(['application/json', 'application/json; charset=utf-8', 'application/json;charset=UTF-8'])(
    'is taken as %s',
    async (type) => {
      const { sandbox, pleo } = await sandboxForTest();
      sandbox.createJob({ id: jobId });
      const body = { jobId, event: 'started' };
      const reply = await pleo.post('/v1/export-job-events', body, { headers: { 'content-type': type } });
      expect(reply.status).toBe(202);
    },
  );

  it('may be a failure without a reason', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    sandbox.createJob({ id: jobId });
    expect(await pleo.report(jobId, 'failed')).toEqual([202]);
    expect(sandbox.job(jobId)).toMatchObject({ failureReason: null, failureReasonType: null });
  });

  it('may not be larger than a megabyte', async () => {
    const { pleo } = await sandboxForTest();
    const body = { jobId, event: 'failed', failureReason: 'x'.repeat(2 ** 20) };
    expect(await pleo.post('/v1/export-job-events', body)).toMatchObject({
      status: 413,
      json: { type: 'PAYLOAD_TOO_LARGE' },
    });
  });
});

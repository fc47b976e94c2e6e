import { describe, expect, it } from 'vitest';
import { JOB_EVENTS, JOB_STATUSES, type JobEvent, type JobStatus } from '../../src/jobs/job-state.js';
import { type Confirmation, confirm, pleoJobOf } from '../../src/pleo/confirmation.js';

/** By hand from the design: the status that Pleo shows, the event that it refused, what that comes to. */
const CONFIRMATIONS: [JobStatus, JobEvent, Confirmation][] = [
  ['pending', 'started', 'conflict'],
  ['pending', 'failed', 'started_first'],
  ['pending', 'completed', 'started_first'],
  ['pending', 'completed_with_errors', 'started_first'],
  ['in_progress', 'started', 'confirmed'],
  ['in_progress', 'failed', 'conflict'],
  ['in_progress', 'completed', 'conflict'],
  ['in_progress', 'completed_with_errors', 'conflict'],
  ['completed', 'started', 'confirmed'],
  ['completed', 'failed', 'conflict'],
  ['completed', 'completed', 'confirmed'],
  ['completed', 'completed_with_errors', 'conflict'],
  ['completed_with_errors', 'started', 'confirmed'],
  ['completed_with_errors', 'failed', 'conflict'],
  ['completed_with_errors', 'completed', 'conflict'],
  ['completed_with_errors', 'completed_with_errors', 'confirmed'],
  ['failed', 'started', 'confirmed'],
  ['failed', 'failed', 'confirmed'],
  ['failed', 'completed', 'conflict'],
  ['failed', 'completed_with_errors', 'conflict'],
];

describe('confirm', () => {
  it.each(CONFIRMATIONS)(
    'when the job of Pleo is %s, makes of the refused event %s: %s',
    (status, event, expected) => {
      expect(confirm(status, event)).toBe(expected);
    },
  );

  it('is tested here for every status and every event', () => {
    expect(new Set(CONFIRMATIONS.map(([status, event]) => `${status} ${event}`)).size).toBe(
      JOB_STATUSES.length * JOB_EVENTS.length,
    );
  });
});

describe('pleoJobOf', () => {
  const JOB_ID = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';

  function read(body: string, status = 200) {
    return pleoJobOf({ kind: 'answered', status, headers: {}, body }, JOB_ID);
  }

  it.each(JOB_STATUSES)('reads the status %s', (status) => {
    expect(read(JSON.stringify({ data: { status } }))).toEqual({ status, failureReasonType: null });
  });

  it.each([JOB_ID, JOB_ID.toUpperCase()])(
    'takes a job with the id %s for the one that was asked for',
    (id) => {
      expect(read(JSON.stringify({ data: { id, status: 'failed' } }))?.status).toBe('failed');
    },
  );

  it.each(['0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4d', '', null, 7, [], { toString: 'x' }])(
    'makes no sense of a job with the id %j',
    (id) => {
      expect(read(JSON.stringify({ data: { id, status: 'failed' } }))).toBeNull();
    },
  );

  it('reads why the job failed', () => {
    expect(read('{"data":{"status":"failed","failureReasonType":"job_expired"}}')).toEqual({
      status: 'failed',
      failureReasonType: 'job_expired',
    });
  });

  it.each([
    '',
    'null',
    '7',
    '[]',
    '{}',
    '{"data":null}',
    '{"data":{}}',
    '{"data":{"status":"expired"}}',
    '{"data":{"status":["failed"]}}',
    '{"status":"failed"}',
    '{"data":{"status":"failed"',
    '<html>',
  ])('makes no sense of the body %j', (body) => {
    expect(read(body)).toBeNull();
  });

  it.each([202, 204, 302, 404, 422])('makes no sense of %i', (status) => {
    expect(read('{"data":{"status":"failed"}}', status)).toBeNull();
  });

  it.each([
    'x'.repeat(5000),
    'a\0b',
    'Basic cGtfOWY6',
    'JOB_EXPIRED',
    ' job_expired',
    7,
    ['job_expired'],
    {},
    null,
  ])('repeats no reason type that is not in Pleo’s list, such as %j', (failureReasonType) => {
    const job = read(JSON.stringify({ data: { status: 'failed', failureReasonType } }));
    expect(job).toEqual({ status: 'failed', failureReasonType: null });
  });
});

import { describe, expect, it } from 'vitest';
import { JOB_EVENTS, JOB_STATUSES, type JobEvent, type JobStatus } from '../../src/lifecycle/job-state.js';
import { type Confirmation, confirm, type Reading, readingOf } from '../../src/pleo/confirmation.js';
import { answered } from '../support/pleo-answer.js';

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

describe('readingOf', () => {
  const JOB_ID = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';

  function read(body: string, status = 200, headers: Record<string, string> = {}): Reading {
    return readingOf(answered(status, body, headers), JOB_ID);
  }

  function job(body: string) {
    const reading = read(body);
    return reading.kind === 'job' ? reading.job : reading;
  }

  it.each(JOB_STATUSES)('reads the status %s', (status) => {
    expect(job(JSON.stringify({ data: { status } }))).toEqual({
      status,
      failureReasonType: null,
      lastUpdatedAt: null,
    });
  });

  it.each([JOB_ID, JOB_ID.toUpperCase()])(
    'takes a job with the id %s for the one that was asked for',
    (id) => {
      expect(job(JSON.stringify({ data: { id, status: 'failed' } }))).toMatchObject({ status: 'failed' });
    },
  );

  it.each(['0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4d', '', null, 7, [], { toString: 'x' }])(
    'hears nothing of the job from one with the id %j',
    (id) => {
      expect(read(JSON.stringify({ data: { id, status: 'failed' } })).kind).toBe('unread');
    },
  );

  it('reads why the job failed', () => {
    expect(job('{"data":{"status":"failed","failureReasonType":"job_expired"}}')).toEqual({
      status: 'failed',
      failureReasonType: 'job_expired',
      lastUpdatedAt: null,
    });
  });

  it('reads when something was last done to the job', () => {
    const body = '{"data":{"status":"in_progress","lastUpdatedAt":"2026-03-01T12:00:05Z"}}';
    expect(job(body)).toMatchObject({ lastUpdatedAt: new Date('2026-03-01T12:00:05Z') });
  });

  it.each(['1', 'yesterday', '2026-13-01T00:00:00Z', 7, null, ['2026-03-01T12:00:05Z'], {}])(
    'hears no time from %j',
    (lastUpdatedAt) => {
      const reading = job(JSON.stringify({ data: { status: 'in_progress', lastUpdatedAt } }));
      expect(reading).toMatchObject({ status: 'in_progress', lastUpdatedAt: null });
    },
  );

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
  ])('hears nothing of the job from the body %j', (body) => {
    expect(read(body)).toMatchObject({ kind: 'unread', error: expect.stringMatching(/\.$/), waitMs: 0 });
  });

  it.each([202, 204, 302, 400, 401, 403, 404, 410, 422, 429, 500])(
    'hears nothing of the job from %i',
    (status) => {
      expect(read('{"data":{"status":"failed"}}', status).kind).toBe('unread');
    },
  );

  it('takes from Pleo that it has no such job, and from nobody else', () => {
    expect(read('{"type":"EXPORT_NOT_FOUND","message":"No such job"}', 404)).toEqual({
      kind: 'unknown',
      error: 'Pleo answered 404 EXPORT_NOT_FOUND (No such job).',
    });
    for (const body of ['', '<title>404 Not Found</title>', '{"message":"no Route matched"}', 'null'])
      expect(read(body, 404)).toMatchObject({
        kind: 'unread',
        error: expect.stringContaining('does not come from Pleo: 404'),
      });
  });

  it('hears when to ask again', () => {
    expect(read('', 429, { 'retry-after': '7' })).toMatchObject({ kind: 'unread', waitMs: 7000 });
  });

  it('hears nothing where nothing answers', () => {
    expect(readingOf({ kind: 'unanswered', code: 'TIMEOUT' }, JOB_ID)).toMatchObject({
      kind: 'unread',
      error: expect.stringContaining('did not answer in time'),
    });
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
    const reading = job(JSON.stringify({ data: { status: 'failed', failureReasonType } }));
    expect(reading).toEqual({ status: 'failed', failureReasonType: null, lastUpdatedAt: null });
  });
});

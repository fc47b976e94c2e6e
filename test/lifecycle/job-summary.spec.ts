import { describe, expect, it } from 'vitest';
import { describeStanding, type JobSummary } from '../../src/lifecycle/job-summary.js';

const CREATED = new Date('2026-01-31T09:00:00.000Z');
const STARTED = new Date('2026-01-31T09:10:00.000Z');
const ENDED = new Date('2026-01-31T09:20:00.000Z');

function standing(given: Partial<JobSummary>): JobSummary {
  return {
    id: '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c',
    status: 'pending',
    createdAt: CREATED,
    startedAt: null,
    completedAt: null,
    expiredAt: null,
    ...given,
  };
}

describe('describeStanding', () => {
  it('says since when a job is pending', () => {
    expect(describeStanding(standing({}))).toBe('It is "pending" since 2026-01-31T09:00:00.000Z.');
  });

  it('says when and by which event a job came to be in progress, and not that it is over', () => {
    expect(describeStanding(standing({ status: 'in_progress', startedAt: STARTED }))).toBe(
      'It became "in_progress" at 2026-01-31T09:10:00.000Z by the event "started".',
    );
  });

  it.each(['completed', 'completed_with_errors', 'failed'] as const)(
    'says when a job was %s and that it is over',
    (status) => {
      expect(describeStanding(standing({ status, startedAt: STARTED, completedAt: ENDED }))).toBe(
        `It became "${status}" at 2026-01-31T09:20:00.000Z by the event "${status}". Nothing more is accepted for it.`,
      );
    },
  );

  it('says of an expired job that it expired', () => {
    const job = standing({ status: 'failed', completedAt: ENDED, expiredAt: ENDED });
    expect(describeStanding(job)).toMatch(
      /"failed" at 2026-01-31T09:20:00\.000Z because it expired \(job_expired\)/,
    );
  });

  it('has words for a job that moved in the same transaction, whose time is not written yet', () => {
    expect(describeStanding(standing({ status: 'completed', startedAt: STARTED }))).toContain(
      'at this moment by',
    );
  });
});

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../../src/api/problem-details.js';
import {
  ItemsLimitExceeded,
  ItemsNotDead,
  ItemsUnfinished,
  JobTakesNoItems,
} from '../../src/items/items.errors.js';
import type { JobSummary } from '../../src/lifecycle/job-summary.js';

const REQUEST = { instance: '/v1/export-jobs', requestId: 'r-1' };
const JOB: JobSummary = {
  id: '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c',
  status: 'pending',
  createdAt: new Date('2026-01-31T09:00:00Z'),
  startedAt: null,
  completedAt: null,
  expiredAt: null,
};
const IN_PROGRESS: JobSummary = {
  ...JOB,
  status: 'in_progress',
  startedAt: new Date('2026-01-31T09:10:00Z'),
};
const ENDED = {
  startedAt: new Date('2026-01-31T09:10:00Z'),
  completedAt: new Date('2026-01-31T09:20:00Z'),
};

describe('a request with too many results', () => {
  it('is told how many may be sent', () => {
    expect(problemOf(new ItemsLimitExceeded(101, 100), REQUEST)).toMatchObject({
      type: 'EXPORT_JOB_ITEMS_UPDATE_LIMIT',
      status: 413,
      detail: expect.stringContaining('holds 101 item results; this route takes 100 at most') as string,
    });
  });
});

describe('a job that takes no results', () => {
  it.each([
    [
      'is pending',
      {},
      ['It is "pending" since 2026-01-31T09:00:00.000Z.', 'Report the event "started" first.'],
    ],
    [
      'is completed',
      { status: 'completed', ...ENDED },
      [
        'It became "completed" at 2026-01-31T09:20:00.000Z by the event "completed". Nothing more is accepted',
      ],
    ],
    [
      'has expired',
      { status: 'failed', ...ENDED, expiredAt: ENDED.completedAt },
      ['because it expired (job_expired)'],
    ],
  ] as [string, Partial<JobSummary>, string[]][])('%s', (_, fields, sentences) => {
    const problem = problemOf(new JobTakesNoItems({ ...JOB, ...fields }), REQUEST);
    expect(problem).toMatchObject({ type: 'EXPORT_JOB_STATUS_UNPROCESSABLE', status: 422 });
    for (const sentence of [JOB.id, ...sentences]) expect(problem.detail).toContain(sentence);
    expect(problem.detail.includes('"started" first')).toBe(fields.status === undefined);
  });
});

describe('a job whose results are missing', () => {
  it('is told how many there are, and which are unfinished, as members of the problem', () => {
    const unfinished = [randomUUID(), randomUUID()];
    const known = problemOf(
      new ItemsUnfinished(IN_PROGRESS, { expected: 12, reported: 7, unfinished }),
      REQUEST,
    );
    expect(known).toMatchObject({
      type: 'EXPORT_JOB_ITEMS_UNFINISHED',
      status: 422,
      expected: 12,
      reported: 7,
      unfinished,
    });
    expect(known.detail).toContain('7 of 12 items are reported, some of them as "in_progress"');
    expect(known.detail).toContain('"allowMissing": true');
  });

  it('may be one whose number of items nobody knows', () => {
    const none = { expected: null, reported: 0, unfinished: [] };
    const problem = problemOf(new ItemsUnfinished(IN_PROGRESS, none), REQUEST);
    expect(problem).toMatchObject(none);
    expect(problem.detail).toContain('0 of an unknown number of items are reported. Report the others');
  });

  it('may be one that has not begun, which has to before anything of it can be reported', () => {
    const { detail } = problemOf(
      new ItemsUnfinished(JOB, { expected: 2, reported: 0, unfinished: [] }),
      REQUEST,
    );
    expect(detail).toMatch(/0 of 2 items are reported\. Report the event "started" first\.$/);
  });
});

describe('results that are not dead', () => {
  it('are named when they were asked for, ten of them at most', () => {
    const ids = Array.from({ length: 12 }, () => randomUUID());
    const { detail, ...problem } = problemOf(new ItemsNotDead(JOB.id, ids), REQUEST);
    expect(problem).toMatchObject({ type: 'EXPORT_JOB_ITEMS_NOT_DEAD', status: 409 });
    expect(detail).toContain(`${ids.slice(0, 10).join(', ')} and 2 more.`);
    expect(detail).not.toContain(ids[10]);
    expect(new ItemsNotDead(JOB.id, ids.slice(0, 1)).message).toContain(
      `this item result is not dead: ${ids[0]}.`,
    );
  });

  it('are all of the job when none is', () => {
    expect(new ItemsNotDead(JOB.id).message).toContain(`No item result of export job ${JOB.id} is dead`);
  });
});

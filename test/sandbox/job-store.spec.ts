import { describe, expect, it } from 'vitest';
import { DEFAULT_ITEM_BEHAVIOUR } from '../../sandbox/item-behaviour.js';
import { JobStore } from '../../sandbox/job-store.js';

function aStore(now = (): number => 0, finishedKept = { jobs: 3, items: 1000 }): JobStore {
  return new JobStore({
    now,
    expiresIn: 60,
    unknownJobs: 'reject',
    failedFromPending: 'accept',
    finishedKept,
    itemBehaviour: DEFAULT_ITEM_BEHAVIOUR,
  });
}

describe('the job store', () => {
  it('forgets the job that finished longest ago when there are too many', () => {
    const store = aStore();
    const jobs = Array.from({ length: 6 }, () => store.create({}));
    for (const index of [5, 4, 3, 2, 1]) {
      const report = { jobId: jobs[index]!.id, failureReason: null, failureReasonType: null };
      store.record({ ...report, event: 'failed' });
    }
    expect(jobs.map(({ id }) => store.find(id)?.status)).toEqual([
      'pending',
      'failed',
      'failed',
      'failed',
      undefined,
      undefined,
    ]);
    expect(store.counts).toEqual({ unfinished: 1, finished: 3 });
  });

  it('forgets jobs that finished long ago when all have too many items, but never the last one', () => {
    const store = aStore(undefined, { jobs: 100, items: 10 });
    const jobs = [4, 4, 4, 20].map((numberOfItems) => store.create({ numberOfItems }));
    const kept = jobs.map(({ id }) => {
      store.record({ jobId: id, event: 'failed', failureReason: null, failureReasonType: null });
      return jobs.map((job) => store.find(job.id)?.status);
    });
    expect(kept).toEqual([
      ['failed', 'pending', 'pending', 'pending'],
      ['failed', 'failed', 'pending', 'pending'],
      [undefined, 'failed', 'failed', 'pending'],
      [undefined, undefined, undefined, 'failed'],
    ]);
    expect(store.counts).toEqual({ unfinished: 0, finished: 1 });
  });

  it('does not grow by jobs that nobody asks for again', () => {
    let now = 0;
    const store = aStore(() => now);
    for (let created = 0; created < 50_000; created += 1) {
      now += 1000;
      store.create({});
    }
    expect(store.counts.unfinished).toBeLessThanOrEqual(10_060);
  });
});

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  TransitionBatch,
  type LockedJob,
  type Report,
  says,
  type Decision,
} from '../../src/events/transition-batch.js';
import { ItemBatch } from '../../src/items/item-batch.js';
import { isFinal, JOB_EVENTS, type JobStatus } from '../../src/lifecycle/job-state.js';

function aJob(given: Partial<LockedJob> = {}): LockedJob {
  return {
    id: randomUUID(),
    status: 'pending',
    createdAt: new Date('2026-01-31T09:00:00.000Z'),
    startedAt: null,
    completedAt: null,
    expiredAt: null,
    lastSequence: 0,
    numberOfItems: null,
    ...given,
  };
}

function report(jobId: string, event: Report['event'], failure: Partial<Report> = {}): Report {
  return {
    jobId,
    event,
    failureReason: null,
    failureReasonType: null,
    reportedBy: null,
    request: null,
    ...failure,
  };
}

/** The kind, and the sequence of what was accepted. */
function digest(decision: Decision): string {
  return decision.kind === 'accepted' ? `accepted ${decision.event.sequence}` : decision.kind;
}

describe('TransitionBatch', () => {
  it('accepts the events of a job in one batch and numbers them on from its last one', () => {
    const job = aJob();
    const batch = new TransitionBatch([job], true);
    const decisions = [batch.apply(report(job.id, 'started')), batch.apply(report(job.id, 'completed'))];
    expect(decisions.map(digest)).toEqual(['accepted 1', 'accepted 2']);
    expect(batch.events).toMatchObject([
      { jobId: job.id, event: 'started', sequence: 1, isFirst: true },
      { jobId: job.id, event: 'completed', sequence: 2, isFirst: false },
    ]);
    expect(batch.moves).toEqual([
      {
        jobId: job.id,
        isNew: false,
        status: 'completed',
        started: true,
        ended: true,
        failureReason: null,
        failureReasonType: null,
        lastSequence: 2,
      },
    ]);
  });

  it('goes on behind the sequence that the row holds', () => {
    const job = aJob({ status: 'in_progress', lastSequence: 1 });
    const batch = new TransitionBatch([job], true);
    expect(digest(batch.apply(report(job.id, 'failed')))).toBe('accepted 2');
    expect(batch.events).toMatchObject([{ sequence: 2, isFirst: true }]);
    expect(batch.moves).toMatchObject([{ status: 'failed', started: false, ended: true, lastSequence: 2 }]);
  });

  it('moves a job with the reason of its failure', () => {
    const job = aJob();
    const failure = {
      failureReason: 'The journal is closed.',
      failureReasonType: 'validation_failure',
    } as const;
    const batch = new TransitionBatch([job], true);
    batch.apply(report(job.id, 'started'));
    batch.apply(report(job.id, 'failed', failure));
    expect(batch.moves).toMatchObject([failure]);
    expect(batch.events).toMatchObject([{ failureReason: null, failureReasonType: null }, failure]);
  });

  it('calls a report impossible that the status reached in this batch does not allow, and names that status', () => {
    const job = aJob();
    const batch = new TransitionBatch([job], true);
    batch.apply(report(job.id, 'failed'));
    const late = report(job.id, 'started');
    expect(batch.apply(late)).toMatchObject({
      kind: 'impossible',
      reports: [late],
      job: { status: 'failed' },
    });
    expect(batch.events).toHaveLength(1);
  });

  it('names the events in this batch that led to the status which does not allow a report', () => {
    const job = aJob({ status: 'in_progress', lastSequence: 1 });
    const batch = new TransitionBatch([job], true);
    expect(batch.apply(report(job.id, 'started'))).toMatchObject({ kind: 'impossible', earlier: [] });
    batch.apply(report(job.id, 'completed'));
    expect(batch.apply(report(job.id, 'failed'))).toMatchObject({
      kind: 'impossible',
      earlier: [{ event: 'completed', sequence: 2 }],
    });
  });

  it('knows nothing of a job that was not locked when events may not register it', () => {
    const batch = new TransitionBatch([], false);
    for (const event of JOB_EVENTS) {
      const unknown = report(randomUUID(), event);
      expect(batch.apply(unknown)).toEqual({ kind: 'unknown', jobId: unknown.jobId });
    }
    expect([batch.events, batch.moves]).toEqual([[], []]);
  });

  it.each([
    ['started', 'accepted 1'],
    ['failed', 'accepted 1'],
    ['completed', 'unknown'],
    ['completed_with_errors', 'unknown'],
  ] as const)('makes of %s for a job that was not locked: %s', (event, expected) => {
    expect(digest(new TransitionBatch([], true).apply(report(randomUUID(), event)))).toBe(expected);
  });

  it('calls a job unknown until a report has registered it, and not after', () => {
    const jobId = randomUUID();
    const batch = new TransitionBatch([], true);
    const decisions = (['completed', 'started', 'completed'] as const).map((event) =>
      batch.apply(report(jobId, event)),
    );
    expect(decisions.map(digest)).toEqual(['unknown', 'accepted 1', 'accepted 2']);
    expect(batch.moves).toMatchObject([{ jobId, isNew: true, status: 'completed', lastSequence: 2 }]);
    expect(batch.firstOf(jobId)).toMatchObject({ event: 'started', sequence: 1 });
  });

  it('calls completed for a known pending job impossible, not unknown', () => {
    const job = aJob();
    expect(digest(new TransitionBatch([job], true).apply(report(job.id, 'completed')))).toBe('impossible');
  });

  it('keeps jobs apart', () => {
    const [one, other] = [aJob(), aJob()];
    const batch = new TransitionBatch([one, other], true);
    batch.apply(report(one.id, 'started'));
    batch.apply(report(other.id, 'failed'));
    batch.apply(report(one.id, 'completed'));
    expect(batch.moves.map(({ jobId, status, lastSequence }) => [jobId, status, lastSequence])).toEqual([
      [one.id, 'completed', 2],
      [other.id, 'failed', 1],
    ]);
    expect(new Set(batch.events.map(({ id }) => id)).size).toBe(3);
  });
});

/** The tables as far as a batch reads and changes them. */
class Tables {
  readonly jobs = new Map<
    string,
    LockedJob & { failureReason: string | null; wasStarted: boolean; ended: boolean }
  >();
  readonly history = new Map<string, string[]>();

  constructor(registered: string[]) {
    for (const id of registered) this.insert(id);
  }

  /** One transaction, with the steps of `EventRecorder.record`. */
  record(reports: Report[]): string[] {
    const locked = [...this.jobs.values()].filter(({ id }) => reports.some(({ jobId }) => jobId === id));
    const batch = new TransitionBatch(locked, true);
    const decisions = reports.map((one) => digest(batch.apply(one)));
    for (const { jobId, isNew, status, started, ended, failureReason, lastSequence } of batch.moves) {
      if (isNew) this.insert(jobId);
      const job = this.jobs.get(jobId);
      if (!job) throw new Error('a job moved that has no row');
      const wasStarted = job.wasStarted || started;
      this.jobs.set(jobId, { ...job, status, failureReason, lastSequence, wasStarted, ended });
    }
    for (const { jobId, sequence, event, failureReason } of batch.events) {
      this.history.set(jobId, [...(this.history.get(jobId) ?? []), `${sequence} ${event} ${failureReason}`]);
    }
    return decisions;
  }

  private insert(id: string): void {
    this.jobs.set(id, { ...aJob({ id }), failureReason: null, wasStarted: false, ended: false });
  }
}

describe('any sequence of reports', () => {
  const [ada, ben, cleo] = ['a', 'b', 'c'].map(
    (letter) => `${letter.repeat(8)}-0000-4000-8000-000000000000`,
  ) as [string, string, string];
  const reports = fc.record({
    jobId: fc.constantFrom(ada, ben, cleo),
    event: fc.constantFrom(...JOB_EVENTS),
    failureReason: fc.constantFrom(null, 'one', 'two'),
    failureReasonType: fc.constant(null),
    reportedBy: fc.constant(null),
    request: fc.constant(null),
  });
  const batches = fc.array(fc.array(reports, { minLength: 1, maxLength: 8 }), { maxLength: 6 });

  it('comes to the same, told one by one or in batches of any size', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const [together, single] = [new Tables([ada]), new Tables([ada])];
        const decisions = all.flatMap((batch) => together.record(batch));
        expect(decisions).toEqual(all.flat().flatMap((one) => single.record([one])));
        expect(together.history).toEqual(single.history);
        expect(together.jobs).toEqual(single.jobs);
      }),
    );
  });

  it('leaves every job with sequences 1, 2, 3, … and a row that fits its events', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const tables = new Tables([ada]);
        all.forEach((batch) => tables.record(batch));
        for (const job of tables.jobs.values()) {
          const events = tables.history.get(job.id) ?? [];
          expect(events.map((line) => Number(line.split(' ')[0]))).toEqual(
            events.map((_, index) => index + 1),
          );
          expect(job.lastSequence).toBe(events.length);
          const [, last = 'none', reason = 'null'] = events.at(-1)?.split(' ') ?? [];
          const expected: Record<string, JobStatus> = { none: 'pending', started: 'in_progress' };
          expect(job.status).toBe(expected[last] ?? last);
          expect(job.ended).toBe(isFinal(job.status));
          expect(job.wasStarted).toBe(events[0]?.startsWith('1 started') ?? false);
          expect(String(job.failureReason)).toBe(reason);
          // No job is made known by a report that was then refused.
          expect(job.id === ada || events.length > 0).toBe(true);
        }
      }),
    );
  });
});

describe('says', () => {
  const told = { failureReason: 'closed', failureReasonType: 'validation_failure' } as const;
  it.each([
    ['the same', told, true],
    ['another reason', { ...told, failureReason: 'open' }, false],
    ['another type', { ...told, failureReasonType: 'service_timeout' as const }, false],
    ['no reason', { ...told, failureReason: null }, false],
    ['no type', { ...told, failureReasonType: null }, false],
  ])('compares a report with an event that has %s', (_, stored, same) => {
    expect(says(report(randomUUID(), 'failed', told), stored)).toBe(same);
  });
});

describe('reports of item results', () => {
  const results = (jobId: string, status: 'in_progress' | 'successful' = 'successful') => ({
    jobId,
    results: [
      {
        accountingEntryId: randomUUID(),
        status,
        exportedAt: null,
        externalId: null,
        externalUrl: null,
        failureReason: null,
        failureReasonType: null,
      },
    ],
    reportedBy: null,
    request: null,
  });
  const finish = (jobId: string, allowMissing = false) => ({
    jobId,
    allowMissing,
    reportedBy: null,
    request: null,
  });

  it.each(['pending', 'completed', 'completed_with_errors', 'failed'] as const)(
    'are refused of a job that is %s',
    (status) => {
      const job = aJob({ status });
      const batch = new TransitionBatch([job], true);
      expect(batch.apply(results(job.id)).kind).toBe('takes_no_items');
      expect(batch.items.tallyChanges).toEqual([]);
    },
  );

  it('of an unknown job register none', () => {
    expect(new TransitionBatch([], true).apply(results(randomUUID())).kind).toBe('unknown');
  });

  it('take one place in the order of their job, before the final event, which is not the first then', () => {
    const job = aJob({ status: 'in_progress', lastSequence: 1 });
    const batch = new TransitionBatch([job], true);
    batch.apply(results(job.id));
    batch.apply(results(job.id));
    expect(batch.apply(report(job.id, 'completed'))).toMatchObject({
      kind: 'accepted',
      event: { sequence: 3, isFirst: false },
    });
    expect(batch.items.tallyChanges).toMatchObject([{ sequence: 2, pending: 2 }]);
    expect(batch.apply(results(job.id)).kind).toBe('takes_no_items');
  });

  it('of a job that this batch has registered go into the next one, and so does all behind them', () => {
    const jobId = randomUUID();
    const batch = new TransitionBatch([], true);
    const decisions = [
      report(jobId, 'started'),
      results(jobId),
      report(jobId, 'completed'),
      finish(jobId),
    ].map((one) => batch.apply(one).kind);
    expect(decisions).toEqual(['accepted', 'put_aside', 'put_aside', 'put_aside']);
    expect(batch.items.results).toEqual([]);
  });

  it('of this batch put a finish aside, which has to see them written', () => {
    const job = aJob({ status: 'in_progress', lastSequence: 1 });
    const batch = new TransitionBatch([job], true);
    batch.apply(results(job.id));
    expect(batch.apply(finish(job.id)).kind).toBe('put_aside');
    expect(batch.apply(results(job.id)).kind).toBe('put_aside');
    expect(batch.events).toEqual([]);
  });
});

describe('a finish', () => {
  const finishOf = (jobId: string, allowMissing = false) => ({
    jobId,
    allowMissing,
    reportedBy: 'worker',
    request: null,
  });
  const itemsOf = (jobId: string, successful: number, failed: number) =>
    new ItemBatch(
      [
        {
          jobId,
          sequence: 2,
          lastPosition: successful + failed,
          successful,
          failed,
          inProgress: 0,
          pending: 0,
          dead: 0,
          discarded: 0,
        },
      ],
      [],
    );

  it('records the event that the results come to', () => {
    const job = aJob({ status: 'in_progress', lastSequence: 2, numberOfItems: 3 });
    const batch = new TransitionBatch([job], true, itemsOf(job.id, 2, 1));
    expect(batch.apply(finishOf(job.id))).toMatchObject({
      kind: 'accepted',
      event: { event: 'completed_with_errors', sequence: 3, isFirst: true, reportedBy: 'worker' },
    });
    expect(batch.moves).toMatchObject([{ status: 'completed_with_errors', ended: true }]);
  });

  it('says what is missing, and changes nothing', () => {
    const job = aJob({ status: 'in_progress', lastSequence: 2, numberOfItems: 4 });
    const batch = new TransitionBatch([job], true, itemsOf(job.id, 2, 1));
    expect(batch.apply(finishOf(job.id))).toMatchObject({
      kind: 'unfinished',
      unfinished: { expected: 4, reported: 3 },
    });
    expect(batch.moves).toEqual([]);
  });

  it('of a finished job may repeat what its results came to, with or without those that are missing', () => {
    const job = aJob({ status: 'completed', lastSequence: 3, numberOfItems: 4 });
    const batch = new TransitionBatch([job], true, itemsOf(job.id, 3, 0));
    const decision = batch.apply(finishOf(job.id));
    expect(decision.kind === 'impossible' && decision.reports.map(({ event }) => event)).toEqual([
      'completed_with_errors',
      'completed',
    ]);
  });

  it('of an unknown job registers none', () => {
    expect(new TransitionBatch([], true).apply(finishOf(randomUUID())).kind).toBe('unknown');
  });

  it('of a job that was not started is not possible, but as a failure', () => {
    const job = aJob({ numberOfItems: 0 });
    expect(new TransitionBatch([job], true).apply(finishOf(job.id)).kind).toBe('impossible');
    const other = aJob({ numberOfItems: 2 });
    expect(new TransitionBatch([other], true).apply(finishOf(other.id, true))).toMatchObject({
      kind: 'accepted',
      event: { event: 'failed' },
    });
  });
});

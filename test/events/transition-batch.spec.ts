import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  TransitionBatch,
  type LockedJob,
  type Report,
  says,
  type Verdict,
} from '../../src/events/transition-batch.js';
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
function digest(verdict: Verdict): string {
  return verdict.kind === 'accepted' ? `accepted ${verdict.event.sequence}` : verdict.kind;
}

describe('TransitionBatch', () => {
  it('accepts the events of a job in one page and numbers them on from its last one', () => {
    const job = aJob();
    const ledger = new TransitionBatch([job], true);
    const verdicts = [ledger.enter(report(job.id, 'started')), ledger.enter(report(job.id, 'completed'))];
    expect(verdicts.map(digest)).toEqual(['accepted 1', 'accepted 2']);
    expect(ledger.events).toMatchObject([
      { jobId: job.id, event: 'started', sequence: 1, isFirst: true },
      { jobId: job.id, event: 'completed', sequence: 2, isFirst: false },
    ]);
    expect(ledger.moves).toEqual([
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
    const ledger = new TransitionBatch([job], true);
    expect(digest(ledger.enter(report(job.id, 'failed')))).toBe('accepted 2');
    expect(ledger.events).toMatchObject([{ sequence: 2, isFirst: true }]);
    expect(ledger.moves).toMatchObject([{ status: 'failed', started: false, ended: true, lastSequence: 2 }]);
  });

  it('moves a job with the reason of its failure', () => {
    const job = aJob();
    const failure = {
      failureReason: 'The journal is closed.',
      failureReasonType: 'validation_failure',
    } as const;
    const ledger = new TransitionBatch([job], true);
    ledger.enter(report(job.id, 'started'));
    ledger.enter(report(job.id, 'failed', failure));
    expect(ledger.moves).toMatchObject([failure]);
    expect(ledger.events).toMatchObject([{ failureReason: null, failureReasonType: null }, failure]);
  });

  it('calls a report impossible that the status reached on this page does not allow, and names that status', () => {
    const job = aJob();
    const ledger = new TransitionBatch([job], true);
    ledger.enter(report(job.id, 'failed'));
    const late = report(job.id, 'started');
    expect(ledger.enter(late)).toMatchObject({ kind: 'impossible', report: late, job: { status: 'failed' } });
    expect(ledger.events).toHaveLength(1);
  });

  it('names the events on this page that led to the status which does not allow a report', () => {
    const job = aJob({ status: 'in_progress', lastSequence: 1 });
    const ledger = new TransitionBatch([job], true);
    expect(ledger.enter(report(job.id, 'started'))).toMatchObject({ kind: 'impossible', earlier: [] });
    ledger.enter(report(job.id, 'completed'));
    expect(ledger.enter(report(job.id, 'failed'))).toMatchObject({
      kind: 'impossible',
      earlier: [{ event: 'completed', sequence: 2 }],
    });
  });

  it('knows nothing of a job that was not locked when events may not register it', () => {
    const ledger = new TransitionBatch([], false);
    for (const event of JOB_EVENTS) {
      const unknown = report(randomUUID(), event);
      expect(ledger.enter(unknown)).toEqual({ kind: 'unknown', report: unknown });
    }
    expect([ledger.events, ledger.moves]).toEqual([[], []]);
  });

  it.each([
    ['started', 'accepted 1'],
    ['failed', 'accepted 1'],
    ['completed', 'unknown'],
    ['completed_with_errors', 'unknown'],
  ] as const)('makes of %s for a job that was not locked: %s', (event, expected) => {
    expect(digest(new TransitionBatch([], true).enter(report(randomUUID(), event)))).toBe(expected);
  });

  it('calls a job unknown until a report has registered it, and not after', () => {
    const jobId = randomUUID();
    const ledger = new TransitionBatch([], true);
    const verdicts = (['completed', 'started', 'completed'] as const).map((event) =>
      ledger.enter(report(jobId, event)),
    );
    expect(verdicts.map(digest)).toEqual(['unknown', 'accepted 1', 'accepted 2']);
    expect(ledger.moves).toMatchObject([{ jobId, isNew: true, status: 'completed', lastSequence: 2 }]);
    expect(ledger.firstOf(jobId)).toMatchObject({ event: 'started', sequence: 1 });
  });

  it('calls completed for a known pending job impossible, not unknown', () => {
    const job = aJob();
    expect(digest(new TransitionBatch([job], true).enter(report(job.id, 'completed')))).toBe('impossible');
  });

  it('keeps jobs apart', () => {
    const [one, other] = [aJob(), aJob()];
    const ledger = new TransitionBatch([one, other], true);
    ledger.enter(report(one.id, 'started'));
    ledger.enter(report(other.id, 'failed'));
    ledger.enter(report(one.id, 'completed'));
    expect(ledger.moves.map(({ jobId, status, lastSequence }) => [jobId, status, lastSequence])).toEqual([
      [one.id, 'completed', 2],
      [other.id, 'failed', 1],
    ]);
    expect(new Set(ledger.events.map(({ id }) => id)).size).toBe(3);
  });
});

/** The tables as far as a ledger reads and changes them. */
class Books {
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
    const ledger = new TransitionBatch(locked, true);
    const verdicts = reports.map((entered) => digest(ledger.enter(entered)));
    for (const { jobId, isNew, status, started, ended, failureReason, lastSequence } of ledger.moves) {
      if (isNew) this.insert(jobId);
      const job = this.jobs.get(jobId);
      if (!job) throw new Error('a job moved that is not in the books');
      const wasStarted = job.wasStarted || started;
      this.jobs.set(jobId, { ...job, status, failureReason, lastSequence, wasStarted, ended });
    }
    for (const { jobId, sequence, event, failureReason } of ledger.events) {
      this.history.set(jobId, [...(this.history.get(jobId) ?? []), `${sequence} ${event} ${failureReason}`]);
    }
    return verdicts;
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
        const [together, single] = [new Books([ada]), new Books([ada])];
        const verdicts = all.flatMap((batch) => together.record(batch));
        expect(verdicts).toEqual(all.flat().flatMap((one) => single.record([one])));
        expect(together.history).toEqual(single.history);
        expect(together.jobs).toEqual(single.jobs);
      }),
    );
  });

  it('leaves every job with sequences 1, 2, 3, … and a row that fits its events', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const books = new Books([ada]);
        all.forEach((batch) => books.record(batch));
        for (const job of books.jobs.values()) {
          const events = books.history.get(job.id) ?? [];
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

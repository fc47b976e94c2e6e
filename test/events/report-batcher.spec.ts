import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RecordedReport } from '../../src/events/batch-result.js';
import type { EventRecorder } from '../../src/events/event-recorder.js';
import { ReportBatcher } from '../../src/events/report-batcher.js';
import type { Report } from '../../src/events/transition-batch.js';
import { ServiceUnavailable } from '../../src/api/http.errors.js';
import { eventually } from '../support/eventually.js';

const AWAY = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });

/** One transaction that was begun, until the test says what comes of it. */
interface Transaction {
  readonly reports: readonly Report[];
  commit(outcome?: (report: Report) => RecordedReport | 'locked'): void;
  fail(error: unknown): void;
}

let transactions: Transaction[];
let batcher: ReportBatcher;

/** How far the clock was set on, in milliseconds. */
let later: number;

beforeEach(() => {
  later = 0;
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + later);
  transactions = [];
  batcher = new ReportBatcher({
    record: (reports: readonly Report[]) =>
      new Promise<(RecordedReport | 'locked')[]>((resolve, reject) => {
        transactions.push({
          reports,
          commit: (outcome = repeated) => resolve(reports.map(outcome)),
          fail: reject,
        });
      }),
  } as unknown as EventRecorder);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function aReport(jobId: string = randomUUID(), event: Report['event'] = 'started'): Report {
  return { jobId, event, failureReason: null, failureReasonType: null, reportedBy: null, request: null };
}

/** Any answer will do; this one says to which report it belongs. */
function repeated({ jobId, event }: Report): RecordedReport {
  return { kind: 'repeated', id: `${jobId} ${event}` };
}

/** What becomes of a report: its outcome, or the error. */
async function answerTo(report: Report): Promise<unknown> {
  const [outcome] = await batcher.record([report]).catch((error: unknown) => [error]);
  return outcome;
}

/** The transaction under way. */
function last(): Transaction {
  return transactions.at(-1) as Transaction;
}

/** Resolves with the one that follows it. */
async function next(): Promise<Transaction> {
  const count = transactions.length;
  await eventually(() => transactions.length > count);
  return last();
}

describe('a report alone', () => {
  it('is written at once, by itself', async () => {
    const report = aReport();
    const answer = answerTo(report);
    await new Promise(setImmediate);
    expect(transactions.map(({ reports }) => reports)).toEqual([[report]]);
    last().commit();
    expect(await answer).toEqual(repeated(report));
  });
});

describe('reports that come while a transaction commits', () => {
  it('make up the next one, in their order, and each gets its own answer', async () => {
    const reports = [aReport(), aReport(), aReport(), aReport()];
    const answers = reports.slice(0, 1).map(answerTo);
    await next();
    answers.push(...reports.slice(1).map(answerTo));
    await new Promise(setImmediate);
    expect(transactions.map((one) => one.reports)).toEqual([reports.slice(0, 1)]);
    last().commit();
    await next();
    expect(last().reports).toEqual(reports.slice(1));
    last().commit();
    expect(await Promise.all(answers)).toEqual(reports.map(repeated));
    expect(transactions).toHaveLength(2);
  });

  it('are on their way to Postgres before those of the last one are answered', async () => {
    const order: string[] = [];
    const commits: (() => void)[] = [];
    const pooled = new ReportBatcher({
      async record(reports: readonly Report[]) {
        // As the pool does before it hands out a connection.
        await new Promise<void>((resolve) => process.nextTick(resolve));
        order.push('sent');
        await new Promise<void>((commit) => commits.push(commit));
        return reports.map(repeated);
      },
    } as unknown as EventRecorder);
    const first = pooled.record([aReport()]).then(() => order.push('answered'));
    await eventually(() => commits[0]);
    const second = pooled.record([aReport()]);
    commits[0]?.();
    await first;
    expect(order).toEqual(['sent', 'sent', 'answered']);
    commits[1]?.();
    await second;
  });

  it('are written in groups of a bounded size', async () => {
    const reports = Array.from({ length: 1000 }, () => aReport());
    const answer = batcher.record(reports);
    for (let count = 0; count < 4; count++) {
      await next();
      last().commit();
    }
    expect(transactions.map((one) => one.reports.length)).toEqual([256, 256, 256, 232]);
    expect(await answer).toEqual(reports.map(repeated));
  });
});

describe('a report that finds a crowd', () => {
  it('is refused at once, and those before it are written', async () => {
    const reports = Array.from({ length: 10_001 }, () => aReport());
    const answers = reports.map(answerTo);
    expect(await answers.at(-1)).toBeInstanceOf(ServiceUnavailable);
    for (let count = 0; count < 40; count++) {
      await next();
      last().commit();
    }
    expect(await Promise.all(answers.slice(0, -1))).toEqual(reports.slice(0, -1).map(repeated));
  });
});

describe('a job that somebody else has locked', () => {
  const lockedIf =
    (isLocked: (report: Report) => boolean) =>
    (report: Report): RecordedReport | 'locked' =>
      isLocked(report) ? 'locked' : repeated(report);

  it('holds up its own reports only, which keep their order', async () => {
    const jobId = randomUUID();
    const [started, other] = [aReport(jobId), aReport()];
    const answers = [answerTo(started)];
    await next();
    answers.push(answerTo(other));
    last().commit(lockedIf((report) => report.jobId === jobId));
    await next();
    expect(last().reports).toEqual([started, other]);
    const completed = aReport(jobId, 'completed');
    answers.push(answerTo(completed));
    last().commit(lockedIf((report) => report.jobId === jobId));
    expect(await answers[1]).toEqual(repeated(other));
    await eventually(() => transactions.length === 3);
    expect(last().reports).toEqual([started, completed]);
    last().commit();
    expect(await Promise.all(answers)).toEqual([started, other, completed].map(repeated));
  });

  it('is tried again a little later, and given up in time to answer within 5 s', async () => {
    const answer = answerTo(aReport());
    await next();
    for (let count = 0; count < 5; count++) {
      last().commit(lockedIf(() => true));
      const lockedAt = performance.now();
      await next();
      expect(performance.now() - lockedAt).toBeGreaterThan(4);
    }
    later = 2000;
    last().commit(lockedIf(() => true));
    expect(await answer).toBeInstanceOf(ServiceUnavailable);
    expect(transactions).toHaveLength(6);
  });
});

describe('a report that cannot be written', () => {
  it('spoils none of its neighbours', async () => {
    const [alone, good, bad, fine] = [aReport(), aReport(), aReport(), aReport()];
    const answers = [answerTo(alone)];
    await next();
    answers.push(...[good, bad, fine].map(answerTo));
    last().commit();
    await next();
    const mistake = new Error('no such thing');
    last().fail(mistake);
    for (const report of [good, bad, fine]) {
      await next();
      expect(last().reports).toEqual([report]);
      if (report === bad) last().fail(mistake);
      else last().commit();
    }
    expect(await Promise.all(answers)).toEqual([repeated(alone), repeated(good), mistake, repeated(fine)]);
  });

  it('lets no later report overtake one whose job is locked when they are written one by one', async () => {
    const jobId = randomUUID();
    const [started, bad, completed] = [aReport(jobId), aReport(), aReport(jobId, 'completed')];
    const answer = batcher.record([started, completed]);
    const badAnswer = answerTo(bad);
    await next();
    const mistake = new Error('no such thing');
    last().fail(mistake);
    await next();
    expect(last().reports).toEqual([started]);
    last().commit(() => 'locked');
    await next();
    // The lock is free by now: `completed` would be refused.
    expect(last().reports).toEqual([bad]);
    last().fail(mistake);
    await next();
    expect(last().reports).toEqual([started, completed]);
    last().commit();
    expect(await answer).toEqual([started, completed].map(repeated));
    expect(await badAnswer).toBe(mistake);
  });
});

describe('a database that does not answer', () => {
  it('is told to all of the group at once, and to those behind it who have waited for long', async () => {
    const under = answerTo(aReport());
    await next();
    const behind = answerTo(aReport());
    later = 2001;
    const young = aReport();
    const youngAnswer = answerTo(young);
    last().fail(AWAY);
    expect(await Promise.all([under, behind])).toEqual([AWAY, AWAY]);
    await eventually(() => transactions.length === 2);
    expect(last().reports).toEqual([young]);
    last().commit();
    expect(await youngAnswer).toEqual(repeated(young));
  });
});

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { drained } from '../support/books.js';

interface Report {
  event: string;
  failureReason?: string;
}

const reports = fc.array(
  fc.oneof(
    // More often than its share: without it nothing else happens.
    fc.record({ event: fc.constant('started') }),
    fc.record({ event: fc.constantFrom('completed', 'completed_with_errors') }),
    fc.record(
      { event: fc.constant('failed'), failureReason: fc.constantFrom('no access', 'no time') },
      { requiredKeys: ['event'] },
    ),
  ),
  { minLength: 1, maxLength: 7 },
);

/** Every way that the design allows a job to go, written down here a second time. */
const LIVES = [
  '',
  'started',
  'failed',
  'started failed',
  'started completed',
  'started completed_with_errors',
];
const isLife = (events: string[]) => LIVES.includes(events.join(' '));

/** What each report must be answered when they come one after the other. */
function answersTo(given: Report[]): number[] {
  const history: Report[] = [];
  return given.map((report) => {
    const same = history.find(({ event }) => event === report.event);
    if (same) return same.failureReason === report.failureReason ? 200 : 422;
    if (!isLife([...history, report].map(({ event }) => event))) return history.length === 0 ? 404 : 422;
    history.push(report);
    return 202;
  });
}

describe('whatever workers report of a job', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp();
  });
  afterAll(() => relay.stop());

  const send = async (jobId: string, report: Report): Promise<number> =>
    (await relay.http.post('/v1/export-job-events').send({ jobId, ...report })).status;

  /** The story that the relay tells of a job, oldest event first; checked against Pleo's once all is delivered. */
  const story = async (jobId: string): Promise<string[]> => {
    await drained(relay.database);
    const { body } = await relay.http.get('/v1/export-job-events').query({ jobId }).expect(200);
    const events = [...body.data].sort((one, other) => one.sequence - other.sequence);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    const { body: job } = await relay.http.get(`/v1/export-jobs/${jobId}`);
    expect(relay.sandbox.job(jobId)?.status).toBe(events.length > 0 ? job.status : undefined);
    expect(relay.sandbox.job(jobId)?.failureReason ?? null).toBe(job.failureReason ?? null);
    return events.map(({ event }) => event);
  };

  it('the answers follow the transition table, the history is legal and Pleo ends where we do', async () => {
    await fc.assert(
      fc.asyncProperty(reports, async (given) => {
        const jobId = randomUUID();
        const answers: number[] = [];
        for (const report of given) answers.push(await send(jobId, report));
        expect(answers).toEqual(answersTo(given));
        const events = await story(jobId);
        expect(events).toEqual(given.filter((_, index) => answers[index] === 202).map(({ event }) => event));
      }),
      { numRuns: 25 },
    );
    expect(relay.sandbox.overlaps).toBe(0);
  });

  it('the history is legal too when all of it is reported at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(reports, async (given) => {
        const jobId = randomUUID();
        const answers = await Promise.all(given.map((report) => send(jobId, report)));
        expect(answers.filter((status) => ![200, 202, 404, 422].includes(status))).toEqual([]);
        const events = await story(jobId);
        expect(isLife(events)).toBe(true);
        const accepted = given.filter((_, index) => answers[index] === 202).map(({ event }) => event);
        expect(accepted.sort()).toEqual([...events].sort());
      }),
      { numRuns: 25 },
    );
    expect(relay.sandbox.overlaps).toBe(0);
  });
});

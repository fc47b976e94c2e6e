import { describe, expect, it } from 'vitest';
import type { AuditEntryEntity } from '../../src/queue/audit-entry.entity.js';
import type { ToldAttempt } from '../../src/timeline/entry.js';
import { type ItemsHistory, itemsStoryOf, type Results } from '../../src/timeline/items-story.js';

/** A moment, in seconds after the first results were reported. */
function at(seconds: number): Date {
  return new Date(Date.UTC(2026, 0, 31, 9, 30) + seconds * 1000);
}

function results(given: Partial<Results> = {}): Results {
  return {
    successful: 40,
    failed: 3,
    inProgress: 0,
    pending: 0,
    dead: 0,
    discarded: 0,
    holdsUntil: null,
    isHoldOver: false,
    pleoLastUpdatedAt: null,
    deadOutcome: null,
    deadError: null,
    lastPosition: 43,
    lastReportedAt: at(0),
    laterReporters: null,
    ...given,
  };
}

function attempt(number: number, given: Partial<ToldAttempt> = {}): ToldAttempt {
  return {
    number,
    request: 'items',
    startedAt: at(number),
    durationMs: 500,
    outcome: 'delivered',
    statusCode: 200,
    error: null,
    pleoStatus: null,
    retryAt: null,
    entries: 43,
    ...given,
  };
}

function act(given: Partial<AuditEntryEntity>): AuditEntryEntity {
  const known = { action: 'redelivered', at: at(100), by: 'ann', reason: null, entries: 1 } as const;
  return { jobId: '', id: '', sequence: 2, ...known, ...given };
}

const MESSAGE: ItemsHistory['message'] = {
  sequence: 2,
  acceptedAt: at(0),
  reportedBy: 'worker',
  deliveryStatus: 'pending',
  deliveredAt: null,
  outcome: null,
};

function story(given: Partial<ItemsHistory>) {
  const history = { message: MESSAGE, results: results(), attempts: [], audit: [], final: null, ...given };
  return itemsStoryOf(history).sort((one, other) => one.at.getTime() - other.at.getTime());
}

/** Each entry as `seconds type: summary`. */
function outline(given: Partial<ItemsHistory>): string[] {
  return story(given).map(
    (one) => `${(one.at.getTime() - at(0).getTime()) / 1000} ${one.type}: ${one.summary}`,
  );
}

const DEAD = { dead: 3, deadOutcome: 'refused', deadError: 'Pleo refused it: NOT_KNOWN.' };
const DEAD_MESSAGE = { ...MESSAGE, deliveryStatus: 'dead', outcome: 'refused' } as const;

describe('the results of a job', () => {
  it('are counted, and told of by nobody’s event', () => {
    expect(story({})).toMatchObject([
      {
        at: at(0),
        type: 'accepted',
        by: 'worker',
        eventId: null,
        event: null,
        summary: 'Results of 43 entries were reported: 40 successful, 3 failed.',
      },
    ]);
    expect(outline({ results: results({ successful: 0, failed: 0, inProgress: 1 }) })).toEqual([
      '0 accepted: Results of 1 entry were reported: 1 in progress.',
    ]);
  });

  it('are delivered when all are told', () => {
    const message = {
      ...MESSAGE,
      deliveryStatus: 'delivered',
      deliveredAt: at(9),
      outcome: 'delivered',
    } as const;
    expect(story({ message }).at(-1)).toMatchObject({
      type: 'delivered',
      outcome: 'delivered',
      summary: '43 results delivered.',
    });
    expect(outline({ message, results: results({ discarded: 2 }) }).at(-1)).toBe(
      '9 delivered: 41 results delivered, 2 discarded.',
    );
  });

  it('are dead from the end of the last request that was their end, with a reason', () => {
    const attempts = [
      attempt(1),
      attempt(2, { outcome: 'partial', error: 'Pleo refused 3 of 43: NOT_KNOWN.' }),
      attempt(3),
    ];
    const entries = story({ message: DEAD_MESSAGE, results: results(DEAD), attempts });
    expect(entries.find(({ type }) => type === 'dead')).toMatchObject({
      at: at(2.5),
      outcome: 'refused',
      summary: '40 results delivered, 3 dead: Pleo refused it: NOT_KNOWN.',
    });
    const none = outline({ results: results({ ...DEAD, successful: 0 }) });
    expect(none.at(-1)).toBe('0 dead: 3 results are dead: Pleo refused it: NOT_KNOWN.');
  });
});

describe('requests with results', () => {
  it('count what Pleo took, and say what was wrong', () => {
    const retryAt = at(20);
    const attempts = [
      attempt(1, { outcome: 'passing', statusCode: 500, error: 'Pleo answered 500.', retryAt }),
      attempt(2, { request: 'started', entries: null, statusCode: 202 }),
      attempt(3, { entries: 1 }),
      attempt(4, { outcome: 'confirmed', statusCode: 422, entries: 43 }),
    ];
    expect(outline({ attempts }).slice(1)).toEqual([
      '1 attempt: Pleo answered 500.',
      '1.5 retry_planned: The next attempt is planned for 2026-01-31T09:30:20.000Z.',
      '2 attempt: Pleo took "started".',
      '3 attempt: Pleo took 1 result.',
      '4 attempt: Pleo answered 422, but has what was sent: 43 results had arrived.',
    ]);
    expect(story({ attempts })[1]).toMatchObject({
      attempt: 1,
      statusCode: 500,
      durationMs: 500,
      outcome: 'passing',
    });
  });

  it('stand there up to the last twenty; those before them are one entry', () => {
    const last = Array.from({ length: 20 }, (_, index) => attempt(981 + index));
    const entries = story({ attempts: [attempt(1), ...last] });
    expect(entries[1]).toMatchObject({
      at: at(1),
      type: 'earlier_attempts',
      summary: '980 earlier requests with results.',
      attempt: null,
    });
    expect(entries.slice(2).map(({ attempt }) => attempt)).toEqual(last.map(({ number }) => number));
    const twenty = story({ attempts: last.map((one, index) => ({ ...one, number: index + 1 })) });
    expect(twenty.map(({ type }) => type)).not.toContain('earlier_attempts');
  });
});

describe('acts on dead results', () => {
  it('are counted over all batches of one act', () => {
    const reason = 'Booked by hand.';
    const audit = [
      act({ entries: 2000 }),
      act({ entries: 2000, at: at(101) }),
      act({ entries: 17, at: at(159) }),
      act({ entries: 1, at: at(300) }),
      act({ entries: 1, at: at(301), by: 'bob' }),
      act({ action: 'discarded', entries: 5, at: at(302), by: 'bob', reason }),
    ];
    expect(outline({ audit }).slice(1)).toEqual([
      '100 redelivered: 4017 results to be delivered again.',
      '300 redelivered: 1 result to be delivered again.',
      '301 redelivered: 1 result to be delivered again.',
      '302 discarded: 5 results discarded: Booked by hand.',
    ]);
    expect(story({ audit }).at(-1)).toMatchObject({ by: 'bob', outcome: 'discarded' });
  });
});

describe('dead results let the final event go', () => {
  const held = results({ ...DEAD, holdsUntil: at(1800), isHoldOver: true });
  const timesOf = (given: Partial<ItemsHistory>) =>
    story({ message: DEAD_MESSAGE, results: held, attempts: [attempt(1)], ...given })
      .filter(({ type }) => type === 'let_go')
      .map((one) => (one.at.getTime() - at(0).getTime()) / 1000);
  const final = (acceptedAt: number, sentAt: number | null = null) => ({
    acceptedAt: at(acceptedAt),
    firstAttempt: sentAt === null ? null : attempt(1, { startedAt: at(sentAt), entries: null }),
  });

  it('at the end of their hold, with the reason', () => {
    expect(timesOf({ final: final(60) })).toEqual([1800]);
    const entries = story({ message: DEAD_MESSAGE, results: held, final: final(60) });
    expect(entries.at(-1)?.summary).toMatch(/although 3 results are dead.*DEAD_ITEMS_HOLD_SECONDS/);
  });

  it('when it is accepted later than that', () => {
    expect(timesOf({ final: final(2000, 2001) })).toEqual([2000]);
  });

  it('when none of the others waits any more, if that is later', () => {
    const attempts = [attempt(1), attempt(2, { startedAt: at(1900) })];
    expect(timesOf({ attempts, final: final(60, 1901) })).toEqual([1900.5]);
    expect(timesOf({ attempts, final: final(60), message: MESSAGE })).toEqual([]);
  });

  it('also where a later redelivery is under way', () => {
    const attempts = [attempt(1), attempt(2, { startedAt: at(3000) })];
    expect(timesOf({ attempts, final: final(60, 1801), message: MESSAGE })).toEqual([1800]);
  });

  it('not while the hold lasts, without a final event, or where it was gone before they died', () => {
    expect(timesOf({ final: final(60), results: { ...held, isHoldOver: false } })).toEqual([]);
    expect(timesOf({ final: null })).toEqual([]);
    expect(timesOf({ final: final(60), results: results(DEAD) })).toEqual([]);
    expect(timesOf({ final: final(60, 61) })).toEqual([]);
  });
});

describe("Pleo's lastUpdatedAt behind the first results", () => {
  const conclusionOf = (pleoLastUpdatedAt: Date | null, attempts: ToldAttempt[]) =>
    story({ results: results({ pleoLastUpdatedAt }), attempts })
      .filter(({ type }) => type === 'pleo_read')
      .map(({ at: time, summary }) => [(time.getTime() - at(0).getTime()) / 1000, summary]);

  it.each([
    [10, "results prolong Pleo's hour."],
    [12, "results prolong Pleo's hour."],
    [9, "that does not show whether results prolong Pleo's hour."],
    [4, "results do not prolong Pleo's hour."],
  ])('of second %i, when they were sent in second 10, says: %s', (seconds, conclusion) => {
    const [[time, summary] = []] = conclusionOf(at(seconds), [attempt(10)]);
    expect(time).toBe(10.5);
    expect(summary).toMatch(new RegExp(`: ${conclusion}$`));
    expect(summary).toContain(at(seconds).toISOString());
    expect(summary).toContain(at(10).toISOString());
  });

  it('is read when the first was taken, and shows nothing where "started" was sent with them', () => {
    const attempts = [
      attempt(1, { outcome: 'started_first', statusCode: 422, error: 'Pleo answered 422.' }),
      attempt(2, { request: 'started', entries: null }),
      attempt(3),
    ];
    const [[time, summary] = []] = conclusionOf(at(2), attempts);
    expect(time).toBe(3.5);
    expect(summary).toContain('that does not show whether');
  });

  it('is not told where it was not read', () => {
    expect(conclusionOf(null, [attempt(1)])).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { runsOf } from '../../console/src/jobs/timeline-lines.js';

type Entry = Parameters<typeof runsOf>[0][number];

const ABOUT_NOTHING = {
  summary: '',
  by: null,
  eventId: null,
  event: null,
  attempt: null,
  statusCode: null,
  durationMs: null,
  outcome: null,
  nextAttemptAt: null,
};

let minute = 0;
const entry = (type: Entry['type'], more: Partial<Entry> = {}): Entry => ({
  ...ABOUT_NOTHING,
  at: new Date(Date.UTC(2026, 0, 1, 0, minute++)).toISOString(),
  type,
  ...more,
});

const attempt = (eventId: string, statusCode: number | null, outcome = 'passing') =>
  entry('attempt', { eventId, statusCode, outcome });
const planned = (eventId: string) => {
  const one = entry('retry_planned', { eventId });
  return { ...one, nextAttemptAt: one.at };
};

/** Each run, as what its lines are about, with a mark where a repeat was planned. */
const told = (entries: Entry[]) =>
  runsOf(entries).map((run) =>
    run
      .map(({ entry: { type, statusCode }, again }) => `${statusCode ?? type}${again === null ? '' : '+'}`)
      .join(),
  );

describe('a timeline', () => {
  it('has an attempt and its planned repeat in one line, whatever happened between them', () => {
    const entries = [
      entry('registered'),
      attempt('a', 503),
      entry('accepted', { eventId: 'b' }),
      planned('a'),
      attempt('a', 202, 'delivered'),
      attempt('b', 503),
      planned('b'),
    ];
    expect(told(entries)).toEqual(['registered', '503+', 'accepted', '202', '503+']);
  });

  it('folds attempts in a row that came to the same, and only those', () => {
    const failures = (event: string, code: number | null, times: number) =>
      Array.from({ length: times }, () => [attempt(event, code), planned(event)]).flat();
    expect(told(failures('a', 503, 40))).toEqual([Array(40).fill('503+').join()]);
    expect(told(failures('a', 503, 2))).toEqual(['503+', '503+']);
    expect(told([...failures('a', 503, 3), ...failures('a', 500, 3), ...failures('a', null, 3)])).toEqual([
      '503+,503+,503+',
      '500+,500+,500+',
      'attempt+,attempt+,attempt+',
    ]);
    expect(told([...failures('a', 503, 2), ...failures('b', 503, 2)])).toHaveLength(4);
    expect(told([...failures('a', 503, 2), attempt('a', 503, 'refused')])).toHaveLength(3);
    const interrupted = [...failures('a', 503, 3), entry('claimed'), ...failures('a', 503, 3)];
    expect(told(interrupted)).toEqual(['503+,503+,503+', 'claimed', '503+,503+,503+']);
  });

  it('loses nothing: a repeat whose attempt is not listed stands alone, and none is planned twice', () => {
    expect(told([planned('a'), attempt('b', 503), planned('a')])).toEqual([
      'retry_planned+',
      '503',
      'retry_planned+',
    ]);
    expect(told([attempt('a', 503), planned('a'), planned('a')])).toEqual(['503+', 'retry_planned+']);
    expect(told([])).toEqual([]);
  });
});

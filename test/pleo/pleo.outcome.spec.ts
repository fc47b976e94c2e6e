import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PleoAnswer } from '../../src/pleo/pleo.answer.js';
import { type Outcome, outcomeOf, retryAfterMs } from '../../src/pleo/pleo.outcome.js';

function answer(status: number, headers: Record<string, string> = {}, body = ''): PleoAnswer {
  return { kind: 'answered', status, headers, body };
}

function errorIn(outcome: Outcome): string {
  return outcome.kind === 'delivered' ? '' : outcome.error;
}

describe('outcomeOf', () => {
  it.each([
    [200, 'delivered'],
    [201, 'delivered'],
    [202, 'delivered'],
    [204, 'delivered'],
    [299, 'delivered'],
    [301, 'passing'],
    [302, 'passing'],
    [304, 'passing'],
    [307, 'passing'],
    [308, 'passing'],
    [400, 'refused'],
    [401, 'credential'],
    [402, 'refused'],
    [403, 'credential'],
    [404, 'refused'],
    [405, 'refused'],
    [408, 'passing'],
    [409, 'state'],
    [410, 'refused'],
    [413, 'refused'],
    [415, 'refused'],
    [418, 'refused'],
    [422, 'state'],
    [425, 'passing'],
    [429, 'passing'],
    [499, 'refused'],
    [500, 'passing'],
    [501, 'passing'],
    [502, 'passing'],
    [503, 'passing'],
    [504, 'passing'],
    [599, 'passing'],
  ] as const)('takes %i for %s', (status, kind) => {
    expect(outcomeOf(answer(status)).kind).toBe(kind);
  });

  it.each([429, 503])('takes %i with Retry-After for a time to wait', (status) => {
    expect(outcomeOf(answer(status, { 'retry-after': '7' }))).toMatchObject({ kind: 'wait', waitMs: 7000 });
  });

  it.each([202, 302, 401, 404, 422, 500])('does not wait because of a Retry-After beside %i', (status) => {
    expect(outcomeOf(answer(status, { 'retry-after': '7' })).kind).toBe(outcomeOf(answer(status)).kind);
  });

  it.each([
    ['TIMEOUT', /did not answer in time/],
    ['ABORTED', /given up/],
    ['ECONNREFUSED', /could not be reached: ECONNREFUSED/],
  ])('takes %s for a passing fault and says so', (code, words) => {
    const outcome = outcomeOf({ kind: 'unanswered', code });
    expect(outcome.kind).toBe('passing');
    expect(errorIn(outcome)).toMatch(words);
  });

  it('repeats the type and message of Pleo in its error', () => {
    const body = '{"type":"EXPORT_NOT_FOUND","message":"Export job not found"}';
    expect(errorIn(outcomeOf(answer(404, {}, body)))).toBe(
      'Pleo answered 404 EXPORT_NOT_FOUND (Export job not found).',
    );
  });

  it.each(['', 'null', '[]', '"text"', '<html>', '{"type":7,"message":{}}', '{"type":'])(
    'makes a sentence of the status alone when the body is %j',
    (body) => {
      expect(errorIn(outcomeOf(answer(500, {}, body)))).toBe('Pleo answered 500.');
    },
  );

  it('holds no NUL, which Postgres does not take as text', () => {
    const body = JSON.stringify({ type: 'T\0T', message: 'a\0b' });
    expect(errorIn(outcomeOf(answer(401, {}, body)))).toBe('Pleo answered 401 T\uFFFDT (a\uFFFDb).');
  });

  it('keeps its error short, however long the words of Pleo are', () => {
    const body = JSON.stringify({ type: 'T'.repeat(5000), message: 'm'.repeat(5000) });
    expect(errorIn(outcomeOf(answer(400, {}, body))).length).toBeLessThan(450);
  });
});

describe('retryAfterMs', () => {
  const DATE = 'Sat, 31 Jan 2026 09:30:00 GMT';

  it.each([
    ['seconds', { 'retry-after': '120' }, 120_000],
    ['seconds with white space around', { 'retry-after': ' 5 ' }, 5000],
    ['no time at all as a second', { 'retry-after': '0' }, 1000],
    ['an hour', { 'retry-after': '3600' }, 3_600_000],
    ['more than an hour', { 'retry-after': '86400' }, 3_600_000],
    ['more than any number', { 'retry-after': '9'.repeat(400) }, 3_600_000],
    [
      "a date, by the answer's own clock",
      { 'retry-after': 'Sat, 31 Jan 2026 09:31:30 GMT', date: DATE },
      90_000,
    ],
    [
      'a date that has passed as a second',
      { 'retry-after': 'Sat, 31 Jan 2026 09:29:00 GMT', date: DATE },
      1000,
    ],
    ['this very moment as a second', { 'retry-after': DATE, date: DATE }, 1000],
    ['a date beyond the hour', { 'retry-after': 'Sun, 01 Feb 2026 09:30:00 GMT', date: DATE }, 3_600_000],
  ])('reads %s', (_, headers, expected) => {
    expect(retryAfterMs(headers as Record<string, string>)).toBe(expected);
  });

  it.each(['', 'soon', '-5', '1.5', '5 seconds', '2026-01-31T09:30:00Z'])('makes nothing of %j', (value) => {
    expect(retryAfterMs({ 'retry-after': value })).toBeNull();
  });

  it('makes nothing of headers without it', () => {
    expect(retryAfterMs({ date: DATE })).toBeNull();
  });

  describe('with a clock in hand', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(DATE) }));
    afterEach(() => void vi.useRealTimers());

    it.each(['no clock', 'never'])('reads a date by our clock when the answer has %s', (date) => {
      const headers = { 'retry-after': 'Sat, 31 Jan 2026 09:30:30 GMT', ...(date === 'never' && { date }) };
      expect(retryAfterMs(headers)).toBe(30_000);
    });
  });
});

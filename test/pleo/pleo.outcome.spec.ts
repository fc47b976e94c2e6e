import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PleoAnswer } from '../../src/pleo/pleo.answer.js';
import { type Outcome, outcomeOf as outcomeIn, retryAfterMs } from '../../src/pleo/pleo.outcome.js';
import { answered } from '../support/pleo-answer.js';

function answer(status: number, headers: Record<string, string> = {}, body = ''): PleoAnswer {
  return answered(status, body, headers);
}

/** Of v1, unless another version is named. */
function outcomeOf(given: PleoAnswer, version: 'v1' | 'v2' | 'v3' = 'v1'): Outcome {
  return outcomeIn(given, version);
}

function errorIn(outcome: Outcome): string {
  return outcome.kind === 'delivered' ? '' : outcome.error;
}

const PLEOS = '{"type":"SOME_ERROR","message":"Something is wrong"}';

/** What others say: a status, as it comes from them. */
const STRANGERS: [string, Record<string, string>, string][] = [
  ['nothing', {}, ''],
  ['an HTML page', { 'content-type': 'text/html' }, '<html><title>Oh</title></html>'],
  ['an HTML page of no type', {}, '\n <!doctype html>'],
  ['JSON that says it is HTML', { 'content-type': 'text/html' }, PLEOS],
  ['XML', { 'content-type': 'application/xml' }, '<Error><Code>AccessDenied</Code></Error>'],
  ['plain text', { 'content-type': 'text/plain' }, '404 page not found'],
  ['JSON without a type', { 'content-type': 'application/json' }, '{"message":"no Route matched"}'],
  [
    'problem details',
    { 'content-type': 'application/problem+json' },
    '{"type":"about:blank","title":"Not Found","status":404}',
  ],
  ['JSON with a type in small letters', {}, '{"type":"error","error":{"type":"not_found"}}'],
  ['JSON whose type is no text', {}, '{"type":7}'],
  ['JSON whose message is no text', {}, '{"type":"SOME_ERROR","message":{}}'],
  ['JSON that breaks off', {}, PLEOS.slice(0, -4)],
  ['an array', {}, `[${PLEOS}]`],
  ['bytes that are no text', {}, '\u0000\uFFFD\u0001'],
];

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
    [401, 'credential'],
    [403, 'credential'],
    [407, 'passing'],
    [408, 'passing'],
    [421, 'passing'],
    [425, 'passing'],
    [429, 'passing'],
    [500, 'passing'],
    [501, 'passing'],
    [502, 'passing'],
    [503, 'passing'],
    [504, 'passing'],
    [599, 'passing'],
  ] as const)('takes %i for %s', (status, kind) => {
    expect(outcomeOf(answer(status)).kind).toBe(kind);
  });

  it.each([
    [400, 'refused'],
    [402, 'refused'],
    [404, 'refused'],
    [405, 'refused'],
    [409, 'state'],
    [410, 'refused'],
    [413, 'refused'],
    [415, 'refused'],
    [418, 'refused'],
    [422, 'state'],
    [499, 'refused'],
  ] as const)('takes %i with the words of Pleo for %s', (status, kind) => {
    const outcome = outcomeOf(answer(status, {}, PLEOS));
    expect(outcome).toEqual({ kind, error: `Pleo answered ${status} SOME_ERROR (Something is wrong).` });
  });

  describe.each(STRANGERS)('of %s', (_, headers, body) => {
    it.each([400, 402, 404, 405, 406, 407, 410, 411, 413, 414, 415, 421, 426, 431, 451, 499])(
      'takes %i for nobody’s last word, and says so',
      (status) => {
        const outcome = outcomeOf(answer(status, headers, body));
        expect(outcome.kind).toBe('passing');
        expect(errorIn(outcome)).toMatch(new RegExp(`^The answer does not come from Pleo: ${status} .*\\.$`));
      },
    );

    it.each([409, 422])('takes %i for a reason to look at the job', (status) => {
      const outcome = outcomeOf(answer(status, headers, body));
      expect(outcome.kind).toBe('unsure');
      expect(errorIn(outcome)).toContain(`does not come from Pleo: ${status}`);
    });
  });

  it.each(
    STRANGERS.filter(
      ([, { 'content-type': type = '' }, body]) => /html|xml/.test(type) || /^\s*</.test(body),
    ),
  )(
    'takes 403 with %s for what a firewall thinks of the request, and 401 for a refused credential all the same',
    (_, headers, body) => {
      expect(outcomeOf(answer(403, headers, body)).kind).toBe('passing');
      expect(outcomeOf(answer(401, headers, body))).toMatchObject({
        kind: 'credential',
        error: expect.stringContaining('does not come from Pleo'),
      });
    },
  );

  it('names what came instead of an answer of Pleo’s', () => {
    const headers = { 'content-type': 'text/html; charset=utf-8', server: 'nginx/1.25.3' };
    const body = '<html>\n<head><title>404 Not\0 Found</title></head>';
    expect(errorIn(outcomeOf(answer(404, headers, body)))).toBe(
      'The answer does not come from Pleo: 404 text/html; charset=utf-8 from nginx/1.25.3 with the title "404 Not\uFFFD Found".',
    );
    expect(errorIn(outcomeOf(answer(404)))).toBe('The answer does not come from Pleo: 404 without a body.');
  });

  it('is decided on what came, not on what is left of it without secrets', () => {
    const headers = { 'content-type': 'application/json' };
    const [taken, cut] = ['{"data":{"echo":"Basic c2VjcmV0"}}', '{"data":{"echo":"[secret]'];
    expect(outcomeOf(answered(202, taken, headers, cut), 'v3').kind).toBe('delivered');
    const [page, bare] = ['<html>Basic c2VjcmV0</html>', ''];
    const outcome = outcomeOf(answered(202, page, { 'content-type': 'text/html' }, bare), 'v3');
    expect([outcome.kind, errorIn(outcome)]).toEqual(['unsure', expect.not.stringContaining('c2VjcmV0')]);
  });

  it('keeps that short, whatever the headers hold', () => {
    const long = { 'content-type': 'x'.repeat(9000), server: 'ä\u0007'.repeat(9000) };
    const error = errorIn(outcomeOf(answer(404, long, `<title>${'t'.repeat(9000)}</title>`)));
    expect(error.length).toBeLessThan(400);
    expect(error).toMatch(/^[\x20-\x7e]+$/);
  });

  it.each<[string, Record<string, string>, string]>([
    ['nothing', {}, ''],
    ['nothing that is called HTML', { 'content-type': 'text/html' }, ''],
    ['a JSON object', { 'content-type': 'application/json' }, '{"id":"x"}'],
    ['a JSON array of no type', {}, ' []'],
  ])('takes 202 and, of v1, any 2xx with %s for delivered', (_, headers, body) => {
    for (const version of ['v1', 'v2', 'v3'] as const)
      expect(outcomeOf(answer(202, headers, body), version).kind).toBe('delivered');
    for (const status of [200, 201, 204])
      expect(outcomeOf(answer(status, headers, body)).kind).toBe('delivered');
  });

  it.each([200, 201, 204, 206])(
    'takes %i, which v2 and v3 do not have, for a reason to look at the job',
    (status) => {
      for (const version of ['v2', 'v3'] as const)
        expect(outcomeOf(answer(status), version)).toMatchObject({
          kind: 'unsure',
          error: expect.stringContaining(`does not come from Pleo: ${status}`),
        });
    },
  );

  it.each<[string, Record<string, string>, string]>([
    ['a page', { 'content-type': 'text/html' }, '<html>ok</html>'],
    ['a page of no type', {}, '<html>ok</html>'],
    ['JSON that says it is HTML', { 'content-type': 'text/html' }, '{}'],
    ['the text of a health check', { 'content-type': 'text/plain' }, 'OK'],
    ['JSON that is no object', { 'content-type': 'application/json' }, '"OK"'],
    ['JSON that breaks off', { 'content-type': 'application/json' }, '{"id":'],
    ['white space', {}, ' '],
    ['an error of Pleo’s', { 'content-type': 'application/json' }, PLEOS],
  ])('takes a 2xx with %s for a reason to look at the job', (_, headers, body) => {
    for (const status of [200, 202]) expect(outcomeOf(answer(status, headers, body)).kind).toBe('unsure');
  });

  it.each([429, 503])('takes %i with Retry-After for a time to wait', (status) => {
    expect(outcomeOf(answer(status, { 'retry-after': '7' }))).toMatchObject({ kind: 'wait', waitMs: 7000 });
  });

  it.each([202, 302, 401, 404, 422, 500])('does not wait because of a Retry-After beside %i', (status) => {
    expect(outcomeOf(answer(status, { 'retry-after': '7' })).kind).toBe(outcomeOf(answer(status)).kind);
  });

  it.each([
    ['TIMEOUT', /did not answer in time/],
    ['ABORTED', /aborted/],
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

  it.each(['', 'null', '[]', '"text"', 'text', '{"type":7,"message":{}}', '{"type":'])(
    'makes a sentence of the status alone when the body is %j',
    (body) => {
      expect(errorIn(outcomeOf(answer(500, {}, body)))).toBe('Pleo answered 500.');
    },
  );

  it('says of a page with any status that it is not Pleo’s', () => {
    expect(errorIn(outcomeOf(answer(502, { 'content-type': 'text/html' }, '<title>Bad</title>')))).toBe(
      'The answer does not come from Pleo: 502 text/html with the title "Bad".',
    );
  });

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

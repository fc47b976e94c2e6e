import { MinDate } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../src/api/cursor.js';
import { IsCursor } from '../../src/api/fields/cursor.decorator.js';
import { IsOneOf } from '../../src/api/fields/one-of.decorator.js';
import { IsReason } from '../../src/api/fields/reason.decorator.js';
import { IsText } from '../../src/api/fields/text.decorator.js';
import { IsTimestamp, IsTimestampOrDate } from '../../src/api/fields/timestamp.decorator.js';
import { IsUuid } from '../../src/api/fields/uuid.decorator.js';
import { IsQueryNumber, IsWholeNumber } from '../../src/api/fields/whole-number.decorator.js';
import { check, ValidationFailed } from '../../src/api/validation.js';

const CURSOR = encodeCursor({ at: new Date(0), id: '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c' });

class Fields {
  @IsOneOf(['red', 'green'])
  colour: unknown = 'red';

  @IsText()
  text: unknown = '';

  @IsReason(20)
  reason: unknown = 'They asked.';

  @IsTimestamp()
  @MinDate(() => new Date(0), { message: 'must be late' })
  time: unknown = '2026-01-31T00:00:00Z';

  @IsTimestampOrDate()
  since: unknown = '2026-01-31';

  @IsUuid()
  id: unknown = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';

  @IsWholeNumber(1, 200)
  number: unknown = 1;

  @IsQueryNumber(1, 200)
  limit: unknown = 1;

  @IsCursor(decodeCursor)
  after: unknown = CURSOR;
}

/** What the field makes of a value, or what is wrong with it. */
function read(name: keyof Fields, value: unknown): unknown {
  const checked = check(Fields, { ...new Fields(), [name]: value });
  if (!(checked instanceof ValidationFailed)) return checked[name];
  expect(checked.mistakes).toEqual([{ pointer: `/${name}`, detail: expect.any(String) as string }]);
  return checked.mistakes[0]?.detail;
}

describe('IsOneOf', () => {
  it('takes the words and refuses others, naming the words', () => {
    expect(read('colour', 'green')).toBe('green');
    for (const other of ['blue', 'RED', '', 7, null, ['red']]) {
      expect(read('colour', other)).toBe('must be one of red, green');
    }
  });
});

describe('IsText', () => {
  it.each(['', 'Ä ✗', '😀', '\u0001', 'x'.repeat(60_000)])('takes %j', (text) => {
    expect(read('text', text)).toBe(text);
  });

  it.each(['a\0b', '\ud83d', '\ude00\ud83d', 7, null, ['a'], {}])('refuses %j', (text) => {
    expect(read('text', text)).toBe('must be a string of valid Unicode without NUL characters');
  });
});

describe('IsReason', () => {
  it('takes a text that says something', () => {
    expect(read('reason', ' why ')).toBe(' why ');
  });

  it.each([
    [undefined, 'must say why'],
    [null, 'must say why'],
    ['', 'must say why'],
    [' \n', 'must say why'],
    [7, 'must say why'],
    ['a\0b', 'must be a string of valid Unicode without NUL characters'],
    ['x'.repeat(21), 'must be 20 characters at most'],
  ])('refuses %j with one sentence: %s', (value, sentence) => {
    expect(read('reason', value)).toBe(sentence);
  });
});

describe('IsTimestamp', () => {
  it('says of a moment that another rule refuses what that has against it', () => {
    expect(read('time', '1969-12-31T00:00:00Z')).toBe('must be late');
  });

  it.each([
    ['2026-01-31T09:30Z', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31T09:30:15Z', '2026-01-31T09:30:15.000Z'],
    ['2026-01-31T09:30:15.123456789Z', '2026-01-31T09:30:15.123Z'],
    ['2026-01-31T09:30:15+02:00', '2026-01-31T07:30:15.000Z'],
    ['2024-02-29T00:00:00-11:30', '2024-02-29T11:30:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('takes %s for %s', (text, expected) => {
    expect(read('time', text)).toEqual(new Date(expected));
    expect(read('since', text)).toEqual(new Date(expected));
  });

  it('takes a date alone only where a list is filtered', () => {
    expect(read('since', '2026-01-31')).toEqual(new Date('2026-01-31T00:00:00Z'));
    expect(read('time', '2026-01-31')).toMatch(/^must be a date and time with its offset/);
  });

  it.each([
    '',
    'yesterday',
    '2026',
    '2026-01',
    '2026-1-31',
    '31.01.2026',
    '2026-01-31T09:30:15',
    '2026-01-31 09:30:15Z',
    '0000-01-01T00:00:00Z',
    '0999-12-31T23:59:59Z',
    '1000-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '2026-02-30',
    '2026-02-29T09:30:15Z',
    '2026-13-01T09:30:15Z',
    '2026-01-31T25:30:15Z',
    '2026-01-31T09:61:15Z',
    ' 2026-01-31',
    1769851815000,
    null,
  ])('refuses %j', (value) => {
    for (const name of ['time', 'since'] as const)
      expect(read(name, value)).toMatch(
        /^must be a date and time with its offset.* in one of the years 1000 to 9999$/,
      );
  });
});

describe('IsUuid', () => {
  it.each([
    '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c',
    '00000000-0000-0000-0000-000000000000',
    '01941f29-7c00-7aaa-8000-000000000001',
  ])('takes %s of any version', (id) => {
    expect(read('id', id)).toBe(id);
  });

  it('makes lower case of it, as Postgres does', () => {
    expect(read('id', '0B7F5F8E-3C1D-4A57-9D0B-5C6D1F2A3B4C')).toBe('0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c');
  });

  it.each([
    '',
    'job-7',
    '0b7f5f8e3c1d4a579d0b5c6d1f2a3b4c',
    '{0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c}',
    7,
    null,
  ])('refuses %j', (value) => {
    expect(read('id', value)).toBe('must be a UUID');
  });
});

describe('IsWholeNumber', () => {
  it.each([1, 200])('takes %i', (value) => expect(read('number', value)).toBe(value));

  it.each([0, 201, 1.5, '7', NaN, Infinity, null, true, [7]])('refuses %j', (value) => {
    expect(read('number', value)).toBe('must be a whole number from 1 to 200');
  });
});

describe('IsQueryNumber', () => {
  it.each([
    ['1', 1],
    ['0200', 200],
  ])('takes the digits %s', (digits, value) => expect(read('limit', digits)).toBe(value));

  it.each(['', '0', '201', '1.5', '-1', '+1', '1e2', '0x10', ' 7', '9'.repeat(400), ['7', '8']])(
    'refuses %j',
    (value) => {
      expect(read('limit', value)).toBe('must be a whole number from 1 to 200');
    },
  );
});

describe('IsCursor', () => {
  it('takes what the list has given out, as it is', () => {
    expect(read('after', CURSOR)).toBe(CURSOR);
  });

  it.each(['', 'nonsense', `${CURSOR}AAAA`, undefined, null, 7, [CURSOR], {}])('refuses %j', (value) => {
    expect(read('after', value)).toBe('must be the endCursor of an earlier page');
  });
});

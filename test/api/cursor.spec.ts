import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, decodePlace, encodeCursor, encodePlace } from '../../src/api/cursor.js';

const ID = '01941f29-7c00-7aaa-8000-000000000001';
const AT = new Date('2026-01-31T09:30:00.123Z');

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}

describe('a cursor', () => {
  it('comes back as the place it was made of', () => {
    const date = fc.date({
      min: new Date(0),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, fc.uuid(), (at, id) => {
        const text = encodeCursor({ at, id });
        expect(decodeCursor(text)).toEqual({ at, id });
        expect(text).toBe(encodeURIComponent(text));
      }),
    );
  });

  it.each([
    '',
    'nonsense',
    randomUUID(),
    encoded(''),
    encoded(ID),
    encoded(AT.toISOString()),
    encoded(`${AT.toISOString()} ${ID} `),
    encoded(`${AT.toISOString()} ${ID.toUpperCase()}`),
    encoded(`${AT.toISOString()} ${'-'.repeat(36)}`),
    encoded(`2026-01-31 ${ID}`),
    encoded(`2026-13-31T09:30:00.000Z ${ID}`),
    encoded(`2026-01-31T09:61:00.000Z ${ID}`),
    encoded(`${AT.toISOString()} ${ID}'; DROP TABLE export_job; --`),
    'x'.repeat(100_000),
  ])('is not what this service has not given out (case %#)', (text) => {
    expect(decodeCursor(text)).toBeNull();
  });

  it('of several ids is none of fewer or more', () => {
    const ids = [ID, randomUUID()];
    const text = encodePlace(AT, ...ids);
    expect(decodePlace(text, 2)).toEqual({ at: AT, ids });
    for (const count of [0, 1, 3]) expect(decodePlace(text, count)).toBeNull();
    expect(decodeCursor(text)).toBeNull();
  });
});

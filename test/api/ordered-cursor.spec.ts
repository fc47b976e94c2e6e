import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { encodeCursor } from '../../src/api/cursor.js';
import { ALL_ORDERS, decodeOrdered, encodeOrdered } from '../../src/api/ordered-cursor.js';

const PLACE = { at: new Date('2026-11-27T08:15:30.123Z'), id: randomUUID() };

it.each(ALL_ORDERS)('a place in the list of the %s comes back, and only there', (order) => {
  const text = encodeOrdered(PLACE, order);
  expect(text).toBe(encodeURIComponent(text));
  for (const one of ALL_ORDERS) expect(decodeOrdered(text, one)).toEqual(one === order ? PLACE : null);
});

it('cursors that were given out before there were orders are those of the newest', () => {
  expect(encodeOrdered(PLACE, 'newest')).toBe(encodeCursor(PLACE));
});

it.each(['', 'oldest.', 'oldest', 'x', 'oldest.oldest.', 'soonest.'])('%j is a cursor of none', (text) => {
  for (const order of ALL_ORDERS) expect(decodeOrdered(text, order)).toBeNull();
});

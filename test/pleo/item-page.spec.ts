import { describe, expect, it } from 'vitest';
import { itemPageOf } from '../../src/pleo/item-page.js';
import { answered } from '../support/pleo-answer.js';

const JOB = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';
const ENTRY = '5d9068ee-9f3c-4b5f-8a41-64f3b4a1b111';
const ITEM = { accountingEntryId: ENTRY, exportJobId: JOB, status: 'pending' };

function page(body: unknown, status = 200) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return itemPageOf(answered(status, text), JOB);
}

describe('itemPageOf', () => {
  it('reads items and where the next page begins', () => {
    expect(page({ data: [ITEM], pagination: { hasNextPage: true, endCursor: 'ABC' } })).toMatchObject({
      items: [{ accountingEntryId: ENTRY, status: 'pending' }],
      next: 'ABC',
    });
  });

  it.each([undefined, null, {}, { hasNextPage: false, endCursor: 'ABC' }, 7])(
    'sees no further page in %j',
    (pagination) => {
      expect(page({ data: [], pagination })).toEqual({ items: [], next: null });
    },
  );

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '<html>',
    '{"data":[',
    { data: null },
    { data: [ITEM, {}] },
    { data: [{ ...ITEM, exportJobId: ENTRY }] },
    { data: [ITEM], pagination: { hasNextPage: true } },
    { data: [ITEM], pagination: { hasNextPage: true, endCursor: '' } },
  ])('makes no sense of %j', (body) => {
    expect(page(body)).toBeNull();
  });

  it.each([202, 206, 302, 404, 500])('reads nothing from a %i', (status) => {
    expect(page({ data: [ITEM] }, status)).toBeNull();
  });

  it('reads nothing where nothing answers', () => {
    expect(itemPageOf({ kind: 'unanswered', code: 'TIMEOUT' }, JOB)).toBeNull();
  });
});

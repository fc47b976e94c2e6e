import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Mistake, ValidationFailed } from '../../src/api/validation.js';
import { ItemsLimitExceeded } from '../../src/items/items.errors.js';
import { resultsIn } from '../../src/items/update-body.js';
import { ITEM_FAILURE_REASON_TYPES, ITEM_STATUSES } from '../../src/lifecycle/item-state.js';

const ID = '7d0c2f5b-1a36-4a0e-8f57-2f9a6b1c3d4e';
const OTHER = '01941f29-7c00-7aaa-8000-000000000001';

function mistakesIn(body: unknown, limit = 1000): Mistake[] {
  try {
    resultsIn(body, limit);
  } catch (error) {
    if (error instanceof ValidationFailed) return error.mistakes;
    throw error;
  }
  return [];
}

/** The mistakes of a single element, as `place detail`. */
function wrong(fields: object): string[] {
  const mistakes = mistakesIn([{ accountingEntryId: ID, status: 'successful', ...fields }]);
  return mistakes.map(({ pointer, detail }) => `${pointer} ${detail}`);
}

describe('results in a body', () => {
  it('come in its order, whole, with null for what was left out', () => {
    const full = {
      accountingEntryId: ID,
      status: 'failed',
      exportedAt: '2026-01-31T10:30:00.123+01:00',
      externalId: 'bill-17',
      externalUrl: 'bill 17, on the shelf',
      failureReason: 'The vendor "Bäcker" is not known.',
      failureReasonType: 'vendor_unknown',
    };
    const bare = { accountingEntryId: OTHER.toUpperCase(), status: 'in_progress' };
    expect(resultsIn([full, bare], 2)).toEqual([
      { ...full, exportedAt: new Date('2026-01-31T09:30:00.123Z') },
      {
        accountingEntryId: OTHER,
        status: 'in_progress',
        exportedAt: null,
        externalId: null,
        externalUrl: null,
        failureReason: null,
        failureReasonType: null,
      },
    ]);
  });

  it('take null for what is optional as if it was left out, with any status', () => {
    const empty = {
      exportedAt: null,
      externalId: null,
      externalUrl: null,
      failureReason: null,
      failureReasonType: null,
    };
    for (const status of ITEM_STATUSES) {
      const body = [{ accountingEntryId: ID, status, ...empty }];
      expect(resultsIn(body, 1)).toEqual([{ accountingEntryId: ID, status, ...empty }]);
    }
  });

  it.each(ITEM_FAILURE_REASON_TYPES)('may fail for %s', (failureReasonType) => {
    expect(wrong({ status: 'failed', failureReasonType })).toEqual([]);
  });

  it.each(['pending', 'abandoned', 'SUCCESSFUL', '', null, undefined, 1])(
    'do not have the status %j',
    (status) => {
      expect(wrong({ status })).toEqual(['/0/status must be one of in_progress, successful, failed']);
    },
  );

  it.each(['', 'entry-1', null, undefined, 7])('are of no entry %j', (accountingEntryId) => {
    expect(wrong({ accountingEntryId })).toEqual(['/0/accountingEntryId must be a UUID']);
  });

  it.each(['successful', 'in_progress'])('have a reason with "failed" only, not with "%s"', (status) => {
    expect(wrong({ status, failureReason: 'why', failureReasonType: 'tag_unknown' })).toEqual([
      '/0/failureReason is allowed with the status "failed" only',
      '/0/failureReasonType is allowed with the status "failed" only',
    ]);
    // Which fields belong to an unknown status cannot be said.
    expect(wrong({ status: 'lost', failureReason: 'why' })).toHaveLength(1);
  });

  it.each([
    ['externalId', 2000],
    ['externalUrl', 2000],
    ['failureReason', 5000],
  ])('have a %s of up to %i characters', (name, most) => {
    const failed = { status: 'failed' };
    expect(wrong({ ...failed, [name]: 'x'.repeat(most) })).toEqual([]);
    expect(wrong({ ...failed, [name]: 'x'.repeat(most + 1) })).toEqual([
      `/0/${name} must be ${most} characters at most`,
    ]);
    expect(wrong({ ...failed, [name]: 'a\0b' })).toEqual([
      `/0/${name} must be a string of valid Unicode without NUL characters`,
    ]);
  });

  it('have no field that Pleo does not know, no time without an offset, no reason of a job', () => {
    expect(wrong({ externalID: 'bill-17', exportedAt: '2026-01-31T09:30:00' })).toEqual([
      '/0/externalID is not known here',
      '/0/exportedAt must be a date and time with its offset, such as 2026-01-31T09:30:00Z, in one of the years 1000 to 9999',
    ]);
    expect(wrong({ status: 'failed', failureReasonType: 'job_expired' })).toEqual([
      `/0/failureReasonType must be one of ${ITEM_FAILURE_REASON_TYPES.join(', ')}`,
    ]);
  });

  it.each([null, undefined, {}, { items: [] }, 'items', 7])('are in an array, not in %j', (body) => {
    expect(mistakesIn(body)).toEqual([{ pointer: '', detail: 'must be an array of item results' }]);
  });

  it('are one at least', () => {
    expect(mistakesIn([])).toEqual([{ pointer: '', detail: 'must hold at least one item result' }]);
  });

  it('are no more than the route takes, whatever they are', () => {
    expect(mistakesIn([{}, {}], 2)).toHaveLength(4);
    expect(() => resultsIn([{}, {}, {}], 2)).toThrow(ItemsLimitExceeded);
    expect(() => resultsIn([{}, {}, {}], 2)).toThrow('holds 3 item results; this route takes 2 at most');
  });

  it('name every mistake of every element, each with its place', () => {
    const good = () => ({ accountingEntryId: randomUUID(), status: 'successful' });
    const body = [good(), { ...good(), status: 'pending' }, null, good(), { accountingEntryId: 'x' }, []];
    expect(mistakesIn(body).map(({ pointer }) => pointer)).toEqual([
      '/1/status',
      '/2',
      '/4/accountingEntryId',
      '/4/status',
      '/5',
    ]);
  });

  it('are of different entries: all places of one that stands more than once are named', () => {
    const result = (accountingEntryId: string, more: object = {}) => ({
      accountingEntryId,
      status: 'successful',
      ...more,
    });
    const noise = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`odd${index}`, 1]));
    const body = [
      result(ID),
      result(OTHER),
      result(ID.toUpperCase()),
      result(randomUUID()),
      result(ID, { status: 'lost' }),
      result(OTHER, noise),
      result('x'),
      result('x'),
    ];
    const mistakes = mistakesIn(body).filter(({ detail }) => detail.includes('more than once'));
    expect(mistakes.map(({ pointer }) => pointer)).toEqual(
      [0, 1, 2, 4, 5].map((index) => `/${index}/accountingEntryId`),
    );
    expect(mistakesIn(body).filter(({ pointer }) => pointer === '/6/accountingEntryId')).toEqual([
      { pointer: '/6/accountingEntryId', detail: 'must be a UUID' },
    ]);
    expect(mistakesIn([result(ID), result(ID)])).toHaveLength(2);
  });

  it('have 100 mistakes listed, and the others counted', () => {
    const wrongTwice = { status: 'lost' };
    expect(mistakesIn(Array(50).fill(wrongTwice))).toHaveLength(100);
    const mistakes = mistakesIn(Array(1000).fill(wrongTwice));
    expect(mistakes).toHaveLength(101);
    expect(mistakes[99]).toMatchObject({ pointer: '/49/status' });
    expect(mistakes[100]).toEqual({ pointer: '', detail: 'has 1900 more mistakes' });
  });
});

import { describe, expect, it } from 'vitest';
import type { ItemUpdate } from '../../src/pleo/item-update.js';
import { differencesOf, type PleoItem, pleoItemOf } from '../../src/pleo/pleo-item.js';

const JOB = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';
const ENTRY = '5d9068ee-9f3c-4b5f-8a41-64f3b4a1b111';

describe('pleoItemOf', () => {
  it.each([
    ['pending', 'pending'],
    ['in_progress', 'in_progress'],
    ['successful', 'successful'],
    ['failed', 'failed'],
    ['abandoned', 'abandoned'],
    [null, 'pending'],
    ['exported', null],
    [undefined, null],
    [['failed'], null],
  ])('reads the status %j as %j', (status, expected) => {
    expect(pleoItemOf({ accountingEntryId: ENTRY, exportJobId: JOB, status }, JOB)?.status).toBe(expected);
  });

  it('takes an item that names no job for one of the job that was asked for, and ids in any case', () => {
    const upper = {
      accountingEntryId: ENTRY.toUpperCase(),
      exportJobId: JOB.toUpperCase(),
      status: 'failed',
    };
    expect(pleoItemOf(upper, JOB)).toMatchObject({ accountingEntryId: ENTRY });
    expect(pleoItemOf({ accountingEntryId: ENTRY }, JOB)).toMatchObject({ accountingEntryId: ENTRY });
  });

  it.each([
    null,
    7,
    'x',
    [],
    {},
    { accountingEntryId: 7 },
    { accountingEntryId: ENTRY, exportJobId: ENTRY },
    { accountingEntryId: ENTRY, exportJobId: null },
  ])('reads no item of the job in %j', (value) => {
    expect(pleoItemOf(value, JOB)).toBeNull();
  });
});

describe('differencesOf', () => {
  const sent: ItemUpdate = {
    accountingEntryId: ENTRY,
    status: 'failed',
    exportedAt: '2026-03-01T12:00:05.900Z',
    externalId: 'A-1',
    externalUrl: 'ext-url',
    failureReason: 'Closed.',
    failureReasonType: 'validation_failure',
  };

  function shown(given: Record<string, unknown> = {}): PleoItem {
    const item = pleoItemOf({ ...sent, exportedAt: '2026-03-01T12:00:05Z', ...given }, JOB);
    if (!item) throw new Error('no item');
    return item;
  }

  it('finds none where all is as sent, in whole seconds', () => {
    expect(differencesOf(shown(), sent)).toEqual([]);
    expect(differencesOf(shown({ exportedAt: '2026-03-01T13:00:05+01:00' }), sent)).toEqual([]);
  });

  it.each([
    ['status', 'successful'],
    ['status', null],
    ['exportedAt', '2026-03-01T12:00:06Z'],
    ['exportedAt', 'yesterday'],
    ['exportedAt', 7],
    ['externalId', 'A-2'],
    ['externalId', null],
    ['externalUrl', ''],
    ['failureReason', 'Open.'],
    ['failureReasonType', 'invalid_configuration'],
  ])('names %s where Pleo shows %j', (name, value) => {
    expect(differencesOf(shown({ [name]: value }), sent)).toEqual([name]);
  });

  it('takes a time that Pleo does not show for no other one', () => {
    expect(differencesOf(shown({ exportedAt: null }), sent)).toEqual([]);
    expect(differencesOf(shown({ exportedAt: undefined }), sent)).toEqual([]);
  });

  it('does not compare what was not sent, and takes an empty text for none', () => {
    const bare: ItemUpdate = { accountingEntryId: ENTRY, status: 'failed' };
    expect(differencesOf(shown(), bare)).toEqual([]);
    expect(differencesOf(shown({ externalId: null }), { ...bare, externalId: '' })).toEqual([]);
  });
});

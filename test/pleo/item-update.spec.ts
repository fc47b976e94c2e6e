import { describe, expect, it } from 'vitest';
import { ValidationFailed } from '../../src/api/validation.js';
import { ITEM_FAILURE_REASON_TYPES } from '../../src/lifecycle/item-state.js';
import type { UpdateExportJobItem } from '../../src/pleo/dto/update-export-job-item.dto.js';
import { itemUpdateOf } from '../../src/pleo/item-update.js';

const ENTRY = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';
const OF_V3 = ['vendor_unknown', 'account_unknown', 'tax_code_unknown', 'tag_unknown'];

function stored(given: Record<string, unknown> = {}): Required<UpdateExportJobItem> {
  return {
    accountingEntryId: ENTRY,
    status: 'successful',
    exportedAt: null,
    externalId: null,
    externalUrl: null,
    failureReason: null,
    failureReasonType: null,
    ...given,
  };
}

describe('itemUpdateOf', () => {
  it.each(['in_progress', 'successful', 'failed'])('says of %s nothing that is not set', (status) => {
    const body = JSON.stringify(itemUpdateOf(stored({ status }), 'v3'));
    expect(body).toBe(`{"accountingEntryId":"${ENTRY}","status":"${status}"}`);
  });

  it('sends all that is set', () => {
    const success = {
      externalId: 'Ä-7 ✗',
      externalUrl: 'ext-url',
      exportedAt: new Date('2026-03-01T12:00:05Z'),
    };
    expect(itemUpdateOf(stored(success), 'v3')).toMatchObject({
      externalId: 'Ä-7 ✗',
      externalUrl: 'ext-url',
      exportedAt: '2026-03-01T12:00:05Z',
    });
    const failure = { status: 'failed', failureReason: 'Zu.', failureReasonType: 'validation_failure' };
    expect(itemUpdateOf(stored(failure), 'v3')).toMatchObject(failure);
  });

  it('does not cut a time that has more than whole seconds', () => {
    const update = itemUpdateOf(stored({ exportedAt: new Date('2026-03-01T12:00:05.070Z') }), 'v1');
    expect(update).toMatchObject({ exportedAt: '2026-03-01T12:00:05.070Z' });
  });

  it.each(ITEM_FAILURE_REASON_TYPES)('says %s in the words of each version', (failureReasonType) => {
    const result = stored({ status: 'failed', failureReasonType });
    const older = OF_V3.includes(failureReasonType) ? 'invalid_configuration' : failureReasonType;
    expect(itemUpdateOf(result, 'v1')).toMatchObject({ failureReasonType: older });
    expect(itemUpdateOf(result, 'v2')).toMatchObject({ failureReasonType: older });
    expect(itemUpdateOf(result, 'v3')).toMatchObject({ failureReasonType });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no id of an entry', { accountingEntryId: 'entry-7' }, '/accountingEntryId'],
    ['a status that is not a worker’s', { status: 'abandoned' }, '/status'],
    ['a time that is none', { exportedAt: Infinity }, '/exportedAt'],
    ['half of a surrogate pair', { externalId: 'a\ud83d' }, '/externalId'],
    ['a link that is no text', { externalUrl: 7 }, '/externalUrl'],
    ['a reason without a failure', { failureReason: 'odd' }, '/failureReason'],
    ['a reason type without a failure', { failureReasonType: 'unexpected_failure' }, '/failureReasonType'],
    [
      'a reason type that Pleo does not know',
      { status: 'failed', failureReasonType: 'bored' },
      '/failureReasonType',
    ],
  ])('refuses a row with %s', (_, given, pointer) => {
    const refusal = itemUpdateOf(stored(given), 'v3');
    expect(refusal).toBeInstanceOf(ValidationFailed);
    const pointers = (refusal as ValidationFailed).mistakes.map((mistake) => mistake.pointer);
    expect(new Set(pointers)).toEqual(new Set([pointer]));
  });
});

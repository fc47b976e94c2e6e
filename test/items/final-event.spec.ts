import { describe, expect, it } from 'vitest';
import { type CountedReason, finalEventOf } from '../../src/items/final-event.js';
import { ITEM_FAILURE_REASON_TYPES } from '../../src/lifecycle/item-state.js';
import { FAILURE_REASON_TYPES } from '../../src/lifecycle/job-state.js';

const counts = (successful: number, failed: number, inProgress = 0) => ({ successful, failed, inProgress });
const reason = (
  failureReasonType: CountedReason['failureReasonType'],
  failureReason: string | null,
  count: number,
): CountedReason => ({ failureReasonType, failureReason, count });

describe('the final event of a job', () => {
  it.each([
    ['all successful', counts(3, 0), 3, 'completed'],
    ['all successful, of an unknown number', counts(3, 0), null, 'completed'],
    ['more than were expected', counts(5, 0), 3, 'completed'],
    ['nothing to report', counts(0, 0), 0, 'completed'],
    ['some successful', counts(1, 2), 3, 'completed_with_errors'],
    ['none successful', counts(0, 2), 2, 'failed'],
  ])('of results with %s', (_, given, numberOfItems, event) => {
    expect(finalEventOf(given, numberOfItems, [], false)).toMatchObject({ event });
  });

  it.each([
    ['some are in progress', counts(1, 0, 1), 2, { expected: 2, reported: 2 }],
    ['some are missing', counts(1, 1), 3, { expected: 3, reported: 2 }],
    ['all are missing', counts(0, 0), 3, { expected: 3, reported: 0 }],
    ['there are none, and nobody knows of how many', counts(0, 0), null, { expected: null, reported: 0 }],
  ])('does not follow when %s', (_, given, numberOfItems, unfinished) => {
    expect(finalEventOf(given, numberOfItems, [], false)).toEqual(unfinished);
  });

  it.each([
    ['in progress', counts(1, 0, 1), 2, 'completed_with_errors'],
    ['missing', counts(2, 0), 3, 'completed_with_errors'],
    ['missing, with none successful', counts(0, 1), 3, 'failed'],
    ['missing, all of them', counts(0, 0), 3, 'failed'],
    ['missing, of an unknown number', counts(0, 0), null, 'failed'],
    ['missing, but none is', counts(3, 0), 3, 'completed'],
  ])('counts what is %s as not successful where that is allowed', (_, given, numberOfItems, event) => {
    expect(finalEventOf(given, numberOfItems, [], true)).toMatchObject({ event });
  });
});

describe('the reason of a job that failed', () => {
  it('is the most frequent type over all texts, and the most frequent text', () => {
    const reasons = [
      reason('validation_failure', 'Row 1', 3),
      reason('vendor_unknown', 'Vendor A', 2),
      reason('vendor_unknown', 'Vendor B', 2),
    ];
    expect(finalEventOf(counts(0, 7), 7, reasons, false)).toEqual({
      event: 'failed',
      failureReasonType: 'invalid_configuration',
      failureReason: 'None of 7 entries was exported: 7 failed. The most frequent reason (3 of 7): "Row 1"',
    });
  });

  it('counts what has no result, and is left out where no result gave one', () => {
    expect(finalEventOf(counts(0, 1), 3, [reason(null, null, 1)], true)).toEqual({
      event: 'failed',
      failureReasonType: null,
      failureReason: 'None of 3 entries was exported: 1 failed, 2 have no result.',
    });
  });

  it('is the same however the rows come', () => {
    const reasons = [reason('tag_unknown', 'b', 1), reason('authorization_failure', 'a', 1)];
    const one = finalEventOf(counts(0, 2), 2, reasons, false);
    expect(finalEventOf(counts(0, 2), 2, reasons.toReversed(), false)).toEqual(one);
    expect(one).toMatchObject({ failureReasonType: 'authorization_failure' });
  });

  it('quotes no more of a long text than a person reads, and no half of a character', () => {
    const { failureReason } = finalEventOf(
      counts(0, 1),
      1,
      [reason('unexpected_failure', `${'x'.repeat(499)}😀${'y'.repeat(5000)}`, 1)],
      false,
    ) as { failureReason: string };
    expect(failureReason.length).toBeLessThan(700);
    expect(failureReason.isWellFormed()).toBe(true);
  });

  it('quotes no reason that says nothing', () => {
    const reasons = [
      reason('vendor_unknown', '', 3),
      reason('vendor_unknown', ' ', 2),
      reason('vendor_unknown', 'No vendor', 1),
    ];
    expect(finalEventOf(counts(0, 6), 6, reasons, false)).toMatchObject({
      failureReason:
        'None of 6 entries was exported: 6 failed. The most frequent reason (1 of 6): "No vendor"',
    });
  });

  it('is one that jobs know, whatever the reason of the items', () => {
    for (const type of ITEM_FAILURE_REASON_TYPES) {
      const derived = finalEventOf(counts(0, 1), 1, [reason(type, null, 1)], false);
      expect(FAILURE_REASON_TYPES).toContain((derived as { failureReasonType: string }).failureReasonType);
    }
  });

  it.each([
    ['invalid_configuration', 'invalid_configuration'],
    ['missing_configuration', 'missing_configuration'],
    ['accounting_system_authentication_failure', 'accounting_system_authentication_failure'],
    ['accounting_system_rate_limit', 'accounting_system_rate_limit'],
    ['accounting_system_unreachable', 'accounting_system_unreachable'],
    ['validation_failure', 'validation_failure'],
    ['authorization_failure', 'authorization_failure'],
    ['accounting_system_timeout', 'accounting_system_timeout'],
    ['vendor_unknown', 'invalid_configuration'],
    ['account_unknown', 'invalid_configuration'],
    ['tax_code_unknown', 'invalid_configuration'],
    ['tag_unknown', 'invalid_configuration'],
    ['receipt_upload_failure', 'validation_failure'],
    ['receipt_download_failure', 'validation_failure'],
    ['receipt_file_size_limit_exceeded', 'validation_failure'],
    ['receipt_conversion_failure', 'validation_failure'],
    ['unexpected_failure', 'validation_failure'],
    ['accounting_system_validation_failure', 'validation_failure'],
  ] as const)('is for %s of items %s', (type, expected) => {
    const derived = finalEventOf(counts(0, 1), 1, [reason(type, null, 1)], false);
    expect(derived).toMatchObject({ failureReasonType: expected });
  });
});

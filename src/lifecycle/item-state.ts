import type { FailureReasonType } from './job-state.js';

/**
 * The life of an item, which is one accounting entry of an export job: Pleo's words, as far as a worker may report
 * them. (`pending` is where every item begins, `abandoned` is Pleo's own.)
 */
export const ITEM_STATUSES = ['in_progress', 'successful', 'failed'] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

/** The reasons of failed items that v1, v2 and v3 of Pleo's Export API know (`ExportItemFailureReasonType`). */
const REASONS_OF_ALL_VERSIONS = [
  'receipt_upload_failure',
  'receipt_download_failure',
  'receipt_file_size_limit_exceeded',
  'receipt_conversion_failure',
  'unexpected_failure',
  'invalid_configuration',
  'missing_configuration',
  'accounting_system_authentication_failure',
  'accounting_system_rate_limit',
  'accounting_system_unreachable',
  'accounting_system_validation_failure',
  'accounting_system_timeout',
  'validation_failure',
  'authorization_failure',
] as const;

/** Those that v3 alone knows. */
const REASONS_OF_V3 = ['vendor_unknown', 'account_unknown', 'tax_code_unknown', 'tag_unknown'] as const;

export const ITEM_FAILURE_REASON_TYPES = [...REASONS_OF_ALL_VERSIONS, ...REASONS_OF_V3] as const;
export type ItemFailureReasonType = (typeof ITEM_FAILURE_REASON_TYPES)[number];

/** A result of one entry. Its first final one stands; `in_progress` may be followed by any. */
export function isFinalResult(status: ItemStatus): boolean {
  return status !== 'in_progress';
}

/** The reason as a version of Pleo's API knows it: an older one is told of a setting that is wrong. */
export function reasonTypeFor(
  version: 'v1' | 'v2' | 'v3',
  type: ItemFailureReasonType,
): ItemFailureReasonType {
  return version !== 'v3' && isOfV3(type) ? 'invalid_configuration' : type;
}

/**
 * The reason of a job whose items failed for this one. The two lists share eight; an unknown account and its like are a
 * setting that is wrong; all else is a failure to validate.
 */
export function jobReasonOf(type: ItemFailureReasonType): FailureReasonType {
  if (isOfV3(type)) return 'invalid_configuration';
  switch (type) {
    case 'invalid_configuration':
    case 'missing_configuration':
    case 'accounting_system_authentication_failure':
    case 'accounting_system_rate_limit':
    case 'accounting_system_unreachable':
    case 'validation_failure':
    case 'authorization_failure':
    case 'accounting_system_timeout':
      return type;
    default:
      return 'validation_failure';
  }
}

function isOfV3(type: ItemFailureReasonType): boolean {
  return REASONS_OF_V3.some((known) => known === type);
}

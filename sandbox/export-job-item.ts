/** The items of an export job at Pleo, one for each accounting entry. Pure: no clock, no store, no HTTP. */
import type { ItemBehaviour } from './item-behaviour.js';

export const VERSIONS = ['v1', 'v2', 'v3'] as const;
export type Version = (typeof VERSIONS)[number];

export const ITEM_STATUSES = ['pending', 'in_progress', 'failed', 'successful', 'abandoned'] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

const REASONS_OF_V1 = [
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

/** Why an item failed: 14 words in v1 and v2, 18 in v3. */
export const ITEM_FAILURE_REASON_TYPES: Record<Version, readonly string[]> = {
  v1: REASONS_OF_V1,
  v2: REASONS_OF_V1,
  v3: [...REASONS_OF_V1, 'vendor_unknown', 'account_unknown', 'tax_code_unknown', 'tag_unknown'],
};

/** Why an item was not updated, as it stands in the `errors` of a 200. */
export const ITEM_ERROR_TYPES = [
  'ACCOUNTING_ENTRY_DOES_NOT_EXIST',
  'EXPORT_ENTRY_STATUS_UPDATE_FAILED',
  'ACCOUNTING_ENTRY_UPDATE_FAILED',
] as const;
export type ItemErrorType = (typeof ITEM_ERROR_TYPES)[number];

/** What a PUT may set; what it leaves out becomes null. Times are milliseconds since 1970. */
export interface ItemResult {
  status: ItemStatus;
  exportedAt: number | null;
  externalId: string | null;
  externalUrl: string | null;
  failureReason: string | null;
  failureReasonType: string | null;
}

/** An item as the sandbox keeps it; its job has the outcome of items without a final status. */
export interface ExportJobItem extends ItemResult {
  readonly accountingEntryId: string;
  /** From 1, in the order of the job: the sort key of lists, and the content of cursors. */
  readonly position: number;
}

export function newItem(accountingEntryId: string, position: number): ExportJobItem {
  return {
    accountingEntryId,
    position,
    status: 'pending',
    exportedAt: null,
    externalId: null,
    externalUrl: null,
    failureReason: null,
    failureReasonType: null,
  };
}

export function isFinalItem(status: ItemStatus): boolean {
  return status !== 'pending' && status !== 'in_progress';
}

/** Whether an item may go from one status to the other. A final one never becomes another one. */
export function mayBecome(
  from: ItemStatus,
  to: ItemStatus,
  { finalRepeat, inProgressFirst }: ItemBehaviour,
): boolean {
  if (isFinalItem(from)) return from === to && finalRepeat === 'taken';
  if (isFinalItem(to)) return from === 'in_progress' || !inProgressFirst;
  return to === 'in_progress' || from === 'pending';
}

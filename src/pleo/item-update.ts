import { check, ValidationFailed } from '../api/validation.js';
import type { Settings } from '../config/settings.js';
import { type ItemFailureReasonType, type ItemStatus, reasonTypeFor } from '../lifecycle/item-state.js';
import { UpdateExportJobItem } from './dto/update-export-job-item.dto.js';

/** The update of one entry for Pleo. Unset fields are left out: the request has no null. */
export interface ItemUpdate {
  readonly accountingEntryId: string;
  readonly status: ItemStatus;
  /** RFC 3339 in UTC. */
  readonly exportedAt?: string | undefined;
  readonly externalId?: string | undefined;
  readonly externalUrl?: string | undefined;
  readonly failureReason?: string | undefined;
  readonly failureReasonType?: ItemFailureReasonType | undefined;
}

/**
 * The update of an entry in the words of a version of Pleo's API, checked against Pleo's DTO before it goes out: a row
 * that was changed by hand must not reach Pleo. Returns the mistakes when it does not fit.
 */
export function itemUpdateOf(
  result: Required<UpdateExportJobItem>,
  version: Settings['PLEO_API_VERSION'],
): ItemUpdate | ValidationFailed {
  const checked = check(UpdateExportJobItem, {
    accountingEntryId: result.accountingEntryId,
    status: result.status,
    exportedAt: result.exportedAt,
    externalId: result.externalId,
    externalUrl: result.externalUrl,
    failureReason: result.failureReason,
    failureReasonType: result.failureReasonType,
  });
  if (checked instanceof ValidationFailed) return checked;
  const { accountingEntryId, status, exportedAt, failureReasonType } = checked;
  return {
    accountingEntryId,
    status,
    exportedAt: exportedAt ? pleoTime(exportedAt) : undefined,
    externalId: checked.externalId ?? undefined,
    externalUrl: checked.externalUrl ?? undefined,
    failureReason: checked.failureReason ?? undefined,
    failureReasonType: failureReasonType ? reasonTypeFor(version, failureReasonType) : undefined,
  };
}

/** In Pleo's pattern, which has whole seconds; a time that has more is not cut. */
export function pleoTime(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}

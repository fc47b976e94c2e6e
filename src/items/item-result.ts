import type { ItemFailureReasonType, ItemStatus } from '../lifecycle/item-state.js';

/** What a worker says of one accounting entry. */
export interface ItemResult {
  readonly accountingEntryId: string;
  readonly status: ItemStatus;
  readonly exportedAt: Date | null;
  readonly externalId: string | null;
  readonly externalUrl: string | null;
  readonly failureReason: string | null;
  readonly failureReasonType: ItemFailureReasonType | null;
}

/** A result that waits to be delivered, at its place in the order of its job. */
export interface PendingResult extends ItemResult {
  readonly position: number;
}

/** Whether two results of one entry say the same. */
export function isSameResult(one: ItemResult, other: ItemResult): boolean {
  return (
    one.status === other.status &&
    one.exportedAt?.getTime() === other.exportedAt?.getTime() &&
    one.externalId === other.externalId &&
    one.externalUrl === other.externalUrl &&
    one.failureReason === other.failureReason &&
    one.failureReasonType === other.failureReasonType
  );
}

import { ITEM_STATUSES } from '../lifecycle/item-state.js';
import type { ItemUpdate } from './item-update.js';

/** The statuses of an item at Pleo. */
const PLEO_ITEM_STATUSES = ['pending', ...ITEM_STATUSES, 'abandoned'] as const;
export type PleoItemStatus = (typeof PLEO_ITEM_STATUSES)[number];

/** Texts that Pleo keeps as they were sent. */
const TEXTS = ['externalId', 'externalUrl', 'failureReason', 'failureReasonType'] as const;

/** An item as Pleo shows it, to be compared. Its fields are as they came: never shown or kept. */
export interface PleoItem {
  /** In small letters. */
  readonly accountingEntryId: string;
  /** `pending` where Pleo shows null, as v1 and v2 do before the first attempt; null where it is no known word. */
  readonly status: PleoItemStatus | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads an item of the job; null when it names no entry, or another job. */
export function pleoItemOf(value: unknown, jobId: string): PleoItem | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Record<string, unknown>;
  const { accountingEntryId, exportJobId = jobId, status } = fields;
  if (typeof accountingEntryId !== 'string' || typeof exportJobId !== 'string') return null;
  if (exportJobId.toLowerCase() !== jobId.toLowerCase()) return null;
  const known = status === null ? 'pending' : PLEO_ITEM_STATUSES.find((word) => word === status);
  return { accountingEntryId: accountingEntryId.toLowerCase(), status: known ?? null, fields };
}

/**
 * The names of the fields in which Pleo's item differs from what was sent; without any it is as reported. What was not
 * sent is not compared. Pleo's times have whole seconds. One that shows no time is no other: the schema does not say
 * that Pleo keeps it.
 */
export function differencesOf({ status, fields }: PleoItem, sent: ItemUpdate): string[] {
  const texts = TEXTS.filter((name) => sent[name] !== undefined && (fields[name] ?? '') !== sent[name]);
  const { exportedAt } = fields;
  const isOtherTime =
    sent.exportedAt !== undefined && exportedAt != null && secondOf(exportedAt) !== secondOf(sent.exportedAt);
  return [...(status === sent.status ? [] : ['status']), ...(isOtherTime ? ['exportedAt'] : []), ...texts];
}

function secondOf(time: unknown): number | null {
  return typeof time === 'string' ? Math.floor(Date.parse(time) / 1000) : null;
}

import { badRequest, PleoError } from './answer.js';
import {
  ITEM_FAILURE_REASON_TYPES,
  ITEM_STATUSES,
  type ItemResult,
  type ItemStatus,
  type Version,
} from './export-job-item.js';
import { asObject } from './json-body.js';
import { isUuid } from './uuid.js';

/** An element of PUT export-jobs/{jobId}/items. */
export interface ItemUpdate extends ItemResult {
  readonly accountingEntryId: string;
}

/** An element that the sandbox cannot make sense of, with a name that `errors` can show. */
export interface BadElement {
  readonly accountingEntryId: string;
  readonly problems: readonly string[];
}

export const MAX_ITEMS = 100;

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/**
 * Reads the body, each element by itself. Throws when there is no array, when it is too long, or when an element has
 * no name to be refused by. `isBad` refuses an entry that looks right.
 */
export function readItemUpdates(
  value: unknown,
  version: Version,
  isBad: (accountingEntryId: string) => boolean,
): (ItemUpdate | BadElement)[] {
  if (!Array.isArray(value)) throw badRequest(['The body must be an array']);
  if (value.length > MAX_ITEMS) {
    throw new PleoError(
      413,
      'EXPORT_JOB_ITEMS_UPDATE_LIMIT',
      `At most ${MAX_ITEMS} items can be updated at once, not ${value.length}.`,
    );
  }
  return value.map((element: unknown, index) => readElement(element, index, version, isBad));
}

export function isBadElement(element: ItemUpdate | BadElement): element is BadElement {
  return 'problems' in element;
}

function readElement(
  element: unknown,
  index: number,
  version: Version,
  isBad: (accountingEntryId: string) => boolean,
): ItemUpdate | BadElement {
  const given = asObject(element);
  if (given === undefined) throw badRequest([`Element ${index} must be an object`]);
  if (!isUuid(given.accountingEntryId)) {
    throw badRequest([`Element ${index}: accountingEntryId must be a UUID`]);
  }
  const accountingEntryId = given.accountingEntryId.toLowerCase();
  const problems = problemsOf(given, version).map((problem) => `Element ${index}: ${problem}`);
  if (isBad(accountingEntryId)) problems.push(`Element ${index} is not acceptable`);
  if (problems.length > 0) return { accountingEntryId, problems };
  const text = (name: string): string | null => (given[name] as string | undefined) ?? null;
  return {
    accountingEntryId,
    status: given.status as ItemStatus,
    exportedAt: given.exportedAt === undefined ? null : Date.parse(given.exportedAt as string),
    externalId: text('externalId'),
    externalUrl: text('externalUrl'),
    failureReason: text('failureReason'),
    failureReasonType: text('failureReasonType'),
  };
}

/** Unknown properties are let through; null is refused, for the schema allows it nowhere. */
function problemsOf(given: Record<string, unknown>, version: Version): string[] {
  const { status, exportedAt, failureReasonType } = given;
  const problems: string[] = [];
  if (!isOneOf(ITEM_STATUSES, status)) problems.push(`status must be one of ${ITEM_STATUSES.join(', ')}`);
  if (exportedAt !== undefined && !isDateTime(exportedAt)) problems.push('exportedAt must be a date-time');
  for (const name of ['externalId', 'externalUrl', 'failureReason']) {
    if (given[name] !== undefined && typeof given[name] !== 'string')
      problems.push(`${name} must be a string`);
  }
  const reasons = ITEM_FAILURE_REASON_TYPES[version];
  if (failureReasonType !== undefined && !isOneOf(reasons, failureReasonType)) {
    problems.push(`failureReasonType must be one of ${reasons.join(', ')}`);
  }
  return problems;
}

function isOneOf(allowed: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && allowed.includes(value);
}

function isDateTime(value: unknown): boolean {
  return typeof value === 'string' && DATE_TIME.test(value) && !Number.isNaN(Date.parse(value));
}

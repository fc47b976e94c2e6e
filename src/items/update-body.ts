import { check, type Mistake, ValidationFailed } from '../api/validation.js';
import { UpdateExportJobItem } from '../pleo/dto/update-export-job-item.dto.js';
import type { ItemResult } from './item-result.js';
import { ItemsLimitExceeded } from './items.errors.js';

/** More mistakes than these are counted, not listed: an answer must not grow with nonsense. */
const LISTED_MISTAKES = 100;

/**
 * The results in the body of PUT …/export-jobs/{id}/items, a bare array of 1 to `limit` elements, in its order. Throws
 * `ItemsLimitExceeded` before it looks at any element, or `ValidationFailed` with the mistakes of all.
 */
export function resultsIn(body: unknown, limit: number): ItemResult[] {
  if (!Array.isArray(body)) throw wrong('must be an array of item results');
  if (body.length === 0) throw wrong('must hold at least one item result');
  if (body.length > limit) throw new ItemsLimitExceeded(body.length, limit);
  const checked = body.map((element: unknown, index) => check(UpdateExportJobItem, element, `/${index}`));
  const repeated = repeatedIn(checked.map((one, index) => entryOf(one, body[index], index)));
  const mistakes = checked.flatMap((one, index) => [
    ...(one instanceof ValidationFailed ? one.mistakes : []),
    ...(repeated.has(index) ? [{ pointer: pointerTo(index), detail: REPEATED }] : []),
  ]);
  if (mistakes.length > 0) throw new ValidationFailed(firstOf(mistakes));
  return (checked as UpdateExportJobItem[]).map(toItemResult);
}

const REPEATED = 'occurs more than once in this request: report one result per accounting entry';

/** The entry that element `index` is about; null when that cannot be said, which is a mistake of its own. */
function entryOf(
  checked: UpdateExportJobItem | ValidationFailed,
  given: unknown,
  index: number,
): string | null {
  if (!(checked instanceof ValidationFailed)) return checked.accountingEntryId;
  const id = (given as Partial<UpdateExportJobItem> | null)?.accountingEntryId;
  const isWrong = checked.mistakes.some(({ pointer }) => pointer === pointerTo(index));
  return isWrong || typeof id !== 'string' ? null : id.toLowerCase();
}

/** The places of all elements whose entry is that of another one. */
function repeatedIn(entries: readonly (string | null)[]): Set<number> {
  const first = new Map<string, number>();
  const repeated = new Set<number>();
  entries.forEach((entry, index) => {
    if (entry === null) return;
    const earlier = first.get(entry);
    if (earlier === undefined) first.set(entry, index);
    else repeated.add(earlier).add(index);
  });
  return repeated;
}

function firstOf(mistakes: Mistake[]): Mistake[] {
  const more = mistakes.length - LISTED_MISTAKES;
  return more > 0
    ? [...mistakes.slice(0, LISTED_MISTAKES), { pointer: '', detail: `has ${more} more mistakes` }]
    : mistakes;
}

function pointerTo(index: number): string {
  return `/${index}/accountingEntryId`;
}

function wrong(detail: string): ValidationFailed {
  return new ValidationFailed([{ pointer: '', detail }]);
}

function toItemResult(item: UpdateExportJobItem): ItemResult {
  return {
    accountingEntryId: item.accountingEntryId,
    status: item.status,
    exportedAt: item.exportedAt ?? null,
    externalId: item.externalId ?? null,
    externalUrl: item.externalUrl ?? null,
    failureReason: item.failureReason ?? null,
    failureReasonType: item.failureReasonType ?? null,
  };
}

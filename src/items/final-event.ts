import { type ItemFailureReasonType, jobReasonOf } from '../lifecycle/item-state.js';
import type { FailureReasonType, JobEvent } from '../lifecycle/job-state.js';

/** How many results of a job there are of each status. */
export interface ResultCounts {
  readonly successful: number;
  readonly failed: number;
  readonly inProgress: number;
}

/** A reason of failed results, and how many of them have it. */
export interface CountedReason {
  readonly failureReasonType: ItemFailureReasonType | null;
  readonly failureReason: string | null;
  readonly count: number;
}

/** The event that ends a job. */
export interface FinalEvent {
  readonly event: JobEvent;
  readonly failureReason: string | null;
  readonly failureReasonType: FailureReasonType | null;
}

/** Results are missing: `expected` is null where the number of items is not known. */
export interface Unfinished {
  readonly expected: number | null;
  readonly reported: number;
}

/** Characters of a result's reason that the job's reason quotes. */
const MAX_QUOTED = 500;

/**
 * The final event that the results of a job come to. All successful, or none to report: `completed`. Some successful:
 * `completed_with_errors`. None: `failed`, with the most frequent reason. `allowMissing`: entries without a final
 * result count as not successful; else they make the job unfinished.
 */
export function finalEventOf(
  counts: ResultCounts,
  numberOfItems: number | null,
  reasons: readonly CountedReason[],
  allowMissing: boolean,
): FinalEvent | Unfinished {
  const { successful, failed, inProgress } = counts;
  const reported = successful + failed + inProgress;
  const missing = Math.max((numberOfItems ?? 0) - reported, 0);
  const isKnown = numberOfItems !== null || reported > 0;
  if (!allowMissing && (inProgress > 0 || missing > 0 || !isKnown))
    return { expected: numberOfItems, reported };
  if (isKnown && successful === reported + missing) return ended('completed');
  if (successful > 0) return ended('completed_with_errors');
  return {
    event: 'failed',
    failureReason: describe(failed, inProgress + missing, reasons),
    failureReasonType: typeOf(reasons),
  };
}

export function isUnfinished(derived: FinalEvent | Unfinished): derived is Unfinished {
  return 'reported' in derived;
}

function ended(event: JobEvent): FinalEvent {
  return { event, failureReason: null, failureReasonType: null };
}

/** Of types that are equally frequent, the first in the alphabet: a repeat must come to the same. */
function typeOf(reasons: readonly CountedReason[]): FailureReasonType | null {
  const counts = new Map<ItemFailureReasonType, number>();
  for (const { failureReasonType: type, count } of reasons)
    if (type) counts.set(type, (counts.get(type) ?? 0) + count);
  const [most] = [...counts].sort(([one, a], [other, b]) => b - a || compare(one, other));
  return most ? jobReasonOf(most[0]) : null;
}

function describe(failed: number, missing: number, reasons: readonly CountedReason[]): string {
  const all = failed + missing;
  if (all === 0) return 'No result was reported.';
  const parts = [
    failed > 0 && `${failed} failed`,
    missing > 0 && `${missing} ${missing === 1 ? 'has' : 'have'} no result`,
  ].filter(Boolean);
  const entries = all === 1 ? 'The only entry was not exported' : `None of ${all} entries was exported`;
  const [most] = reasons
    .filter(({ failureReason }) => failureReason?.trim())
    .sort((one, other) => other.count - one.count || compare(one.failureReason, other.failureReason));
  const quote = most
    ? ` The most frequent reason (${most.count} of ${failed}): "${shortened(most.failureReason ?? '')}"`
    : '';
  return `${entries}: ${parts.join(', ')}.${quote}`;
}

function compare(one: string | null, other: string | null): number {
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

function shortened(text: string): string {
  return text.length <= MAX_QUOTED ? text : `${text.slice(0, MAX_QUOTED).toWellFormed()}…`;
}

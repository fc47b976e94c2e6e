import type { TimelineEntry } from './dto/timeline.dto.js';
import { endOf, entry, type ToldAttempt } from './entry.js';

/** Pleo's clock and ours may differ by so much: what is closer together says nothing. */
const CLOCKS_MS = 5000;

const TAKEN: ReadonlySet<string> = new Set(['delivered', 'confirmed', 'partial']);

/**
 * Whether results prolong the time after which Pleo ends a job, by `lastUpdatedAt` of its job behind the first ones
 * that it took: it is later than the first request with results if they do, and else as old as `started`. Empty where
 * it was not read.
 */
export function prolongation(history: {
  readonly results: { readonly pleoLastUpdatedAt: Date | null };
  readonly attempts: readonly ToldAttempt[];
}): TimelineEntry[] {
  const { attempts, results } = history;
  const { pleoLastUpdatedAt } = results;
  const [first] = attempts;
  if (!first || !pleoLastUpdatedAt) return [];
  const taken = attempts.find(({ outcome, entries }) => entries !== null && TAKEN.has(outcome)) ?? first;
  const summary =
    `Pleo says that its job was last updated at ${pleoLastUpdatedAt.toISOString()}. The first request with results was ` +
    `made at ${first.startedAt.toISOString()}: ${conclusion(first, pleoLastUpdatedAt, attempts)}.`;
  return [entry({ at: endOf(taken), type: 'pleo_read', summary })];
}

function conclusion(first: ToldAttempt, updatedAt: Date, attempts: readonly ToldAttempt[]): string {
  const laterMs = updatedAt.getTime() - first.startedAt.getTime();
  // `started` was sent with them, and is news of the job in any case.
  const isMixed = attempts.some(({ outcome }) => outcome === 'started_first');
  if (laterMs < -CLOCKS_MS) return "results do not prolong Pleo's hour";
  if (laterMs < 0 || isMixed) return "that does not show whether results prolong Pleo's hour";
  return "results prolong Pleo's hour";
}

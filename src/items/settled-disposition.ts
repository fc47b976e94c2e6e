import type { Disposition } from '../queue/settlement.js';
import { LINGER_MS } from './items.repository.js';
import type { SettledItems } from './settle-items.sql.js';

/** How soon results are tried again that were kept back while others were given up. */
const GIVING_UP_MS = 1000;

/**
 * What the message of a job's results comes to, by what is left of them; null where `disposition` stays. More that wait
 * linger for others, unless a request is full or the final event is behind them.
 */
export function settledDisposition(
  disposition: Disposition,
  { pending, dead, holdMs, isAwaited }: SettledItems,
  perRequest: number,
): Disposition | null {
  if (pending > 0) {
    if (disposition.kind === 'retry' || disposition.kind === 'release') return null;
    if (disposition.kind === 'dead' && disposition.outcome === 'expired')
      return { kind: 'retry', delayMs: GIVING_UP_MS };
    return { kind: 'more', delayMs: pending >= perRequest || isAwaited ? 0 : LINGER_MS };
  }
  if (dead > 0) return { kind: 'dead', outcome: 'refused', holdMs: Math.max(holdMs ?? 0, 0) };
  return { kind: 'delivered', outcome: 'delivered' };
}

import type { Meaning } from '../queue/message-handler.js';
import { jitteredDelayMs, retryDelayMs } from '../loops/retry-policy.js';
import type { Disposition } from '../queue/settlement.js';

/** A message whose credential was refused lets others try whether it works, and tries again within a minute. */
const MAX_REFUSED_MS = 60_000;

/**
 * The disposition of a message of any kind, by the meaning of its delivery and how long it has met trouble: after
 * `maxAgeMs` of that it is given up. `random` is in [0, 1).
 */
export function dispositionOf(
  meaning: Meaning,
  message: { readonly retries: number; readonly failingMs: number },
  maxAgeMs: number,
  random: number,
): Disposition {
  switch (meaning.kind) {
    case 'delivered':
      return { kind: 'delivered', outcome: meaning.outcome };
    case 'refused':
      return { kind: 'dead', outcome: meaning.outcome };
    case 'wait':
      return { kind: 'release', delayMs: meaning.waitMs };
    case 'credential':
      return { kind: 'release', delayMs: Math.min(jitteredDelayMs(message.retries, random), MAX_REFUSED_MS) };
    case 'passing': {
      const delayMs = retryDelayMs(message, maxAgeMs, random);
      if (delayMs === null) return { kind: 'dead', outcome: 'expired' };
      return { kind: 'retry', delayMs: Math.max(delayMs, meaning.waitMs) };
    }
  }
}

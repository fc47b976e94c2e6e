import type { Outcome } from '../pleo/pleo.outcome.js';

const FIRST_CEILING_MS = 1000;
const LONGEST_MS = 5 * 60_000;

/** How often a refused credential is tried again. */
const CREDENTIAL_PROBE_MS = 60_000;

/** Faults after which the same event may go through later. */
export type Fault = Extract<Outcome, { kind: 'passing' | 'wait' | 'credential' }>;

/**
 * When to try again after a fault, in milliseconds from now; null to give up, when the event's turn came longer than
 * `maxAgeMs` ago. Passing faults wait exponentially longer with full jitter: evenly between nothing and a ceiling of
 * 1 s, 2 s, 4 s, … 5 min, so that thousands of events do not come back at once. `random` is in [0, 1).
 *
 * A refused credential is nobody's event's fault: it never makes one dead.
 */
export function retryDelayMs(
  fault: Fault,
  { retries, ageMs }: { retries: number; ageMs: number },
  maxAgeMs: number,
  random: number,
): number | null {
  switch (fault.kind) {
    case 'credential':
      return CREDENTIAL_PROBE_MS;
    case 'wait':
      return ageMs >= maxAgeMs ? null : fault.waitMs;
    case 'passing':
      return ageMs >= maxAgeMs
        ? null
        : Math.floor(random * Math.min(FIRST_CEILING_MS * 2 ** retries, LONGEST_MS));
  }
}

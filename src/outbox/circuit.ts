import { jitteredDelayMs } from './retry-policy.js';

/** Why nothing goes to Pleo right now. */
export const PAUSES = ['told_to_wait', 'credential_refused', 'circuit_open'] as const;

/** A stop of all deliveries on a credential. Times are relative to the moment at which it was read. */
export interface Pause {
  readonly kind: (typeof PAUSES)[number];
  /** What Pleo answered, in a sentence. */
  readonly reason: string;
  /** Milliseconds since it began. */
  readonly ageMs: number;
  /** Milliseconds until it ends (`told_to_wait`), or until the next probe may go (the others). */
  readonly remainingMs: number;
  /** Probes that failed. */
  readonly probes: number;
}

/** How the way to Pleo looks with one credential: what all replicas saw, in one row. */
export interface Circuit {
  /** Passing faults in a row. */
  readonly faults: number;
  readonly pause: Pause | null;
}

export const CLOSED: Circuit = { faults: 0, pause: null };

/** What one delivery showed of Pleo. */
export type Observation = { readonly ageMs: number } & (
  | { readonly kind: 'alive' }
  | { readonly kind: 'passing' | 'credential'; readonly error: string }
  | { readonly kind: 'wait'; readonly error: string; readonly waitMs: number }
);

/** How often a refused credential is tried again. */
const CREDENTIAL_PROBE_MS = 60_000;

/**
 * What a circuit becomes by an observation. Many passing faults in a row open it: then one probe at a time goes, with
 * the delays of the retry schedule, until one gets an answer. A refused credential is probed once a minute. A time that
 * Pleo named is waited out, whatever requests that were under way come back with.
 *
 * What was under way when a pause began says nothing about it: only later requests end or prolong one.
 */
export function nextCircuit(circuit: Circuit, seen: Observation, threshold: number, random: number): Circuit {
  const { pause } = circuit;
  const isNews = pause === null || seen.ageMs <= pause.ageMs;
  switch (seen.kind) {
    case 'alive':
      return { faults: 0, pause: isNews && !isWaiting(pause) ? null : pause };
    case 'wait': {
      const remainingMs = isWaiting(pause) ? Math.max(pause.remainingMs, seen.waitMs) : seen.waitMs;
      return { ...circuit, pause: begin('told_to_wait', seen.error, remainingMs) };
    }
    case 'credential':
      if (!isNews || isWaiting(pause)) return circuit;
      return { ...circuit, pause: begin('credential_refused', seen.error, CREDENTIAL_PROBE_MS, pause) };
    case 'passing': {
      if (!isNews) return circuit;
      const faults = circuit.faults + 1;
      if (pause?.kind !== 'circuit_open' && (faults < threshold || isWaiting(pause)))
        return { faults, pause };
      const probes = pause?.kind === 'circuit_open' ? pause.probes + 1 : 0;
      const delayMs = jitteredDelayMs(probes, random);
      return { faults, pause: begin('circuit_open', seen.error, delayMs, pause) };
    }
  }
}

function isWaiting(pause: Pause | null): pause is Pause {
  return pause?.kind === 'told_to_wait';
}

/** A pause of the same kind goes on: it keeps its beginning. */
function begin(kind: Pause['kind'], reason: string, remainingMs: number, before: Pause | null = null): Pause {
  const goesOn = before?.kind === kind;
  return {
    kind,
    reason,
    remainingMs,
    ageMs: goesOn ? before.ageMs : 0,
    probes: goesOn ? before.probes + 1 : 0,
  };
}

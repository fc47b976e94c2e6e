import { jitteredDelayMs } from '../loops/retry-policy.js';

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
  /** The jobs that met trouble since Pleo last answered one as it should, and not before that. Not more than matter. */
  readonly jobs: readonly string[];
  readonly pause: Pause | null;
}

export const CLOSED: Circuit = { faults: 0, jobs: [], pause: null };

/** What an answer shows of the way to Pleo with a credential. `error` is a sentence for people. */
export type Signal =
  /** It was Pleo that answered, whatever it thinks of the message. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'passing'; readonly error: string }
  | { readonly kind: 'credential'; readonly error: string }
  | { readonly kind: 'wait'; readonly error: string; readonly waitMs: number };

type Refused = Extract<Signal, { readonly kind: 'credential' }>;

/** A signal, and from where it came. */
export type Observation = {
  readonly ageMs: number;
  readonly jobId: string;
  /** Its message has met trouble before. */
  readonly isRepeated: boolean;
} & (
  | Exclude<Signal, Refused>
  /** `isCertain` when there is nothing to send with, whatever the message. */
  | (Refused & { readonly isCertain: boolean })
);

/** How often a refused credential is tried again. */
const CREDENTIAL_PROBE_MS = 60_000;

/** So many jobs in trouble, and none without, are a credential in trouble. */
const MANY_REFUSED = 3;

/**
 * What a circuit becomes by an observation. Many passing faults in a row open it: then one probe at a time goes, with
 * the delays of the retry schedule, until one gets an answer. A refused credential is probed once a minute. A time
 * that Pleo named is waited out, whatever requests that were under way come back with.
 *
 * The trouble of one job is not that of all. A fault that a job meets again after others got through is its own, until
 * it is met by one that is new to it. Where none got through, perhaps because there are none, few jobs in trouble pause
 * the credential, but the next one goes at once. The first time to wait that a job gets applies to all jobs.
 *
 * What was under way when a pause began says nothing about it: only later requests end or prolong one.
 */
export function nextCircuit(circuit: Circuit, seen: Observation, threshold: number, random: number): Circuit {
  const { pause, faults } = circuit;
  const isNews = pause === null || seen.ageMs <= pause.ageMs;
  if (seen.kind === 'alive') return { ...CLOSED, pause: isNews && !isWaiting(pause) ? null : pause };
  const isAgain = circuit.jobs.includes(seen.jobId);
  const isItsOwn = seen.isRepeated && !isAgain;
  const jobs = isItsOwn ? circuit.jobs : withJob(circuit.jobs, seen.jobId, Math.max(threshold, MANY_REFUSED));
  switch (seen.kind) {
    case 'wait': {
      const isAlone = circuit.jobs.every((jobId) => jobId === seen.jobId);
      if (pause === null && seen.isRepeated && isAlone) return circuit;
      return toldToWait({ faults, jobs, pause }, seen.error, seen.waitMs);
    }
    case 'credential': {
      if (!isNews || isWaiting(pause)) return circuit;
      const isMany = seen.isCertain || jobs.length >= MANY_REFUSED;
      if (pause === null && !isMany && !isAgain) return { ...circuit, jobs };
      const remainingMs = isMany ? CREDENTIAL_PROBE_MS : jitteredDelayMs(0, random);
      return { faults, jobs, pause: begin('credential_refused', seen.error, remainingMs, pause) };
    }
    case 'passing': {
      if (!isNews || (isItsOwn && pause === null && circuit.jobs.length === 0)) return circuit;
      const now = { faults: faults + 1, jobs };
      if (pause?.kind !== 'circuit_open' && (now.faults < threshold || isWaiting(pause)))
        return { ...now, pause };
      const probes = pause?.kind === 'circuit_open' ? pause.probes + 1 : 0;
      const delayMs = jitteredDelayMs(jobs.length < threshold ? 0 : probes, random);
      return { ...now, pause: begin('circuit_open', seen.error, delayMs, pause) };
    }
  }
}

/**
 * The circuit after Pleo named a time to wait to a request without a message, such as a read: everybody
 * waits, and no job is in trouble by it.
 */
export function toldToWait(circuit: Circuit, error: string, waitMs: number): Circuit {
  const { pause } = circuit;
  const remainingMs = isWaiting(pause) ? Math.max(pause.remainingMs, waitMs) : waitMs;
  return { ...circuit, pause: begin('told_to_wait', error, remainingMs) };
}

function withJob(jobs: readonly string[], jobId: string, most: number): readonly string[] {
  return jobs.includes(jobId) || jobs.length >= most ? jobs : [...jobs, jobId];
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

const FIRST_CEILING_MS = 1000;
const MAX_MS = 5 * 60_000;

/**
 * How long to wait before try number `step` + 1, in milliseconds: exponentially longer with full jitter, evenly between
 * nothing and a ceiling of 1 s, 2 s, 4 s, … 5 min, so thousands do not come back at once. `random` is in [0, 1).
 */
export function jitteredDelayMs(step: number, random: number): number {
  return Math.floor(random * Math.min(FIRST_CEILING_MS * 2 ** step, MAX_MS));
}

/**
 * When to try an event again that met a passing fault, in milliseconds from now; null to give it up, when the
 * first of them was longer than `maxAgeMs` ago.
 */
export function retryDelayMs(
  { retries, failingMs }: { retries: number; failingMs: number },
  maxAgeMs: number,
  random: number,
): number | null {
  return failingMs >= maxAgeMs ? null : jitteredDelayMs(retries, random);
}

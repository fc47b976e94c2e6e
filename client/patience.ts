import { setTimeout as sleep } from 'node:timers/promises';
import { RelayProblem, RelayUnavailable } from './relay-errors.js';

/** The relay answers within 5 s, whatever its database does. */
const TRY_MS = 10_000;
const LONGEST_WAIT_MS = 5000;

/** Asks once; `signal` ends the try. */
export type Try = (signal: AbortSignal) => Promise<Response>;

/**
 * Tries until the relay gives an answer that counts, and returns its body; between tries it waits longer and longer, and
 * for as long as `Retry-After` says. Throws RelayProblem for an answer that trying again does not change, and
 * RelayUnavailable when `signal` ends it all.
 */
export async function patiently<Body>(ask: Try, signal: AbortSignal): Promise<Body> {
  let met: unknown;
  for (let tries = 1; ; tries += 1) {
    let waitMs = Math.random() * Math.min(LONGEST_WAIT_MS, 200 * 2 ** tries);
    try {
      const answer = await ask(AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]));
      if (answer.ok) return (await answer.json()) as Body;
      met = await problemOf(answer);
      waitMs += retryAfterMs(answer);
    } catch (error) {
      // What was met before says more than that time is up.
      if (!signal.aborted || met === undefined) met = error;
    }
    if (met instanceof RelayProblem && !isPassing(met.status)) throw met;
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new RelayUnavailable(tries, met);
  }
}

function isPassing(status: number): boolean {
  return [408, 425, 429].includes(status) || status >= 500;
}

async function problemOf(answer: Response): Promise<RelayProblem> {
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json');
  const body = await answer.text();
  return new RelayProblem(
    answer.status,
    isProblem ? (JSON.parse(body) as NonNullable<RelayProblem['problem']>) : null,
  );
}

/** Of seconds or an HTTP date; 0 without one. */
function retryAfterMs({ headers }: Response): number {
  const value = headers.get('retry-after') ?? '0';
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Math.max(0, ms || 0);
}

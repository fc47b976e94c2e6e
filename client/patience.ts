import { setTimeout as sleep } from 'node:timers/promises';
import { RelayProblem, RelayUnavailable } from './relay-errors.js';

/** The relay answers within 5 s, whatever its database does. */
const TRY_MS = 10_000;
const MAX_WAIT_MS = 5000;

/** Asks once; `signal` ends the try. */
export type Try = (signal: AbortSignal) => Promise<Response>;

/**
 * Retries with backoff, and for as long as `Retry-After` says, until a final answer, and returns its body. Throws
 * RelayProblem for an answer that a retry does not change, and RelayUnavailable when `signal` ends it.
 */
export async function patiently<Body>(ask: Try, signal: AbortSignal): Promise<Body> {
  let met: unknown;
  for (let tries = 1; ; tries += 1) {
    let waitMs = Math.random() * Math.min(MAX_WAIT_MS, 200 * 2 ** tries);
    try {
      return await once<Body>(ask, signal);
    } catch (error) {
      // The last error says more than the timeout does.
      if (!signal.aborted || met === undefined) met = error;
    }
    if (met instanceof RelayProblem) {
      if (!isPassing(met.status)) throw met;
      waitMs += met.retryAfterMs;
    }
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new RelayUnavailable(tries, met);
  }
}

/** One try, answer and body: it ends after TRY_MS, or with `signal`. */
async function once<Body>(ask: Try, signal: AbortSignal): Promise<Body> {
  signal.throwIfAborted();
  // Not AbortSignal.any: Node may collect a timeout that only a joined signal knows of, and then it never comes.
  const ended = new AbortController();
  const end = () => ended.abort(signal.aborted ? signal.reason : new Error(`No answer within ${TRY_MS} ms`));
  const timer = setTimeout(end, TRY_MS);
  signal.addEventListener('abort', end);
  try {
    const answer = await ask(ended.signal);
    if (!answer.ok) throw await problemOf(answer);
    return (await answer.json()) as Body;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

function isPassing(status: number): boolean {
  return [408, 425, 429].includes(status) || status >= 500;
}

async function problemOf(answer: Response): Promise<RelayProblem> {
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json');
  const body = await answer.text();
  const problem = isProblem ? (JSON.parse(body) as NonNullable<RelayProblem['problem']>) : null;
  return new RelayProblem(answer.status, problem, retryAfterMs(answer));
}

/** Of seconds or an HTTP date; 0 without one. */
function retryAfterMs({ headers }: Response): number {
  const value = headers.get('retry-after') ?? '0';
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Math.max(0, ms || 0);
}

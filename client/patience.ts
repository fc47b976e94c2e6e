import { setTimeout as sleep } from 'node:timers/promises';
import { Deadline } from './deadline.js';
import { RelayProblem, RelayUnavailable } from './relay-errors.js';

/** The relay answers within 5 s, whatever its database does. */
const TRY_MS = 10_000;
const REPORT_MS = 60_000;
const MAX_WAIT_MS = 5000;

/** Asks once; `signal` ends the try. */
export type Try = (signal: AbortSignal) => Promise<Response>;

/** How long an answer is waited for. */
export interface Patience {
  /** Each of them ends it. */
  readonly signals?: readonly AbortSignal[];
  /** In all, however often it is tried; a minute where no signal ends it. */
  readonly forMs?: number;
  /** For one try. */
  readonly tryMs?: number;
  /** Hears what a try met that is made again. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
  /** Hears when the try was made that was answered 2xx, by the monotonic clock. */
  readonly onAccepted?: (sentAtMs: number) => void;
}

/**
 * Retries with backoff, and for as long as `Retry-After` says, until a final answer, and returns its body. Throws
 * RelayProblem for an answer that a retry does not change, and RelayUnavailable when a signal or the time ends it.
 */
export async function patiently<Body>(ask: Try, patience: Patience = {}): Promise<Body> {
  const { signals = [], forMs = signals.length > 0 ? Infinity : REPORT_MS } = patience;
  const end = new Deadline(signals, forMs);
  try {
    return await untilAnswered<Body>(ask, end.signal, patience);
  } finally {
    end.clear();
  }
}

async function untilAnswered<Body>(
  ask: Try,
  signal: AbortSignal,
  { tryMs = TRY_MS, onTrouble, onAccepted }: Patience,
): Promise<Body> {
  let met: unknown;
  for (let tries = 1; ; tries += 1) {
    let waitMs = Math.random() * Math.min(MAX_WAIT_MS, 200 * 2 ** tries);
    try {
      const sentAtMs = performance.now();
      const body = await once<Body>(ask, signal, tryMs);
      onAccepted?.(sentAtMs);
      return body;
    } catch (error) {
      // The last error says more than the timeout does.
      if (!signal.aborted || met === undefined) met = error;
    }
    if (met instanceof RelayProblem) {
      if (!isPassing(met.status)) throw met;
      waitMs += met.retryAfterMs;
    }
    if (!signal.aborted) onTrouble?.(met);
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new RelayUnavailable(tries, met);
  }
}

/** One try, answer and body, which is undefined when there is none. */
async function once<Body>(ask: Try, signal: AbortSignal, tryMs: number): Promise<Body> {
  signal.throwIfAborted();
  const end = new Deadline([signal], tryMs);
  try {
    const answer = await ask(end.signal);
    if (!answer.ok) throw await problemOf(answer);
    return (answer.status === 204 ? undefined : await answer.json()) as Body;
  } finally {
    end.clear();
  }
}

function isPassing(status: number): boolean {
  return [408, 425, 429].includes(status) || status >= 500;
}

async function problemOf(answer: Response): Promise<RelayProblem> {
  const body = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  const problem = type.startsWith('application/problem+json')
    ? (JSON.parse(body) as NonNullable<RelayProblem['problem']>)
    : null;
  return new RelayProblem(answer.status, problem, retryAfterMs(answer), problem ?? wordsOfPleo(body));
}

/** What Pleo says in an answer that the relay passes on; null when it is not Pleo's. */
function wordsOfPleo(body: string): { type: string; message: string } | null {
  try {
    const { type, message } = JSON.parse(body) as Record<string, unknown>;
    return typeof type === 'string' ? { type, message: typeof message === 'string' ? message : type } : null;
  } catch {
    return null;
  }
}

/** Of seconds or an HTTP date; 0 without one. */
function retryAfterMs({ headers }: Response): number {
  const value = headers.get('retry-after') ?? '0';
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Math.max(0, ms || 0);
}

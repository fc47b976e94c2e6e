import type { PleoAnswer } from './pleo.answer.js';

/** What an answer to an event means. `error` is a sentence for people. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** Nothing is wrong with the event: try again later. */
  | { readonly kind: 'passing'; readonly error: string }
  /** Pleo named the time to wait. */
  | { readonly kind: 'wait'; readonly waitMs: number; readonly error: string }
  /** Nothing goes through until somebody mends the credential. */
  | { readonly kind: 'credential'; readonly error: string }
  /** Pleo's job is in another state than the event expects, which may mean that an earlier try did arrive. */
  | { readonly kind: 'state'; readonly error: string }
  /** The same request will never be taken. */
  | { readonly kind: 'refused'; readonly error: string };

/** However long Pleo asks us to wait, an hour is the most that we do. */
const LONGEST_WAIT_MS = 3_600_000;

/** Whoever says "later" and names no time to speak of is not asked again at once. */
const SHORTEST_WAIT_MS = 1000;

/**
 * Reads an answer. Status codes as on Pleo's error pages: 5xx are to be tried again later, 400 and 404 to be reviewed,
 * 401 and 403 concern the credential, 422 is an impossible change. Redirects are never followed: a 3xx is a fault.
 */
export function outcomeOf(answer: PleoAnswer): Outcome {
  if (answer.kind === 'unanswered') return { kind: 'passing', error: withoutAnswer(answer.code) };
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const error = describe(answer);
  const waitMs = status === 429 || status === 503 ? retryAfterMs(answer.headers) : null;
  if (waitMs !== null) return { kind: 'wait', waitMs, error };
  if (status === 401 || status === 403) return { kind: 'credential', error };
  if (status === 409 || status === 422) return { kind: 'state', error };
  if (status === 408 || status === 425 || status === 429 || status < 400 || status >= 500) {
    return { kind: 'passing', error };
  }
  return { kind: 'refused', error };
}

/**
 * `Retry-After` in milliseconds from now, seconds or HTTP date, a second at least and an hour at most; null when there is none to make sense
 * of. A date is compared with the answer's own `Date`, so that neither clock has to be right.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>): number | null {
  const value = headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(value)) return bounded(Number(value) * 1000);
  const until = Date.parse(value);
  const now = Date.parse(headers['date'] ?? '');
  if (!/[A-Z]{3}$/i.test(value) || Number.isNaN(until)) return null;
  return bounded(until - (Number.isNaN(now) ? Date.now() : now));
}

function bounded(waitMs: number): number {
  return Math.min(Math.max(waitMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

function withoutAnswer(code: string): string {
  switch (code) {
    case 'TIMEOUT':
      return 'Pleo did not answer in time (PLEO_TIMEOUT_MS).';
    case 'ABORTED':
      return 'The request was given up before Pleo answered.';
    default:
      return `Pleo could not be reached: ${code}.`;
  }
}

function describe({ status, body }: { status: number; body: string }): string {
  const { type, message } = pleoError(body);
  return ['Pleo answered', String(status), type, message && `(${message})`].filter(Boolean).join(' ') + '.';
}

/** Pleo's `ExceptionInfo`: `type`, and mostly `message`, as text that Postgres takes: it holds no NUL. */
function pleoError(body: string): { type?: string; message?: string } {
  try {
    const { type, message } = (JSON.parse(body) ?? {}) as Record<string, unknown>;
    return {
      ...(typeof type === 'string' && { type: textOf(type, 100) }),
      ...(typeof message === 'string' && { message: textOf(message, 300) }),
    };
  } catch {
    return {};
  }
}

function textOf(value: string, length: number): string {
  return value.slice(0, length).replaceAll('\0', '\uFFFD').toWellFormed();
}

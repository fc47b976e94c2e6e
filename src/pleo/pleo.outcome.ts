import type { Settings } from '../config/settings.js';
import type { PleoAnswer } from './pleo.answer.js';
import { isPage, isPlainSuccess, strangerIn, type Words, wordsIn } from './signature.js';

/** What an answer to an event means. `error` is a sentence for people. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** It was taken, or the change refused, perhaps by a proxy and not by Pleo: Pleo's job has to be read back. */
  | { readonly kind: 'unsure'; readonly error: string }
  | Fault
  /** Pleo's job is in another state than the event expects, which may mean that an earlier try did arrive. */
  | { readonly kind: 'state'; readonly error: string }
  /** Pleo said that the same request will never be taken. */
  | { readonly kind: 'refused'; readonly error: string };

/** Answers after which the same request may be taken later. */
export type Fault =
  /** Nothing is wrong with the event: try again later. */
  | { readonly kind: 'passing'; readonly error: string }
  /** Pleo named the time to wait. */
  | { readonly kind: 'wait'; readonly waitMs: number; readonly error: string }
  /** Nothing goes through until a person corrects the credential. */
  | { readonly kind: 'credential'; readonly error: string };

type Answered = PleoAnswer & { readonly kind: 'answered' };
type Refusal = Exclude<Outcome, { readonly kind: 'delivered' }>;

/** The longest wait: a `Retry-After` beyond it is cut. */
const MAX_WAIT_MS = 3_600_000;

/** The shortest wait: a `Retry-After` of 0, or in the past, is no reason to ask again at once. */
const MIN_WAIT_MS = 1000;

/** Of the 4xx those that concern the moment, or the way to Pleo, and not the request. */
const PASSING: ReadonlySet<number> = new Set([407, 408, 421, 425, 429]);

/** Of the 4xx those that may be Pleo's though their body has no error type. */
const WORDLESS: ReadonlySet<number> = new Set([401, 403, 408, 425, 429]);

const DELIVERED = { kind: 'delivered' } as const;

/**
 * Reads the answer to an event. Status codes as on Pleo's error pages: 5xx are to be tried again later, 400 and 404 to
 * be reviewed, 401 and 403 concern the credential, 422 is an impossible change. Redirects are never followed: a 3xx is
 * a fault. An answer that does not look like Pleo's is never final.
 */
export function outcomeOf(answer: PleoAnswer, version: Settings['PLEO_API_VERSION']): Outcome {
  if (answer.kind === 'unanswered') return { kind: 'passing', error: withoutAnswer(answer.code) };
  if (!isGood(answer.status)) return refusalOf(answer);
  // Pleo names 202 alone, and of v1 no status at all.
  const isNamed = answer.status === 202 || version === 'v1';
  return isNamed && isPlainSuccess(answer) ? DELIVERED : { kind: 'unsure', error: strangerIn(answer) };
}

export function isFault(outcome: Outcome): outcome is Fault {
  return outcome.kind === 'passing' || outcome.kind === 'wait' || outcome.kind === 'credential';
}

/** Why a read was not answered with what was asked for; null when it was. */
export function readFaultOf(answer: PleoAnswer): Refusal | null {
  if (answer.kind === 'unanswered') return { kind: 'passing', error: withoutAnswer(answer.code) };
  return isGood(answer.status) ? null : refusalOf(answer);
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

function refusalOf(answer: Answered): Refusal {
  const { status, headers } = answer;
  const words = wordsIn(answer);
  const isOther = status < 400 || status >= 500;
  const mayBePleo = words.arePleos || (!isPage(answer) && (isOther || WORDLESS.has(status)));
  const error = mayBePleo ? describe(status, words) : strangerIn(answer);

  const waitMs = status === 429 || status === 503 ? retryAfterMs(headers) : null;
  if (waitMs !== null) return { kind: 'wait', waitMs, error };
  // From any sender, 401 is about the credential. A 403 with a page is a firewall's verdict on the request.
  if (status === 401 || (status === 403 && mayBePleo)) return { kind: 'credential', error };
  if (isOther || PASSING.has(status)) return { kind: 'passing', error };
  if (status === 409 || status === 422) return { kind: words.arePleos ? 'state' : 'unsure', error };
  return { kind: words.arePleos ? 'refused' : 'passing', error };
}

/**
 * `Retry-After` in milliseconds from now, seconds or HTTP date, a second at least and an hour at most; null when there
 * is none to make sense of. A date is compared with the answer's own `Date`, so neither clock has to be right.
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
  return Math.min(Math.max(waitMs, MIN_WAIT_MS), MAX_WAIT_MS);
}

function withoutAnswer(code: string): string {
  switch (code) {
    case 'TIMEOUT':
      return 'Pleo did not answer in time (PLEO_TIMEOUT_MS).';
    case 'ABORTED':
      return 'The request was aborted before Pleo answered.';
    default:
      return `Pleo could not be reached: ${code}.`;
  }
}

function describe(status: number, { type, message }: Words): string {
  return ['Pleo answered', String(status), type, message && `(${message})`].filter(Boolean).join(' ') + '.';
}

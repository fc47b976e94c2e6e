import { Fingerprint } from './fingerprint.js';
import { Folded } from './folded.js';
import { unescaped } from './unescaped.js';

/** What stands where a secret stood. */
const SECRET = '[secret]';

/** Secrets that are remembered, those that were sent last: who answers may be late, and mix answers up. */
const REMEMBERED = 100;

/**
 * What this process has sent to others to be let in. It must not come back out of it, whatever an answer repeats, so
 * answers are read through `scrub` before anything is made of them.
 */
const sent = new Map<string, Fingerprint>();

/** To be said before a secret is sent: the value of an Authorization header, or a secret by itself. */
export function noteSent(secret: string): Fingerprint {
  const known = sent.get(secret) ?? new Fingerprint(partsOf(secret));
  sent.delete(secret);
  sent.set(secret, known);
  const [oldest] = sent.size > REMEMBERED ? sent.keys() : [];
  if (oldest !== undefined) sent.delete(oldest);
  return known;
}

/**
 * The text without what was sent of late, and without `own`: in whole and in parts of eight letters or more, in any case, escaped,
 * wrapped, split, or encoded. Fewer letters are left, and so is a secret of fewer than six.
 */
export function scrub(text: string, own?: Fingerprint): string {
  if (text === '') return text;
  const secrets = new Set([...(own ? [own] : []), ...sent.values()]);
  const found: [start: number, end: number][] = [];
  for (const { text: view, placeOf } of unescaped(text)) {
    const folded = new Folded(view);
    for (const secret of secrets) {
      for (const [start, end] of secret.in(folded))
        found.push([placeOf(folded.placeOf(start)), placeOf(folded.placeOf(end - 1) + 1)]);
    }
  }
  return found.length === 0 ? text : without(text, found);
}

function without(text: string, found: [start: number, end: number][]): string {
  const kept: string[] = [];
  let done = 0;
  for (const [start, end] of found.sort(([one], [other]) => one - other)) {
    // Half of an escape would make JSON something else.
    if (start > done || done === 0) kept.push(text.slice(done, start).replace(/\\+$/, ''), SECRET);
    done = Math.max(done, end);
  }
  return kept.join('') + text.slice(done);
}

/** What is behind the scheme is as good as the whole; and Basic is but another spelling of what it holds. */
function partsOf(secret: string): string[] {
  const [, scheme = '', value = secret] = /^(\w+) +(\S+)$/.exec(secret) ?? [];
  const login = scheme.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString() : '';
  const parts = [value, ...(login.includes('\uFFFD') ? [] : login.split(':'))];
  return [...new Set(parts.flatMap((part) => [part, encodeURIComponent(part.toWellFormed())]))];
}

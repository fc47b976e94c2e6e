import { Fingerprint } from './fingerprint.js';
import { Folded } from './folded.js';
import { Grams } from './grams.js';
import { unescaped } from './unescaped.js';

/** What stands where a secret stood. */
const SECRET = '[secret]';

/**
 * How many characters of secrets are remembered, or half as many, of those that were sent last: who answers may be late,
 * and mix answers up. That is some hundred keys, or a dozen or more of the longest tokens.
 */
const REMEMBERED = 32_768;

/** From the first character to before the last. */
type Place = [start: number, end: number];

/**
 * What this process has sent to others to be let in. It must not come back out of it, whatever an answer repeats, so
 * answers are read through `scrub` before anything is made of them. Null: not looked for yet, as with most answers.
 */
const sent = new Map<string, Fingerprint | null>();
const grams = new Grams();
let remembered = 0;

/** To be said of what is sent, before it is: the value of an Authorization header, or a secret by itself. */
export function noteSent(secret: string): void {
  if (secret === '') return;
  const known = sent.get(secret);
  sent.delete(secret);
  sent.set(secret, known ?? null);
  if (known === undefined) remembered += secret.length;
  if (remembered > REMEMBERED) forgetHalf();
}

/**
 * The text without what was sent of late, and without `own`: in whole and in parts of eight letters or more, in any case,
 * escaped, wrapped, split, or encoded. Fewer letters are left, and so is a secret of fewer than six.
 */
export function scrub(text: string, own = ''): string {
  if (text === '') return text;
  noteSent(own);
  const secrets = fingerprints();
  const found: Place[] = [];
  for (const { text: view, placeOf } of unescaped(text)) {
    const folded = new Folded(view);
    for (const [start, end] of placesIn(folded, secrets))
      found.push([placeOf(folded.placeOf(start)), placeOf(folded.placeOf(end - 1) + 1)]);
  }
  return found.length === 0 ? text : without(text, found);
}

function* placesIn(folded: Folded, secrets: readonly Fingerprint[]): Generator<Place> {
  // What repeats itself is asked for once.
  const known = new Map<string, boolean>();
  for (const [start, end] of grams.runsIn(folded)) {
    const run = folded.slice(start, end);
    const isEnd = end === folded.length;
    const isPart = (isEnd ? undefined : known.get(run)) ?? secrets.some((secret) => secret.has(run, isEnd));
    if (!isEnd) known.set(run, isPart);
    if (isPart) yield [start, end];
  }
  for (const secret of secrets) yield* secret.shortIn(folded);
}

function without(text: string, found: Place[]): string {
  const kept: string[] = [];
  let done = 0;
  for (const [start, end] of found.sort(([one], [other]) => one - other)) {
    // Half of an escape would make JSON something else.
    if (start > done || done === 0) kept.push(text.slice(done, start).replace(/\\+$/, ''), SECRET);
    done = Math.max(done, end);
  }
  return kept.join('') + text.slice(done);
}

/** The last one first: an answer mostly repeats its own request. */
function fingerprints(): Fingerprint[] {
  return [...sent].reverse().map(([secret, known]) => {
    if (known) return known;
    const fingerprint = new Fingerprint(partsOf(secret));
    for (const form of fingerprint.long) grams.add(form);
    sent.set(secret, fingerprint);
    return fingerprint;
  });
}

/** Half, because nothing can be taken out of the table; but never the last one. */
function forgetHalf(): void {
  for (const secret of [...sent.keys()].slice(0, -1)) {
    if (remembered <= REMEMBERED / 2) break;
    sent.delete(secret);
    remembered -= secret.length;
  }
  grams.clear();
  for (const known of sent.values()) for (const form of known?.long ?? []) grams.add(form);
}

/** What gives the same away: of a header what is behind the scheme, and what that is in Basic; else the spelling in URLs. */
function partsOf(secret: string): string[] {
  const [, scheme, value = ''] = /^(\w+) +(\S+)$/.exec(secret) ?? [];
  if (!scheme) return [secret, encodeURIComponent(secret.toWellFormed())];
  const login = scheme.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString() : '';
  return [value, ...(login.includes('\uFFFD') ? [] : login.split(':'))];
}

import { Fingerprint, RUN } from './fingerprint.js';
import { Folded } from './folded.js';
import { Grams } from './grams.js';
import { SecretWatch } from './secret-watch.js';
import { unescaped } from './unescaped.js';

/** The replacement of a secret. */
const SECRET = '[secret]';

/**
 * The memory for secrets, in characters; halved when full, keeping the latest: an answer may be late, or belong to
 * another request. Room for some hundred keys, or a dozen or more of the longest tokens.
 */
const REMEMBERED = 32_768;

/** From the first character to before the last. */
type Place = [start: number, end: number];

/**
 * Secrets that this process has sent for authentication. They must not come back out of it, whatever an answer repeats,
 * so answers pass through `scrub` first. Null: the fingerprint is not made yet, as for most answers.
 */
const sent = new Map<string, Fingerprint | null>();
let latest = '';
const grams = new Grams();
let remembered = 0;

/** Registers a secret before it is sent: the value of an Authorization header, or a secret by itself. */
export function noteSent(secret: string): void {
  if (secret === '' || secret === latest) return;
  latest = secret;
  const known = sent.get(secret);
  sent.delete(secret);
  sent.set(secret, known ?? null);
  if (known === undefined) remembered += secret.length;
  if (remembered > REMEMBERED) forgetHalf();
}

/**
 * The text without recently sent secrets, and without `own`: in whole and in parts of eight letters or more, in any
 * case, escaped, wrapped, split, or encoded. Shorter parts are left, and so is a secret of fewer than six letters.
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

/** Letters in a row that give a secret away in bytes of any number; all of one that has fewer. */
const LONG_RUN = 16;

/** The same for bytes that come in pieces, such as an answer of many megabytes to a request with `own`. */
export function watchFor(own: string): SecretWatch {
  noteSent(own);
  fingerprints();
  const lengths = partsOf(own).map((part) => new Folded(part).length);
  const shortest = Math.min(LONG_RUN, ...lengths.filter((length) => length >= RUN));
  return new SecretWatch(grams.table, shortest, (text) => scrub(text));
}

function* placesIn(folded: Folded, secrets: readonly Fingerprint[]): Generator<Place> {
  // Caches results for repeated runs.
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
    // Half of an escape would break the JSON.
    if (start > done || done === 0) kept.push(text.slice(done, start).replace(/\\+$/, ''), SECRET);
    done = Math.max(done, end);
  }
  return kept.join('') + text.slice(done);
}

/** The latest first: an answer mostly repeats its own request. */
function fingerprints(): Fingerprint[] {
  return [...sent].reverse().map(([secret, known]) => {
    if (known) return known;
    const fingerprint = new Fingerprint(partsOf(secret));
    for (const form of fingerprint.long) grams.add(form);
    sent.set(secret, fingerprint);
    return fingerprint;
  });
}

/** Half, because the table does not support removal; but never the latest. */
function forgetHalf(): void {
  for (const secret of [...sent.keys()].slice(0, -1)) {
    if (remembered <= REMEMBERED / 2) break;
    sent.delete(secret);
    remembered -= secret.length;
  }
  grams.clear();
  for (const known of sent.values()) for (const form of known?.long ?? []) grams.add(form);
}

/**
 * Equivalents of a secret: of a header the part behind the scheme, and for Basic its decoded parts; else the spelling
 * in URLs.
 */
function partsOf(secret: string): string[] {
  const [, scheme, value = ''] = /^(\w+) +(\S+)$/.exec(secret) ?? [];
  if (!scheme) return [secret, encodeURIComponent(secret.toWellFormed())];
  const login = scheme.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString() : '';
  return [value, ...(login.includes('\uFFFD') ? [] : login.split(':'))];
}

import { Folded } from './folded.js';

/**
 * So many letters and digits of a secret in a row give it away; fewer may be anything. Of hexadecimal digits it takes
 * more: ids consist of them, too.
 */
export const RUN = 8;
export const HEX_RUN = 12;

/** What a form that is no longer than that must have, to be looked for as a whole: words of fewer are everywhere. */
const SHORTEST = 6;

/** At the end of a text, which may have been cut there, so many letters of a form's beginning are enough. */
export const EDGE = 4;

/** Stands between two forms: no letter. */
const BETWEEN = '\n';

/**
 * By what a secret is known in whatever form it comes back: as it is, in base64 (by itself or inside of something), in
 * hexadecimal.
 */
export class Fingerprint {
  /** All forms that have a run of their kind. */
  readonly long: readonly Folded[];
  private readonly words: string;
  private readonly hexes: string;
  private readonly short: readonly string[];

  /** `secrets`: what gives the same away, such as a key, and the header that holds it. */
  constructor(secrets: readonly string[]) {
    const forms = [...new Set(secrets.flatMap(formsOf).map((form) => new Folded(form).slice()))];
    const long = forms.filter((form) => form.length >= runOf(form));
    const join = (some: string[]) => BETWEEN + some.join(BETWEEN);
    this.long = long.map((form) => new Folded(form));
    this.words = join(long.filter((form) => runOf(form) === RUN));
    this.hexes = join(long.filter((form) => runOf(form) === HEX_RUN));
    this.short = forms.filter((form) => form.length < runOf(form) && form.length >= SHORTEST);
  }

  /** Whether these letters of a text, so many as a run of their kind has, or fewer at its end, are a part of the secret. */
  has(letters: string, isEnd: boolean): boolean {
    const { words, hexes } = this;
    if (letters.length === RUN && words.includes(letters)) return true;
    if (letters.length === HEX_RUN && hexes.includes(letters)) return true;
    return isEnd && (words + hexes).includes(BETWEEN + letters);
  }

  /** Where forms stand that are too short for a run: from the first letter to before the last. */
  *shortIn(text: Folded): Generator<[start: number, end: number]> {
    if (this.short.length === 0) return;
    const letters = text.slice();
    for (const form of this.short) {
      for (let at = letters.indexOf(form); at !== -1; at = letters.indexOf(form, at + 1))
        yield [at, at + form.length];
    }
  }
}

function runOf(form: string): number {
  return /^[\da-f]*$/.test(form) ? HEX_RUN : RUN;
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((lead) => base64(bytes, lead));
  return [secret, bytes.toString('latin1'), bytes.toString('hex'), ...inBase64];
}

/** Base64 of bytes with `lead` others before them, without the characters in which others have a part. */
function base64(bytes: Buffer, lead: number): string {
  const before = Math.ceil((lead * 8) / 6);
  const after = Math.floor(((lead + bytes.length) * 8) / 6);
  return Buffer.concat([Buffer.alloc(lead), bytes])
    .toString('base64')
    .slice(before, after);
}

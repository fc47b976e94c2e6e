import { Folded } from './folded.js';

/**
 * Length of a run: this many letters and digits of a secret in a row give it away; fewer may be anything. Hexadecimal
 * runs are longer: ids consist of such digits, too.
 */
export const RUN = 8;
export const HEX_RUN = 12;

/** The minimum length of a form that is searched for as a whole: shorter words are everywhere. */
const MIN_LETTERS = 6;

/** At the end of a text, which may be truncated there, this many letters of a form's beginning suffice. */
export const EDGE = 4;

/** Stands between two forms: no letter. */
const BETWEEN = '\n';

/** The forms in which a secret may come back: plain, in base64 (by itself or inside of something), in hexadecimal. */
export class Fingerprint {
  /** Forms that are long enough for a run of their kind. */
  readonly long: readonly Folded[];
  private readonly words: string;
  private readonly hexes: string;
  private readonly short: readonly string[];

  /** `secrets`: a secret and its equivalents, such as a key and the header that holds it. */
  constructor(secrets: readonly string[]) {
    const forms = [...new Set(secrets.flatMap(formsOf).map((form) => new Folded(form).slice()))];
    const long = forms.filter((form) => form.length >= runOf(form));
    const join = (some: string[]) => BETWEEN + some.join(BETWEEN);
    this.long = long.map((form) => new Folded(form));
    this.words = join(long.filter((form) => runOf(form) === RUN));
    this.hexes = join(long.filter((form) => runOf(form) === HEX_RUN));
    this.short = forms.filter((form) => form.length < runOf(form) && form.length >= MIN_LETTERS);
  }

  /** Whether these letters of a text are a part of the secret: a whole run, or fewer at the end of the text. */
  has(letters: string, isEnd: boolean): boolean {
    const { words, hexes } = this;
    if (letters.length === RUN && words.includes(letters)) return true;
    if (letters.length === HEX_RUN && hexes.includes(letters)) return true;
    return isEnd && (words + hexes).includes(BETWEEN + letters);
  }

  /** Places of forms that are too short for a run: from the first letter to before the last. */
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

/** Base64 of bytes behind `lead` others, without the characters that depend on the others. */
function base64(bytes: Buffer, lead: number): string {
  const before = Math.ceil((lead * 8) / 6);
  const after = Math.floor(((lead + bytes.length) * 8) / 6);
  return Buffer.concat([Buffer.alloc(lead), bytes])
    .toString('base64')
    .slice(before, after);
}

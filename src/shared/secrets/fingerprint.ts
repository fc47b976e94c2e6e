import { CLASSES, Folded } from './folded.js';

/**
 * So many letters and digits of a secret in a row give it away; fewer may be anything. Of hexadecimal digits it takes
 * more: ids consist of them, too.
 */
const RUN = 8;
const HEX_RUN = 12;

/** What a secret that is no longer than that must have, to be looked for as a whole: words of fewer are everywhere. */
const SHORTEST = 6;

/** At the end of a text, which may have been cut there, so many letters of a secret's beginning are enough. */
const EDGE = 4;

/** Stands between two forms: no letter. */
const BETWEEN = '\n';

/**
 * By what a secret is known in whatever form it comes back: as it is, in base64 (by itself or inside of something), in
 * hexadecimal. Three letters in a row are looked up in a table first, so that looking through a text without any of
 * them costs a nanosecond or two a character.
 */
export class Fingerprint {
  private readonly grams = new Uint8Array(CLASSES ** 3);
  private readonly words: string;
  private readonly hexes: string;
  private readonly short: readonly string[];

  /** `secrets`: what gives the same away, such as a key, and the header that holds it. */
  constructor(secrets: readonly string[]) {
    const forms = [...new Set(secrets.flatMap(formsOf).map((form) => new Folded(form).slice()))];
    const isShort = (form: string) => form.length < (isHex(form) ? HEX_RUN : RUN);
    const long = forms.filter((form) => !isShort(form));
    const join = (some: string[]) => BETWEEN + some.join(BETWEEN);
    this.words = join(long.filter((form) => !isHex(form)));
    this.hexes = join(long.filter(isHex));
    this.short = forms.filter((form) => isShort(form) && form.length >= SHORTEST);
    for (const form of long) this.enter(new Folded(form));
  }

  /** Where parts of the secret stand in the text, as letters from the first to before the last. They may overlap. */
  in(text: Folded): [start: number, end: number][] {
    const found: [number, number][] = [];
    let gram = 0;
    let run = 0;
    for (let last = 0; last < text.length; last++) {
      gram = next(gram, text.classes[last] as number);
      run = last >= 2 && this.grams[gram] ? run + 1 : 0;
      const end = last + 1;
      // So many threes in a row, two letters more. They may be of different places in it.
      if (run + 2 >= RUN && this.words.includes(text.slice(end - RUN, end))) found.push([end - RUN, end]);
      else if (run + 2 >= HEX_RUN && this.hexes.includes(text.slice(end - HEX_RUN, end)))
        found.push([end - HEX_RUN, end]);
    }
    return [...found, ...this.shortIn(text), ...this.atTheEndOf(text)];
  }

  private *shortIn(text: Folded): Generator<[number, number]> {
    if (this.short.length === 0) return;
    const letters = text.slice();
    for (const form of this.short) {
      for (let at = letters.indexOf(form); at !== -1; at = letters.indexOf(form, at + 1))
        yield [at, at + form.length];
    }
  }

  private atTheEndOf(text: Folded): [number, number][] {
    const { length } = text;
    for (let size = Math.min(HEX_RUN, length); size >= EDGE; size--) {
      const tail = BETWEEN + text.slice(length - size);
      if (this.words.includes(tail) || this.hexes.includes(tail)) return [[length - size, length]];
    }
    return [];
  }

  private enter({ length, classes }: Folded): void {
    let gram = 0;
    for (let last = 0; last < length; last++) {
      gram = next(gram, classes[last] as number);
      if (last >= 2) this.grams[gram] = 1;
    }
  }
}

function next(gram: number, letter: number): number {
  return (gram % CLASSES ** 2) * CLASSES + letter;
}

function isHex(form: string): boolean {
  return /^[\da-f]*$/.test(form);
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString('latin1'),
    bytes.toString('hex'),
    ...[0, 1, 2].map((lead) => base64(bytes, lead)),
  ];
}

/** Base64 of bytes with `lead` others before them, without the characters in which others have a part. */
function base64(bytes: Buffer, lead: number): string {
  const before = Math.ceil((lead * 8) / 6);
  const after = Math.floor(((lead + bytes.length) * 8) / 6);
  return Buffer.concat([Buffer.alloc(lead), bytes])
    .toString('base64')
    .slice(before, after);
}

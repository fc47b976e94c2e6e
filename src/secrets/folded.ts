/** Letters, digits, and one class for all non-ASCII characters. */
export const CLASSES = 37;

const OTHER_LETTER = 36;
export const NO_LETTER = 255;

/** The class of each ASCII character. */
const CLASS_OF = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = parseInt(String.fromCharCode(code), 36);
  return Number.isNaN(digit) ? NO_LETTER : digit;
});

/** The class of a character's code, or NO_LETTER. */
export function classOf(code: number): number {
  return code < 128 ? (CLASS_OF[code] as number) : OTHER_LETTER;
}

/**
 * Text folded for comparison: letters and digits only, case-insensitive. Quotes, padding and separators mostly
 * disappear, and base64 and base64url become equal.
 */
export class Folded {
  readonly length: number;
  /** For each letter kept: its class, its code in lower case, and its place in the text. */
  readonly classes: Uint8Array;
  private readonly codes: Uint16Array;
  private readonly places: Uint32Array;

  constructor(text: string) {
    this.classes = new Uint8Array(text.length);
    this.codes = new Uint16Array(text.length);
    this.places = new Uint32Array(text.length);
    let length = 0;
    for (let place = 0; place < text.length; place++) {
      const code = text.charCodeAt(place);
      const letter = classOf(code);
      if (letter === NO_LETTER) continue;
      this.classes[length] = letter;
      this.codes[length] = code >= 65 && code <= 90 ? code + 32 : code;
      this.places[length] = place;
      length++;
    }
    this.length = length;
  }

  /** The letters from `start` to before `end`. */
  slice(start = 0, end = this.length): string {
    return Buffer.from(this.codes.buffer, start * 2, (end - start) * 2).toString('utf16le');
  }

  /** Where a letter stands in the text. */
  placeOf(letter: number): number {
    return this.places[letter] as number;
  }
}

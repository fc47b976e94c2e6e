import { CLASSES, classOf, NO_LETTER } from './folded.js';
import { LENGTH } from './grams.js';

/** Bytes that are kept back at most, until it is clear whether they are a secret's: more than the longest one has. */
const MAX_HELD = 64 * 1024;

/**
 * Takes secrets out of bytes that come in pieces, of any number. A run of `enough` letters gives a secret away: as few
 * as in a short text would be met by chance in tens of megabytes, and bytes without a secret must stay as they are.
 * What may be the beginning of one is kept back until more has come. A byte without costs some nanoseconds.
 */
export class SecretWatch {
  /** Whether there was one, also in what is still kept back. */
  found = false;
  private held: Buffer = Buffer.alloc(0);
  private gram = 0;
  private run = 0;
  /** Where the run began, and the last letters: as places of the whole. */
  private runStart = 0;
  private readonly last = new Float64Array(LENGTH);
  private letters = 0;
  private taken = 0;

  constructor(
    /** The n-grams of all secrets. */
    private readonly grams: Uint8Array,
    private readonly enough: number,
    private readonly scrub: (text: string) => string,
  ) {}

  /** What may go on of what has come so far. */
  pass(piece: Buffer): Buffer {
    const isMet = this.walk(piece);
    const known = this.held.length === 0 ? piece : Buffer.concat([this.held, piece]);
    const start = this.taken - known.length;
    const from = this.suspectFrom();
    const end = this.taken - from <= MAX_HELD ? Math.max(from - start, 0) : known.length;
    this.held = known.subarray(end);
    if (!isMet) return known.subarray(0, end);
    this.without(known);
    return this.without(known.subarray(0, end));
  }

  /** What was kept back at the end. */
  rest(): Buffer {
    const { held } = this;
    this.held = Buffer.alloc(0);
    return this.run >= this.enough ? this.without(held) : held;
  }

  /** Where a run began that goes on, or may begin: it takes LENGTH letters to see one. */
  private suspectFrom(): number {
    const { run, runStart, last, letters } = this;
    if (run > 0) return runStart;
    if (letters === 0) return this.taken;
    return last[letters < LENGTH ? 0 : (letters + 1) % LENGTH] as number;
  }

  /** Whether a run that is long enough was met, or goes on. */
  private walk(piece: Buffer): boolean {
    const { grams, last, enough } = this;
    let { gram, run, letters } = this;
    let isMet = run >= enough;
    for (let at = 0; at < piece.length; at++) {
      const letter = classOf(piece[at] as number);
      if (letter === NO_LETTER) continue;
      last[letters++ % LENGTH] = this.taken + at;
      gram = (gram * CLASSES + letter) % grams.length;
      if (grams[gram] === 0) run = 0;
      else if (run > 0) run++;
      else if (letters >= LENGTH) {
        run = LENGTH;
        this.runStart = last[letters % LENGTH] as number;
      }
      if (run >= enough) isMet = true;
    }
    this.taken += piece.length;
    Object.assign(this, { gram, run, letters });
    return isMet;
  }

  /** A byte is a character here: what is no secret stays as it is, in whatever charset. */
  private without(bytes: Buffer): Buffer {
    const text = bytes.toString('latin1');
    const scrubbed = this.scrub(text);
    if (scrubbed === text) return bytes;
    this.found = true;
    return Buffer.from(scrubbed, 'latin1');
  }
}

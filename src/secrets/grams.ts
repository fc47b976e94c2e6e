import { EDGE, HEX_RUN, RUN } from './fingerprint.js';
import { CLASSES, type Folded } from './folded.js';

/** Letters of an n-gram: no part of a secret that is searched for has fewer. */
export const LENGTH = EDGE;

const COUNT = CLASSES ** LENGTH;

/**
 * An n-gram filter over all secrets: one table lookup per letter of a text, however many secrets there are. A text
 * without any gram passes at some nanoseconds a letter.
 */
export class Grams {
  /** 1 for each n-gram that occurs in some secret. */
  readonly table = new Uint8Array(COUNT);

  add({ classes, length }: Folded): void {
    for (let gram = 0, last = 0; last < length; last++) {
      gram = (gram * CLASSES + (classes[last] as number)) % COUNT;
      if (last >= LENGTH - 1) this.table[gram] = 1;
    }
  }

  clear(): void {
    this.table.fill(0);
  }

  /** Candidate runs of either length, and shorter ones at the end, whose grams all occur in some secret. */
  *runsIn({ classes, length }: Folded): Generator<[start: number, end: number]> {
    let run = 0;
    let hexRun = 0;
    for (let gram = 0, last = 0; last < length; last++) {
      const letter = classes[last] as number;
      gram = (gram * CLASSES + letter) % COUNT;
      hexRun = letter < 16 ? hexRun + 1 : 0;
      if (last < LENGTH - 1) continue;
      if (this.table[gram] === 0) run = 0;
      else run = run === 0 ? LENGTH : run + 1;
      const end = last + 1;
      if (run >= RUN) yield [end - RUN, end];
      if (run >= HEX_RUN && hexRun >= HEX_RUN) yield [end - HEX_RUN, end];
    }
    for (let size = Math.min(run, HEX_RUN); size >= EDGE; size--) yield [length - size, length];
  }
}

import { EDGE, HEX_RUN, RUN } from './fingerprint.js';
import { CLASSES, type Folded } from './folded.js';

/** Letters of a gram: no part of a secret that is looked for has fewer. */
const LENGTH = EDGE;

const COUNT = CLASSES ** LENGTH;

/**
 * Which four letters in a row are in any of many secrets: a table that is looked into once for each letter of a text,
 * however many secrets there are. A text without any of them is through in some nanoseconds a letter.
 */
export class Grams {
  private readonly table = new Uint8Array(COUNT);

  add({ classes, length }: Folded): void {
    for (let gram = 0, last = 0; last < length; last++) {
      gram = (gram * CLASSES + (classes[last] as number)) % COUNT;
      if (last >= LENGTH - 1) this.table[gram] = 1;
    }
  }

  clear(): void {
    this.table.fill(0);
  }

  /** Where runs stand, of either length, and at the end shorter ones, that may be in a secret: all of their grams are. */
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

/** The results of all scenarios on one version of Node. */
export interface Run {
  readonly node: string;
  readonly sections: readonly Section[];
}

/** The result of a scenario. */
export interface Section {
  readonly title: string;
  /** The measurement, in a few sentences. */
  readonly about: string;
  readonly tables: readonly Table[];
  readonly ratios: readonly Ratio[];
  readonly notes: readonly string[];
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The relay compared with another subject, and the same in the first round after a start where that was measured. */
export interface Ratio extends Pair {
  readonly what: string;
  readonly cold?: Pair;
}

export interface Pair {
  readonly relay: string;
  readonly other: string;
  /** The relay's figure divided by the other one. */
  readonly ratio: number;
}

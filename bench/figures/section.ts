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

/** The relay compared with another subject. */
export interface Ratio {
  readonly what: string;
  readonly relay: string;
  readonly other: string;
  /** The relay's figure divided by the other one. */
  readonly ratio: number;
}

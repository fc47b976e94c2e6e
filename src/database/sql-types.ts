/** The types of parameters in SQL, each with its type in TypeScript. A parameter may always be null as well. */
export interface SqlTypes {
  uuid: string;
  text: string;
  bytea: Buffer;
  boolean: boolean;
  integer: number;
  float8: number;
  timestamptz: Date;
}

export type SqlType = keyof SqlTypes;

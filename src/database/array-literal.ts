import type { SqlType } from './sql-types.js';

/**
 * An array of Postgres as text. pg writes one as well, at three times the cost: it takes each value for anything, and
 * writes times in the zone of the machine. Times must have years of four digits.
 */
export function arrayLiteral(type: SqlType, values: readonly unknown[]): string {
  const elementOf = ELEMENTS[type];
  let text = '{';
  let separator = '';
  for (const value of values) {
    text += separator + (value == null ? 'NULL' : elementOf(value));
    separator = ',';
  }
  return `${text}}`;
}

const ELEMENTS: Readonly<Record<SqlType, (value: unknown) => string>> = {
  uuid: quoted,
  text: quoted,
  bytea: (value) => `"\\\\x${(value as Buffer).toString('hex')}"`,
  boolean: String,
  integer: String,
  float8: String,
  timestamptz: (value) => (value as Date).toISOString(),
};

function quoted(value: unknown): string {
  const text = String(value);
  return NEEDS_ESCAPE.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

const NEEDS_ESCAPE = /["\\]/;

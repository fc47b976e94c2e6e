import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  readonly quick: boolean;
  /** Writes docs/performance.md and its chart: always after a full run of all parts. */
  readonly write: boolean;
  readonly parts: readonly string[];
}

/** Throws an Error with a sentence when it asks for something else. */
export function optionsOf(args: readonly string[], parts: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean' }, write: { type: 'boolean' }, only: { type: 'string' } },
  });
  const only = values.only?.split(',');
  const unknown = only?.filter((name) => !parts.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new Error(`There is no part ${unknown.join(', ')}: --only takes ${parts.join(',')}.`);
  const quick = values.quick ?? false;
  return { quick, write: values.write ?? (!quick && !only), parts: only ?? parts };
}

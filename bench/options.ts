import { parseArgs } from 'node:util';

/** The options of the command line. */
export interface Options {
  readonly quick: boolean;
  /** Writes docs/performance.md and its chart: the default after a full run of all scenarios. */
  readonly write: boolean;
  readonly scenarios: readonly string[];
  /** Versions or paths of the Nodes that programs are measured on: by default the one that runs the bench. */
  readonly nodes: readonly string[];
}

/** Throws an Error with a sentence for unknown options. */
export function optionsOf(args: readonly string[], scenarios: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      write: { type: 'boolean' },
      only: { type: 'string' },
      node: { type: 'string' },
    },
  });
  const only = values.only?.split(',');
  const unknown = only?.filter((name) => !scenarios.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new Error(`There is no scenario ${unknown.join(', ')}: --only takes ${scenarios.join(',')}.`);
  const quick = values.quick ?? false;
  return {
    quick,
    write: values.write ?? (!quick && !only),
    scenarios: only ?? scenarios,
    nodes: values.node?.split(',') ?? [process.execPath],
  };
}

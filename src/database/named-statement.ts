import { arrayLiteral } from './array-literal.js';
import type { Columns, PlacedColumns } from './columns.js';
import type { SqlType, SqlTypes } from './sql-types.js';
import { type Statement, statement } from './statement.js';

/** The parameters of a statement by name: values, arrays and batches of rows. */
type Parameters = Readonly<Record<string, SqlType | `${SqlType}[]` | Columns<never>>>;

/** What a call gives for a parameter. */
type Given<Parameter> = Parameter extends SqlType
  ? SqlTypes[Parameter] | null
  : Parameter extends `${infer Type extends SqlType}[]`
    ? readonly (SqlTypes[Type] | null)[] | null
    : Parameter extends Columns<infer Row>
      ? readonly Row[]
      : never;

/** What the text is made with: `$1::integer`, or the columns of a batch. */
type Placed<Parameter> = Parameter extends Columns<never> ? PlacedColumns : string;

type AllPlaced<Named> = { readonly [Name in keyof Named]: Placed<Named[Name]> };

/** A statement whose text and calls name its parameters; nobody counts them. */
export interface NamedStatement<Named extends Parameters> extends Statement {
  /** The values of a call, in the order of the text. */
  values(given: { readonly [Name in keyof Named]: Given<Named[Name]> }): unknown[];
}

/** Names a statement, as `statement` does, and its parameters, each of which `text` has to use. */
export function namedStatement<const Named extends Parameters>(
  name: string,
  parameters: Named,
  text: (placed: AllPlaced<Named>) => string,
): NamedStatement<Named> {
  const entries = Object.entries(parameters);
  let next = 1;
  const placed: Record<string, string | PlacedColumns> = {};
  for (const [parameter, shape] of entries) {
    placed[parameter] = typeof shape === 'string' ? `$${next}::${shape}` : shape.placed(next);
    next += typeof shape === 'string' ? 1 : shape.count;
  }
  return {
    ...statement(name, text(placed as AllPlaced<Named>)),
    values: (given) =>
      entries.flatMap(([parameter, shape]) => {
        const value = given[parameter];
        if (typeof shape !== 'string') return shape.values(value as readonly never[]);
        if (!isArray(shape) || value === null) return [value];
        return [arrayLiteral(shape.slice(0, -2) as SqlType, value as readonly unknown[])];
      }),
  };
}

function isArray(shape: SqlType | `${SqlType}[]`): shape is `${SqlType}[]` {
  return shape.endsWith('[]');
}

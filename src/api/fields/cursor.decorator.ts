import { ValidateBy } from 'class-validator';

/**
 * The `after` of a list: a cursor that this list has given out, as far as `decode` can tell (null: it is none), by the
 * text and the query in which it stands.
 */
export function IsCursor<Query>(decode: (text: string, query: Query) => object | null): PropertyDecorator {
  return (target, property) =>
    ValidateBy({
      name: 'cursor',
      validator: {
        validate: (value, args) => typeof value === 'string' && decode(value, args?.object as Query) !== null,
        defaultMessage: () => 'must be the endCursor of an earlier page',
      },
    })(target, property);
}

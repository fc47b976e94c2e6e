import { ValidateBy } from 'class-validator';

/** The `after` of a list: a cursor that this list has given out, as far as `decode` can tell (null: it is none). */
export function IsCursor(decode: (text: string) => object | null): PropertyDecorator {
  return (target, property) =>
    ValidateBy({
      name: 'cursor',
      validator: {
        validate: (value) => typeof value === 'string' && decode(value) !== null,
        defaultMessage: () => 'must be the endCursor of an earlier page',
      },
    })(target, property);
}

import { ValidateBy } from 'class-validator';

/** Text that Postgres and JSON can both hold: no NUL, no half of a surrogate pair. */
export function IsText(): PropertyDecorator {
  return (target, property) =>
    ValidateBy({
      name: 'text',
      validator: {
        validate: (value) => typeof value === 'string' && !value.includes('\0') && value.isWellFormed(),
        defaultMessage: () => 'must be a string of valid Unicode without NUL characters',
      },
    })(target, property);
}

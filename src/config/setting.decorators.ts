import { Transform } from 'class-transformer';
import { IsIn, ValidateBy } from 'class-validator';
import { headerSecretRule, isHeaderSecret } from '../api/header-secret.js';

/** A whole number from `min` to `max`, written in plain digits. */
export function WholeNumber(min: number, max: number): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }: { value: unknown }) => (/^\d{1,15}$/.test(String(value)) ? Number(value) : value))(
      target,
      property,
    );
    ValidateBy({
      name: 'wholeNumber',
      validator: {
        validate: (value) => typeof value === 'number' && value >= min && value <= max,
        defaultMessage: (args) =>
          `must be a whole number from ${min} to ${max}, not "${String(args?.value)}"`,
      },
    })(target, property);
  };
}

/** One of the given words. */
export function Word(...words: string[]): PropertyDecorator {
  return (target, property) => {
    IsIn(words, { message: ({ value }) => `must be one of ${words.join(', ')}, not "${String(value)}"` })(
      target,
      property,
    );
  };
}

/** `true` or `false`, as a boolean. */
export function Flag(): PropertyDecorator {
  const words: Record<string, boolean> = { true: true, false: false };
  return (target, property) => {
    Transform(({ value }: { value: unknown }) => words[String(value)] ?? value)(target, property);
    IsIn([true, false], { message: ({ value }) => `must be true or false, not "${String(value)}"` })(
      target,
      property,
    );
  };
}

/** Anything but white space. The value is not repeated in the message: it may be a secret. */
export function NotBlank(): PropertyDecorator {
  return (target, property) => {
    ValidateBy({
      name: 'notBlank',
      validator: {
        validate: (value) => typeof value === 'string' && /^\S+$/.test(value),
        defaultMessage: () => 'must not be blank or hold white space',
      },
    })(target, property);
  };
}

/** What `isHeaderSecret` takes, without any of the characters in `but`. The value is not repeated in the message. */
export function HeaderSecret(but = ''): PropertyDecorator {
  return (target, property) => {
    ValidateBy({
      name: 'headerSecret',
      validator: {
        validate: (value) => isHeaderSecret(value, but),
        defaultMessage: () => headerSecretRule(but),
      },
    })(target, property);
  };
}

/** Words separated by single spaces. */
export function Words(): PropertyDecorator {
  return (target, property) => {
    ValidateBy({
      name: 'words',
      validator: {
        validate: (value) => typeof value === 'string' && /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value),
        defaultMessage: () => 'must be words separated by single spaces',
      },
    })(target, property);
  };
}

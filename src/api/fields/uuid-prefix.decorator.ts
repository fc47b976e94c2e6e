import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { LowerCased } from './lower-cased.decorator.js';

const SHAPE = 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx';

/** The least that is asked for: one job of 65,536 begins with it. */
const SHORTEST = 4;

/** The beginning of a UUID, of 4 characters at least, with its hyphens; lower-cased. */
export function IsUuidPrefix(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, minLength: SHORTEST, maxLength: SHAPE.length }),
    LowerCased(),
    ValidateBy({
      name: 'uuidPrefix',
      validator: {
        validate: isUuidPrefix,
        defaultMessage: () => `must be the beginning of a UUID, of ${SHORTEST} characters at least`,
      },
    }),
  );
}

/** The first and the last UUID that begin with a prefix. */
export function rangeOf(prefix: string): { first: string; last: string } {
  const rest = SHAPE.slice(prefix.length);
  return { first: prefix + rest.replaceAll('x', '0'), last: prefix + rest.replaceAll('x', 'f') };
}

function isUuidPrefix(value: unknown): boolean {
  if (typeof value !== 'string' || value.length < SHORTEST || value.length > SHAPE.length) return false;
  return [...value].every((letter, at) => (SHAPE[at] === '-' ? letter === '-' : /^[\da-f]$/.test(letter)));
}

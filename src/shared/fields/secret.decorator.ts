import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

/** A secret that goes into an HTTP header: plain visible characters without any in `but`. It is not repeated in the message. */
export function IsSecret(maxLength: number, but = ''): PropertyDecorator {
  const isSecret: PropertyDecorator = (target, property) =>
    ValidateBy({
      name: 'secret',
      validator: {
        validate: (value) =>
          typeof value === 'string' &&
          value.length <= maxLength &&
          /^[\x21-\x7e]+$/.test(value) &&
          ![...but].some((character) => value.includes(character)),
        defaultMessage: () =>
          `must be 1 to ${maxLength} visible ASCII characters${but && `, none of them ${[...but].join(' ')}`}`,
      },
    })(target, property);
  return applyDecorators(
    ApiProperty({ type: String, minLength: 1, maxLength, writeOnly: true, required: false }),
    isSecret,
  );
}

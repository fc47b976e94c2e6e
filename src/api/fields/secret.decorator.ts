import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { headerSecretRule, isHeaderSecret, MAX_SECRET } from '../header-secret.js';

/**
 * A secret that goes into an HTTP header, without any of the characters in `but`. It is not repeated in the message.
 */
export function IsSecret(but = ''): PropertyDecorator {
  const isSecret: PropertyDecorator = (target, property) =>
    ValidateBy({
      name: 'secret',
      validator: {
        validate: (value) => isHeaderSecret(value, but),
        defaultMessage: () => headerSecretRule(but),
      },
    })(target, property);
  return applyDecorators(
    ApiProperty({ type: String, minLength: 1, maxLength: MAX_SECRET, writeOnly: true, required: false }),
    isSecret,
  );
}

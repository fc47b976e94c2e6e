import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { isUUID, ValidateBy } from 'class-validator';

/** From one to `max` UUIDs of any version, in capitals or small letters. */
export function AreUuids(max: number): PropertyDecorator {
  const areUuids: PropertyDecorator = (target, property) =>
    ValidateBy({
      name: 'uuids',
      validator: {
        validate: (value) =>
          Array.isArray(value) &&
          value.length > 0 &&
          value.length <= max &&
          value.every((one) => typeof one === 'string' && isUUID(one, 'loose')),
        defaultMessage: () => `must be an array of 1 to ${max} UUIDs`,
      },
    })(target, property);
  return applyDecorators(
    ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: max, required: false }),
    areUuids,
  );
}

import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, type ValidationArguments } from 'class-validator';

/** A whole number from `min` to `max`, as a JSON number. */
export function IsWholeNumber(min: number, max: number): PropertyDecorator {
  return applyDecorators(ApiProperty({ type: 'integer', minimum: min, maximum: max }), between(min, max));
}

/** The same in a query, where it arrives as digits. */
export function IsQueryNumber(min: number, max: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value,
    ),
    IsWholeNumber(min, max),
  );
}

function between(min: number, max: number): PropertyDecorator {
  return (target, property) =>
    ValidateBy({
      name: 'wholeNumber',
      validator: {
        validate: (value) => Number.isInteger(value) && value >= min && value <= max,
        defaultMessage: (_?: ValidationArguments) => `must be a whole number from ${min} to ${max}`,
      },
    })(target, property);
}

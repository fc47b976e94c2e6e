import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayNotEmpty, IsIn } from 'class-validator';

/** One or more of the given words: in a query the parameter is repeated, in a body it is an array. */
export function IsSomeOf(words: readonly string[]): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, enum: [...words], isArray: true }),
    Transform(({ value }: { value: unknown }) =>
      value == null || Array.isArray(value) ? (value as unknown[] | null) : [value],
    ),
    ArrayNotEmpty({ message: 'must not be empty' }),
    IsIn(words, { each: true, message: `must be one of ${words.join(', ')}` }),
  );
}

import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

/** One of the given words. */
export function IsOneOf(words: readonly string[]): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, enum: [...words] }),
    IsIn(words, { message: `must be one of ${words.join(', ')}` }),
  );
}

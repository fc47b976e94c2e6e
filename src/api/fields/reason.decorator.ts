import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Matches, MaxLength } from 'class-validator';
import { IsText } from './text.decorator.js';

/** Why a person does something: a text that is not blank, of `most` characters at most. */
export function IsReason(most: number): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, maxLength: most }),
    // The last of the rules that are broken is told.
    MaxLength(most, { message: `must be ${most} characters at most` }),
    IsText(),
    Matches(/\S/, { message: 'must say why' }),
  );
}

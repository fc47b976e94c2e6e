import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { LowerCased } from './lower-cased.decorator.js';

/** A UUID of any version, as Pleo's `format: uuid`; lower-cased, the way Postgres gives it back. */
export function IsUuid(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ format: 'uuid' }),
    LowerCased(),
    IsUUID('loose', { message: 'must be a UUID' }),
  );
}

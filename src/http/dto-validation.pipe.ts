import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { ClassConstructor } from 'class-transformer';
import { check, ValidationFailed } from '../api/validation.js';

/** Checks each parameter of a route against its DTO class. Throws `ValidationFailed` with all mistakes at once. */
@Injectable()
export class DtoValidationPipe implements PipeTransform {
  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    if (type === 'custom' || metatype === undefined || metatype === Object) return value;
    const checked = check(metatype as ClassConstructor<object>, value);
    if (checked instanceof ValidationFailed) throw checked;
    return checked;
  }
}

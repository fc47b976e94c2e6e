import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync, type ValidatorOptions } from 'class-validator';
import { DomainError } from './domain-error.js';

/** One thing that is wrong with a request, and where: a JSON pointer into the body, or `/name` of a parameter. */
export interface Mistake {
  pointer: string;
  detail: string;
}

/** The request cannot be understood; `mistakes` lists everything that has to change. */
export class ValidationFailed extends DomainError {
  readonly type = 'VALIDATION_FAILED';

  constructor(readonly mistakes: Mistake[]) {
    super(mistakes.map(({ pointer, detail }) => `${pointer || 'The request'} ${detail}`).join('; '));
  }
}

const UNKNOWN = 'is not known here';

/** How every DTO is checked: unknown properties are mistakes. */
export const VALIDATION_OPTIONS: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
};

/** Checks a plain value against a DTO class; `parent` is its own JSON pointer. Returns the DTO or all mistakes. */
export function check<Dto extends object>(
  type: ClassConstructor<Dto>,
  value: unknown,
  parent = '',
): Dto | ValidationFailed {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new ValidationFailed([{ pointer: parent, detail: 'must be a JSON object' }]);
  }
  const dto = plainToInstance(type, value);
  const mistakes = [
    ...inheritedNames(value, parent),
    ...mistakesOf(validateSync(dto, VALIDATION_OPTIONS), parent),
  ];
  return mistakes.length === 0 ? dto : new ValidationFailed(mistakes);
}

/** Properties named like those that every object has: class-transformer drops them before anybody could complain. */
function inheritedNames(value: object, parent: string): Mistake[] {
  return Object.keys(value)
    .filter((name) => name in Object.prototype)
    .map((name) => ({ pointer: `${parent}/${name}`, detail: UNKNOWN }));
}

/** All mistakes that class-validator found, flat, each with its place. */
export function mistakesOf(errors: ValidationError[], parent = ''): Mistake[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const pointer = `${parent}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.entries(constraints).map(([rule, message]) => ({
      pointer,
      detail: rule === 'whitelistValidation' ? UNKNOWN : message,
    }));
    return [...own, ...mistakesOf(children, pointer)];
  });
}

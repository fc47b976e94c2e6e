import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { getMetadataStorage, type ValidationError, validateSync } from 'class-validator';
import { DomainError } from './domain-error.js';
import { quickCheck } from './quick-check.js';

/** A mistake in a request and its place: a JSON pointer into the body, or `/name` of a parameter. */
export interface Mistake {
  pointer: string;
  detail: string;
}

/** The request cannot be understood; `mistakes` lists everything that has to change. */
export class ValidationFailed extends DomainError {
  readonly type = 'VALIDATION_FAILED';
  override readonly extensions: { errors: Mistake[] };

  constructor(readonly mistakes: Mistake[]) {
    super(mistakes.map(({ pointer, detail }) => `${pointer || 'The request'} ${detail}`).join('; '));
    this.extensions = { errors: mistakes };
  }
}

/** An unknown property name that may be a misplaced key: answers do not repeat it. */
const MAY_BE_KEY = /^(?=.*[^a-z_])[\x21-\x7e]{24,}$/i;

/** More unknown properties than these are counted, not listed: an answer must not grow with nonsense. */
const LISTED_UNKNOWN = 20;

/** A DTO class that knows mistakes which lie between its properties. */
interface Related<Dto> {
  /** Sees what is given, whatever its types. What it says of a property that is wrong by itself is left out. */
  mistakesBetween?(given: Dto): Mistake[];
}

/**
 * Checks a plain value against a DTO class; `parent` is its own JSON pointer. Returns the DTO or all mistakes. Unknown
 * properties are mistakes. Nested values are not walked, so a deep or large value costs no more than a small one.
 */
export function check<Dto extends object>(
  type: ClassConstructor<Dto>,
  value: unknown,
  parent = '',
): Dto | ValidationFailed {
  if (!isObject(value) || Array.isArray(value)) {
    return new ValidationFailed([{ pointer: parent, detail: 'must be a JSON object' }]);
  }
  const quick = 'mistakesBetween' in type ? null : quickCheck(type, value);
  return quick ?? fullCheck(type, value, parent);
}

/** The slow path: class-transformer and class-validator, which can name the mistakes. */
export function fullCheck<Dto extends object>(
  type: ClassConstructor<Dto>,
  value: object,
  parent = '',
): Dto | ValidationFailed {
  const known = propertiesOf(type);
  const entries = Object.entries(value).filter(([name]) => known.has(name));
  // class-transformer walks into objects and stumbles over some. It gets the plain values only; it has nothing else to
  // change.
  const dto = plainToInstance(type, Object.fromEntries(entries.filter(([, held]) => !isObject(held))));
  Object.assign(dto, Object.fromEntries(entries.filter(([, held]) => isObject(held))));
  const unknown = Object.keys(value).filter((name) => !known.has(name));
  // A class without rules is one that nothing may be given to.
  const mistakes = mistakesOf(validateSync(dto, { forbidUnknownValues: false }), parent);
  const wrong = new Set(mistakes.map(({ pointer }) => pointer));
  const between = ((type as Related<Dto>).mistakesBetween?.(dto) ?? [])
    .map(({ pointer, detail }) => ({ pointer: parent + pointer, detail }))
    .filter(({ pointer }) => !wrong.has(pointer));
  mistakes.unshift(...unknownMistakes(unknown, parent));
  mistakes.push(...between);
  return mistakes.length === 0 ? dto : new ValidationFailed(mistakes);
}

/** Every property with a rule; any other is unknown. */
function propertiesOf(type: ClassConstructor<object>): ReadonlySet<string> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return new Set(rules.map(({ propertyName }) => propertyName));
}

function unknownMistakes(names: string[], parent: string): Mistake[] {
  const listed = names.slice(0, LISTED_UNKNOWN).map((name) => ({
    pointer: pointerTo(MAY_BE_KEY.test(name) ? '[hidden]' : name.slice(0, 100), parent),
    detail: 'is not known here',
  }));
  const more = names.length - listed.length;
  return more > 0
    ? [...listed, { pointer: parent, detail: `has ${more} more properties that are not known` }]
    : listed;
}

/**
 * What class-validator found, each with its place. One for each property: where a value is not even of its type, all
 * other rules are broken too, and say nothing more. Decorators are applied from the last to the first, so that the
 * first one that is written comes last.
 */
function mistakesOf(errors: ValidationError[], parent: string): Mistake[] {
  return errors.flatMap(({ property, constraints = {} }) =>
    Object.values(constraints)
      .slice(-1)
      .map((detail) => ({ pointer: pointerTo(property, parent), detail })),
  );
}

function pointerTo(name: string, parent: string): string {
  return `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

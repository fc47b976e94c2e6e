import type { ProblemType } from './problem-types.js';

/**
 * Something that a caller has to hear about. `type` is the stable word for it; which HTTP status it becomes stands in
 * problem-types.ts alone. The message is a sentence for a person: what was wrong, and what to do.
 */
export abstract class DomainError extends Error {
  abstract readonly type: ProblemType;

  /** Headers that the answer carries, such as `Retry-After`. */
  readonly headers: Readonly<Record<string, string>> = {};
}

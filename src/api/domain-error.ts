import type { ProblemExtensions } from './dto/problem.dto.js';
import type { ProblemType } from './problem-types.js';

/**
 * An error for the caller. `type` is its stable code; problem-types.ts alone maps it to an HTTP status. The message is
 * a sentence for a person: what was wrong, and what to do.
 */
export abstract class DomainError extends Error {
  abstract readonly type: ProblemType;

  /** Headers that the answer carries, such as `Retry-After`. */
  readonly headers: Readonly<Record<string, string>> = {};

  /** What the answer says beyond the members that every error has. */
  readonly extensions: ProblemExtensions = {};
}

import type { DomainError } from './domain-error.js';
import type { Problem } from './dto/problem.dto.js';
import { PROBLEMS } from './problem-types.js';

/**
 * The RFC 9457 answer to an error. `message` repeats `detail` for clients that were written for Pleo, whose errors are
 * `{ type, message }`.
 */
export function problemOf(error: DomainError, request: { instance: string; requestId: string }): Problem {
  const [status, title] = PROBLEMS[error.type];
  return {
    type: error.type,
    title,
    status,
    detail: error.message,
    message: error.message,
    ...request,
    ...error.extensions,
  };
}

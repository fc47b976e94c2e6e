import type { PleoAnswer } from '../../src/pleo/pleo.answer.js';

/** An answer as the client of Pleo gives it; `body` is `rawBody` without secrets, where that is another one. */
export function answered(
  status: number,
  rawBody: string,
  headers: Record<string, string> = {},
  body = rawBody,
): PleoAnswer & { readonly kind: 'answered' } {
  return { kind: 'answered', status, headers, body, rawBody, rawType: headers['content-type'] ?? '' };
}

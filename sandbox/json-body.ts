import { badRequest } from './answer.js';

/** A request body: read completely first, because the log and the fault rules use it before it is checked. */
export type JsonBody =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly text: string };

const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?;?\s*$/i;

export function readJson(text: unknown): JsonBody {
  const body = typeof text === 'string' ? text : '';
  try {
    return { ok: true, value: JSON.parse(body) as unknown };
  } catch {
    return { ok: false, text: body };
  }
}

export function requireJsonType(contentType: string | undefined): void {
  if (contentType === undefined || !JSON_TYPE.test(contentType)) {
    throw badRequest([
      `Content-Type must be application/json;charset=UTF-8, not ${contentType ?? 'missing'}`,
    ]);
  }
}

export function jsonValue(body: JsonBody): unknown {
  if (!body.ok) throw badRequest([body.text === '' ? 'The body is empty' : 'The body is not valid JSON']);
  return body.value;
}

/** The value as an object with unknown properties. */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

/** The code of an error of Node's or undici's, and no more: its message may repeat parts of the request. */
export function codeOf(error: unknown): string {
  const { code, cause, name } = error as { code?: unknown; cause?: { code?: unknown }; name?: unknown };
  return [cause?.code, code, name].find(isWord) ?? 'UNKNOWN';
}

/** Of the kind that Node and undici have, not a sentence. */
function isWord(code: unknown): code is string {
  return typeof code === 'string' && /^\w{1,64}$/.test(code);
}

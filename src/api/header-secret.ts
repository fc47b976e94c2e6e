/** Longer than any key or token that was seen, short enough for a request header. */
export const MAX_SECRET = 6000;

/**
 * Whether a secret may stand in an HTTP header: plain visible characters, without any in `but`, and not too many. The one
 * rule for what settings name, what people set, and what an authorization server hands out.
 */
export function isHeaderSecret(value: unknown, but = ''): value is string {
  return (
    typeof value === 'string' &&
    value.length <= MAX_SECRET &&
    /^[\x21-\x7e]+$/.test(value) &&
    ![...but].some((character) => value.includes(character))
  );
}

/** What is asked for, for people. */
export function headerSecretRule(but = ''): string {
  return `must be 1 to ${MAX_SECRET} visible ASCII characters${but && `, none of them ${[...but].join(' ')}`}`;
}

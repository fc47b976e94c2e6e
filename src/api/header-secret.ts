/** Longer than any key or token that was seen, short enough for a request header. */
export const MAX_SECRET = 6000;

/**
 * Whether a secret may stand in an HTTP header: visible ASCII without the characters in `but`, and not too long. The
 * one rule for secrets of settings, of people and of the authorization server.
 */
export function isHeaderSecret(value: unknown, but = ''): value is string {
  return (
    typeof value === 'string' &&
    value.length <= MAX_SECRET &&
    /^[\x21-\x7e]+$/.test(value) &&
    ![...but].some((character) => value.includes(character))
  );
}

/** The rule as a phrase for error messages. */
export function headerSecretRule(but = ''): string {
  return `must be 1 to ${MAX_SECRET} visible ASCII characters${but && `, none of them ${[...but].join(' ')}`}`;
}

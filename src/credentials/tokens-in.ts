import { headerSecretRule, isHeaderSecret } from '../api/header-secret.js';
import type { Tokens } from './credentials.repository.js';

/** The longest lifetime of an access token that is accepted, in seconds: a year. */
export const MAX_LIFE_SECONDS = 31_536_000;

/** The tokens of an answer are unusable. The message says why and repeats nothing of it. */
export class UselessTokens extends Error {}

/**
 * The tokens of a token endpoint's answer (RFC 6749, 5.1), under the same rule as tokens set by people. `refreshToken`
 * is empty where none came. A nonsensical lifetime counts as unknown: then Pleo's 401 shows the end. Throws
 * `UselessTokens`.
 */
export function tokensIn(answer: unknown): Tokens {
  const {
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: type = 'bearer',
    expires_in: life,
  } = (answer ?? {}) as Record<string, unknown>;
  if (!isHeaderSecret(accessToken)) throw new UselessTokens(`access_token ${headerSecretRule()}`);
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer')
    throw new UselessTokens('token_type must be Bearer');
  const isNone = refreshToken === undefined || refreshToken === null || refreshToken === '';
  if (!isNone && !isHeaderSecret(refreshToken))
    throw new UselessTokens(`refresh_token ${headerSecretRule()}`);
  return { accessToken, refreshToken: isNone ? '' : refreshToken, expiresIn: secondsOf(life) };
}

function secondsOf(life: unknown): number | null {
  const seconds = typeof life === 'string' && /^\d+$/.test(life) ? Number(life) : life;
  if (typeof seconds !== 'number' || !(seconds >= 1)) return null;
  return Math.min(seconds, MAX_LIFE_SECONDS);
}

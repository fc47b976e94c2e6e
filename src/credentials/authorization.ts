import { isHeaderSecret } from '../api/header-secret.js';
import type { StoredCredential } from './credentials.repository.js';
import { type Seals, Unreadable } from './seals.js';

/** The value of an Authorization header, or the reason why there is none. */
export type Authorization =
  | { readonly kind: 'active'; readonly value: string }
  | { readonly kind: 'consent_needed' | 'unreadable'; readonly reason: string };

/** Unseals the secrets of a credential and makes its header. Never throws. */
export function authorizationOf(row: StoredCredential, seals: Seals): Authorization {
  const { companyId, status, keyId, apiKey, accessToken } = row;
  if (status === 'consent_needed') return { kind: status, reason: row.reason ?? '' };
  try {
    if (apiKey)
      return { kind: 'active', value: basic(seals.open({ companyId, field: 'api_key' }, keyId, apiKey)) };
    if (!accessToken) throw new Unreadable('The row holds no secret.');
    const token = seals.open({ companyId, field: 'access_token' }, keyId, accessToken);
    // Stored before token answers were checked.
    if (!isHeaderSecret(token))
      throw new Unreadable('The access token cannot stand in a header: connect again.');
    return { kind: 'active', value: bearer(token) };
  } catch (error) {
    if (error instanceof Unreadable) return { kind: 'unreadable', reason: error.message };
    throw error;
  }
}

/** Pleo takes an API key as Basic user name without a password. */
export function basic(apiKey: string): string {
  return `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`;
}

export function bearer(token: string): string {
  return `Bearer ${token}`;
}

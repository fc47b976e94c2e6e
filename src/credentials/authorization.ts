import { isHeaderSecret } from '../api/header-secret.js';
import type { Settings } from '../config/settings.js';
import type { StoredCredential } from './credentials.repository.js';
import { type Seals, Unreadable } from './seals.js';

/** The value of an Authorization header, or the reason why there is none. */
export type Authorization =
  { readonly kind: 'active'; readonly value: string } | { readonly kind: Unusable; readonly reason: string };

/** Why a credential is not used. */
export type Unusable = 'consent_needed' | 'unreadable' | 'wrong_company' | 'missing_scopes' | 'unverified';

/** The authorization for what is sent for the company, or why it must not be used. Never throws. */
export function authorizationOf(
  row: StoredCredential,
  seals: Seals,
  { PLEO_CREDENTIAL_VERIFICATION: demand }: Pick<Settings, 'PLEO_CREDENTIAL_VERIFICATION'>,
): Authorization {
  const { status, verification, verificationReason: reason } = row;
  if (status === 'consent_needed') return { kind: status, reason: row.reason ?? '' };
  if (verification === 'wrong_company' || verification === 'missing_scopes')
    return { kind: verification, reason: reason ?? '' };
  const opened = openedOf(row, seals);
  if (opened.kind === 'unreadable' || verification === 'verified') return opened;
  if (verification === 'unverified' && demand === 'when_possible') return opened;
  return { kind: 'unverified', reason: reason ?? NOT_ASKED };
}

/** Why there is no verdict where none was kept. */
export const NOT_ASKED = 'The relay has not asked Pleo yet whose it is.';

/** Unseals the secrets of a credential and makes its header, whatever Pleo says of it. Never throws. */
export function openedOf(
  row: StoredCredential,
  seals: Seals,
): Authorization & { readonly kind: 'active' | 'unreadable' } {
  const { companyId, keyId, apiKey, accessToken } = row;
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

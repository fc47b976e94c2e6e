import { createSecretKey, type KeyObject } from 'node:crypto';

/** A key of `CREDENTIALS_KEY`; its id is stored beside each value that it sealed. */
export interface CredentialKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** `CREDENTIALS_KEY` is malformed. The message names the entry (from 1) and the reason; it never repeats a key. */
export class CredentialKeysMistake extends Error {}

const KEY_BYTES = 32;

/**
 * Reads `id:base64` entries separated by commas, each 32 bytes. The first one seals, all of them open. Throws
 * `CredentialKeysMistake`.
 */
export function parseCredentialKeys(text: string): [CredentialKey, ...CredentialKey[]] {
  const ids = new Set<string>();
  const keys = text.split(',').map((entry, index) => {
    const [id = '', encoded = '', ...rest] = entry.trim().split(':');
    const refuse = (reason: string) => new CredentialKeysMistake(`entry ${index + 1} ${reason}`);
    if (!/^[\w.-]{1,64}$/.test(id) || rest.length > 0) throw refuse('is not of the form id:base64');
    if (ids.has(id)) throw refuse('has the id of an earlier one');
    ids.add(id);
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== encoded)
      throw refuse(`does not hold ${KEY_BYTES} bytes in base64: make one with "openssl rand -base64 32"`);
    return { id, key: createSecretKey(bytes) };
  });
  return keys as [CredentialKey, ...CredentialKey[]];
}

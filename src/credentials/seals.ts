import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { type CredentialKey, parseCredentialKeys } from '../config/values/credential-keys.js';

/** The company and column of a sealed value (associated data): it does not open at another place. */
export interface SealedPlace {
  readonly companyId: string;
  readonly field: 'api_key' | 'access_token' | 'refresh_token' | 'code_verifier' | 'webhook_secret';
}

/** A sealed value cannot be opened: its key is not in CREDENTIALS_KEY, or it was not sealed for this place. */
export class Unreadable extends Error {}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals secrets with the first of CREDENTIALS_KEY, and opens them with any: AES-256-GCM. */
@Injectable()
export class Seals {
  private readonly keys: readonly CredentialKey[];

  constructor({ CREDENTIALS_KEY }: Settings) {
    this.keys = CREDENTIALS_KEY ? parseCredentialKeys(CREDENTIALS_KEY) : [];
  }

  /** Whether anything can be sealed at all. */
  get isOn(): boolean {
    return this.keys.length > 0;
  }

  /** The id of the sealing key; it is stored beside each sealed value. */
  get keyId(): string {
    return this.first.id;
  }

  /** The ids of all keys. */
  get keyIds(): string[] {
    return this.keys.map(({ id }) => id);
  }

  /** Nonce, tag and ciphertext in one. */
  seal(place: SealedPlace, secret: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.first.key, nonce).setAAD(labelOf(place));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws `Unreadable`, with the reason in a sentence. */
  open(place: SealedPlace, keyId: string, sealed: Buffer): string {
    const key = this.keys.find(({ id }) => id === keyId);
    if (!key) throw new Unreadable(`It was sealed with the key "${keyId}", which is not in CREDENTIALS_KEY.`);
    try {
      const decipher = createDecipheriv(CIPHER, key.key, sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(labelOf(place))
        .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const opened = [decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
      return Buffer.concat(opened).toString('utf8');
    } catch {
      throw new Unreadable(
        `The key "${keyId}" does not open it: the key is another one under the same id, or the row was changed by hand.`,
      );
    }
  }

  private get first(): CredentialKey {
    const [first] = this.keys;
    if (!first) throw new Error('CREDENTIALS_KEY is not set: nothing can be sealed');
    return first;
  }
}

function labelOf({ companyId, field }: SealedPlace): Buffer {
  return Buffer.from(`pleo-export-relay/1/${companyId}/${field}`);
}

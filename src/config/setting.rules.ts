import {
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { ApiKeysMistake, parseApiKeys } from '../auth/api-keys.js';
import { CredentialKeysMistake, parseCredentialKeys } from '../credentials/credential-keys.js';
import { isLoopback } from './loopback.js';

/** A postgres:// URL that names a host, or the folder of a socket as `?host=`. */
@ValidatorConstraint({ name: 'postgresUrl' })
export class PostgresUrl implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    const url = parse(value);
    if (!url || !['postgres:', 'postgresql:'].includes(url.protocol)) return false;
    return url.hostname !== '' || url.searchParams.has('host');
  }

  defaultMessage(): string {
    return 'must be a URL such as postgres://user:password@host:5432/database';
  }
}

/** Where Pleo answers: https, or plain http on loopback (the sandbox), with nothing but an address in it. */
@ValidatorConstraint({ name: 'pleoBaseUrl' })
export class PleoBaseUrl implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    const url = parse(value);
    if (!url || url.username || url.password || /[?#]/.test(value)) return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  }

  defaultMessage(): string {
    return 'must be an https:// URL without credentials, query or fragment (http:// on loopback only)';
  }
}

/** What `parseCredentialKeys` takes. Its messages name entries by place, never by key. */
@ValidatorConstraint({ name: 'credentialKeys' })
export class CredentialKeysSyntax implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return mistakeOf(() => parseCredentialKeys(value)) === null;
  }

  defaultMessage(args?: ValidationArguments): string {
    return mistakeOf(() => parseCredentialKeys(String(args?.value))) ?? '';
  }
}

/** What `parseApiKeys` takes. Its messages name entries by place, never by key. */
@ValidatorConstraint({ name: 'apiKeys' })
export class ApiKeysSyntax implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return mistakeOf(() => parseApiKeys(value)) === null;
  }

  defaultMessage(args?: ValidationArguments): string {
    return mistakeOf(() => parseApiKeys(String(args?.value))) ?? '';
  }
}

function mistakeOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof ApiKeysMistake || error instanceof CredentialKeysMistake) return error.message;
    throw error;
  }
}

function parse(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

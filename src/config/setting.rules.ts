import {
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { ApiKeysMistake, parseApiKeys } from './values/api-keys.js';
import { parseWebhookSecrets, WebhookSecretsMistake } from './values/webhook-secrets.js';
import { readApiKeysFile } from './values/api-keys-file.js';
import { readCertificates } from './values/ca-file.js';
import { CredentialKeysMistake, parseCredentialKeys } from './values/credential-keys.js';
import { connectionOf, DatabaseUrlMistake } from './values/database-url.js';
import { isLoopback } from './loopback.js';

/** What `connectionOf` takes. Its messages repeat no part of the URL. */
@ValidatorConstraint({ name: 'postgresUrl' })
export class PostgresUrl implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return mistakeOf(value, connectionOf) === null;
  }

  defaultMessage(args?: ValidationArguments): string {
    return mistakeOf(String(args?.value), connectionOf) ?? '';
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

/** As `PleoBaseUrl`, with a query if the receiver wants one. The value is not repeated in the message. */
@ValidatorConstraint({ name: 'noticeUrl' })
export class NoticeUrl extends PleoBaseUrl {
  override validate(value: string): boolean {
    return !value.includes('#') && super.validate(value.replace(/\?.*/s, ''));
  }

  override defaultMessage(): string {
    return 'must be an https:// URL without credentials or fragment (http:// on loopback only)';
  }
}

/** As `PleoBaseUrl`, without the path that the relay appends. */
@ValidatorConstraint({ name: 'pleoApiUrl' })
export class PleoApiUrl extends PleoBaseUrl {
  override validate(value: string): boolean {
    return super.validate(value) && withoutRoute(value) === null;
  }

  override defaultMessage(args?: ValidationArguments): string {
    const value = String(args?.value);
    const right = super.validate(value) ? withoutRoute(value) : null;
    if (right === null) return super.defaultMessage();
    return `must end before the version, which PLEO_API_VERSION names, and the route: write ${right}`;
  }
}

/** The address without a trailing version and route of Pleo's API; null where it has neither. */
function withoutRoute(value: string): string | null {
  const { origin, pathname } = new URL(value);
  const [end] = ROUTE.exec(pathname) ?? [];
  return end ? origin + pathname.slice(0, -end.length) : null;
}

const ROUTE = /\/+(?:v\d+(?:\/+export-.*)?|export-(?:jobs?|job-events|items)(?:\/.*)?)\/*$/i;

/** What `parseCredentialKeys` takes. Its messages name entries by place, never by key. */
@ValidatorConstraint({ name: 'credentialKeys' })
export class CredentialKeysSyntax implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return mistakeOf(value, parseCredentialKeys) === null;
  }

  defaultMessage(args?: ValidationArguments): string {
    return mistakeOf(String(args?.value), parseCredentialKeys) ?? '';
  }
}

/** What `parseApiKeys` takes. Its messages name entries by place, never by key. */
@ValidatorConstraint({ name: 'apiKeys' })
export class ApiKeysSyntax implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return mistakeOf(value, parseApiKeys) === null;
  }

  defaultMessage(args?: ValidationArguments): string {
    return mistakeOf(String(args?.value), parseApiKeys) ?? '';
  }
}

/** What `parseWebhookSecrets` takes. Its messages name entries by place, never by secret. */
@ValidatorConstraint({ name: 'webhookSecrets' })
export class WebhookSecretsSyntax implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return mistakeOf(value, parseWebhookSecrets) === null;
  }

  defaultMessage(args?: ValidationArguments): string {
    return mistakeOf(String(args?.value), parseWebhookSecrets) ?? '';
  }
}

/** `user:password`. The value is not repeated in the message. */
@ValidatorConstraint({ name: 'basicCredentials' })
export class BasicCredentials implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return /^[\x21-\x39\x3b-\x7e]+:[\x21-\x7e]{16,}$/.test(value);
  }

  defaultMessage(): string {
    return 'must be user:password, the password of 16 characters or more, without white space';
  }
}

/** `Name: value`. The value is not repeated in the message. */
@ValidatorConstraint({ name: 'headerName' })
export class HeaderName implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return /^[\w!#$%&'*+.^`|~-]+$/.test(value) && value.toLowerCase() !== 'authorization';
  }

  defaultMessage(): string {
    return 'must be the name of an HTTP header other than Authorization, such as X-Forwarded-User';
  }
}

@ValidatorConstraint({ name: 'keyNames' })
export class KeyNames implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return /^[\w.-]{1,64}(,[\w.-]{1,64})*$/.test(value);
  }

  defaultMessage(): string {
    return 'must be names of API keys separated by commas';
  }
}

@ValidatorConstraint({ name: 'secretHeader' })
export class SecretHeader implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return /^[\w!#$%&'*+.^`|~-]+: *[\x21-\x7e][\x20-\x7e]{14,}[\x21-\x7e]$/.test(value);
  }

  defaultMessage(): string {
    return 'must be "Name: value" as of an HTTP header, the value of 16 characters or more';
  }
}

/** A file that can be read, and that holds what `parseApiKeysFile` takes. */
@ValidatorConstraint({ name: 'apiKeysFile' })
export class ApiKeysFileContents implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return mistakeOf(value, readApiKeysFile) === null;
  }

  defaultMessage(args?: ValidationArguments): string {
    return mistakeOf(String(args?.value), readApiKeysFile) ?? '';
  }
}

/** A PEM file whose certificates can all be read. */
@ValidatorConstraint({ name: 'certificatesFile' })
export class CertificatesFile implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return this.reason(value) === null;
  }

  defaultMessage(args?: ValidationArguments): string {
    return `cannot be used: ${this.reason(String(args?.value))}`;
  }

  private reason(path: string): string | null {
    try {
      readCertificates(path);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }
}

/** The http or https URL of a proxy, with name and password if it wants them. */
@ValidatorConstraint({ name: 'proxyUrl' })
export class ProxyUrl implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    const url = parse(value);
    if (!url || !['http:', 'https:'].includes(url.protocol) || /[?#]/.test(value)) return false;
    return url.pathname === '/' && isDecodable(url.username + url.password);
  }

  defaultMessage(): string {
    return 'must be a URL such as http://user:password@proxy:3128';
  }
}

/** An http or https URL. The value is not repeated in the message. */
@ValidatorConstraint({ name: 'httpUrl' })
export class HttpUrl implements ValidatorConstraintInterface {
  validate(value: string): boolean {
    return ['http:', 'https:'].includes(parse(value)?.protocol ?? '');
  }

  defaultMessage(): string {
    return 'must be a URL such as http://localhost:4318';
  }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Errors whose messages are made for people and hold no secret. */
const MISTAKES = [ApiKeysMistake, CredentialKeysMistake, DatabaseUrlMistake, WebhookSecretsMistake];

function mistakeOf(value: string, read: (value: string) => unknown): string | null {
  try {
    read(value);
    return null;
  } catch (error) {
    if (MISTAKES.some((mistake) => error instanceof mistake)) return (error as Error).message;
    throw error;
  }
}

function parse(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

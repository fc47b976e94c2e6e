/** The accepted credentials: API keys by Basic (key as user name, empty password), access tokens by Bearer. */
export interface Credentials {
  readonly apiKeys?: readonly string[] | undefined;
  readonly accessTokens?: readonly string[] | undefined;
}

/** The default key. */
export const DEFAULT_API_KEY = 'sandbox-key';

const HEADER = /^(basic|bearer) +(\S+) *$/i;

export class CredentialCheck {
  #apiKeys: ReadonlySet<string> = new Set();
  #accessTokens: ReadonlySet<string> = new Set();

  constructor(credentials: Credentials) {
    this.replace(credentials);
  }

  /** Replaces the accepted credentials; a missing list counts as empty. */
  replace(credentials: Credentials): void {
    const problems = credentialProblems(credentials);
    if (problems.length > 0) throw new Error(problems.join('; '));
    this.#apiKeys = new Set(credentials.apiKeys);
    this.#accessTokens = new Set(credentials.accessTokens);
  }

  accepts(authorization: string | undefined): boolean {
    const { scheme, value } = credentialIn(authorization);
    if (scheme === 'bearer') return this.#accessTokens.has(value);
    return value.endsWith(':') && this.#apiKeys.has(value.slice(0, -1));
  }
}

/** What an Authorization header carries: a token, or user name and password with a colon between them. */
export function credentialIn(authorization: string | undefined): {
  readonly scheme: string;
  readonly value: string;
} {
  const [, scheme = '', value = ''] = HEADER.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() !== 'basic') return { scheme: scheme.toLowerCase(), value };
  return { scheme: 'basic', value: Buffer.from(value, 'base64').toString('utf8') };
}

/** All mistakes, without repeating a key. */
export function credentialProblems(credentials: unknown): string[] {
  const lists = credentials as Record<string, unknown> | null;
  if (typeof lists !== 'object' || lists === null || Array.isArray(lists)) {
    return ['credentials must be an object with apiKeys and accessTokens'];
  }
  const unknown = Object.keys(lists).filter((name) => name !== 'apiKeys' && name !== 'accessTokens');
  const problems = unknown.map((name) => `${name} is not known; there are apiKeys and accessTokens`);
  const isList = (list: unknown, isEntry: (entry: unknown) => boolean): boolean =>
    list === undefined || (Array.isArray(list) && list.every(isEntry));
  if (!isList(lists.apiKeys, isApiKey)) {
    problems.push('apiKeys must be an array of non-empty strings without colon and space');
  }
  if (!isList(lists.accessTokens, isAccessToken)) {
    problems.push('accessTokens must be an array of non-empty strings without space');
  }
  return problems;
}

/** A user name of Basic cannot hold a colon. */
export function isApiKey(key: unknown): boolean {
  return typeof key === 'string' && /^[^:\s]+$/.test(key);
}

export function isAccessToken(token: unknown): boolean {
  return typeof token === 'string' && /^\S+$/.test(token);
}

import { hash, timingSafeEqual } from 'node:crypto';

/** What a caller may do; each includes the ones before it. */
export const SCOPES = ['read', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who calls: the name that stands in audit entries and on events. */
export interface Caller {
  readonly name: string;
  readonly scope: Scope;
}

/** `API_KEYS` cannot be read. The message says which entry (counted from 1) and why; it never repeats a key. */
export class ApiKeysMistake extends Error {}

/** The keys that callers may use, by digest: a key itself is not kept. */
export class ApiKeys {
  constructor(private readonly entries: readonly { caller: Caller; digest: Buffer }[]) {}

  /** The caller whose key this is, or null. Looks at every entry, in constant time each. */
  find(key: string): Caller | null {
    const digest = digestOf(key);
    let found: Caller | null = null;
    for (const entry of this.entries) {
      if (timingSafeEqual(entry.digest, digest)) found = entry.caller;
    }
    return found;
  }
}

/** Reads `name:scope:key` entries separated by commas. Throws `ApiKeysMistake`. */
export function parseApiKeys(text: string): ApiKeys {
  const names = new Set<string>();
  const entries = text.split(',').map((entry, index) => {
    const [name = '', scope = '', key = '', ...rest] = entry.trim().split(':');
    const refuse = (reason: string) => new ApiKeysMistake(`entry ${index + 1} ${reason}`);
    if (!/^[\w.-]{1,64}$/.test(name) || rest.length > 0) throw refuse('is not of the form name:scope:key');
    if (!isScope(scope)) throw refuse(`has an unknown scope: use one of ${SCOPES.join(', ')}`);
    if (!/^[\x21-\x7e]{24,}$/.test(key))
      throw refuse('has a key of fewer than 24 characters, or with white space');
    if (names.has(name)) throw refuse('has the name of an earlier one');
    names.add(name);
    return { caller: { name, scope }, digest: digestOf(key) };
  });
  return new ApiKeys(entries);
}

function isScope(word: string): word is Scope {
  return (SCOPES as readonly string[]).includes(word);
}

function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

import { hash, timingSafeEqual } from 'node:crypto';
import { isPlaceholder } from './placeholder.js';

/** The scopes of a key; each includes the ones before it. */
export const SCOPES = ['read', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** The caller: its name stands in audit entries and on events. */
export interface Caller {
  readonly name: string;
  readonly scope: Scope;
}

/** The keys are malformed. The message names all bad entries and the reasons; it never repeats a key. */
export class ApiKeysMistake extends Error {}

/** The callers' keys, by digest: the keys themselves are not kept. */
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

  /** The names of the keys, in their order. */
  get names(): string[] {
    return this.entries.map(({ caller }) => caller.name);
  }

  /** The keys of both. Throws `ApiKeysMistake` where a name or a key is in both. */
  and(more: ApiKeys): ApiKeys {
    const mistakes = more.entries.flatMap((entry) => {
      const reason = this.clash(entry);
      return reason ? [`the key of "${entry.caller.name}" ${reason}`] : [];
    });
    if (mistakes.length > 0) throw new ApiKeysMistake(mistakes.join('; '));
    return new ApiKeys([...this.entries, ...more.entries]);
  }

  private clash({ caller: { name }, digest }: { caller: Caller; digest: Buffer }): string | null {
    if (this.names.includes(name)) return 'has the name of an earlier one';
    const isTaken = this.entries.some((entry) => timingSafeEqual(entry.digest, digest));
    return isTaken ? 'is the key of an earlier one' : null;
  }
}

/** Reads `name:scope:key` entries separated by commas. Throws `ApiKeysMistake`. */
export function parseApiKeys(text: string): ApiKeys {
  return read(text.split(',').map((entry, index) => ({ place: `entry ${index + 1}`, entry: entry.trim() })));
}

/**
 * Reads a file of the same entries, one a line or separated by commas. Behind a `#` that begins a line or follows white
 * space stands a comment. A file without any key is a mistake: it may be half written. Throws `ApiKeysMistake`.
 */
export function parseApiKeysFile(text: string): ApiKeys {
  const placed = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, index) =>
      line
        .replace(/(^|\s)#.*$/, '')
        .split(',')
        .map((entry) => ({ place: `line ${index + 1}`, entry: entry.trim() })),
    )
    .filter(({ entry }) => entry !== '');
  if (placed.length === 0) throw new ApiKeysMistake('holds no key');
  return read(placed);
}

function read(placed: readonly { place: string; entry: string }[]): ApiKeys {
  const seen = { names: new Set<string>(), digests: new Set<string>() };
  const mistakes: string[] = [];
  const entries = placed.map(({ place, entry }) => {
    const [name = '', scope = '', key = '', ...rest] = entry.split(':');
    const digest = digestOf(key);
    const refuse = (reason: string) => mistakes.push(`${place} ${reason}`);
    if (!/^[\w.-]{1,64}$/.test(name) || rest.length > 0) refuse('is not of the form name:scope:key');
    else if (!isScope(scope)) refuse(`has an unknown scope: use one of ${SCOPES.join(', ')}`);
    else if (!/^[\x21-\x7e]{24,}$/.test(key))
      refuse('has a key of fewer than 24 characters, or with white space');
    else if (isPlaceholder(key))
      refuse('has the key of a sample: make your own, as by "openssl rand -hex 24"');
    else if (seen.names.has(name)) refuse('has the name of an earlier one');
    else if (seen.digests.has(digest.toString('hex'))) refuse('has the key of an earlier one');
    seen.names.add(name);
    seen.digests.add(digest.toString('hex'));
    return { caller: { name, scope: scope as Scope }, digest };
  });
  if (mistakes.length > 0) throw new ApiKeysMistake(mistakes.join('; '));
  return new ApiKeys(entries);
}

function isScope(word: string): word is Scope {
  return (SCOPES as readonly string[]).includes(word);
}

function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

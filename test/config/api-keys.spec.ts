import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ApiKeysMistake, parseApiKeys, parseApiKeysFile } from '../../src/config/values/api-keys.js';

const ADA = 'ada-key-0123456789abcdef';
const BEN = 'ben+key/0123456789abcdef=';

describe('parseApiKeys', () => {
  it('finds the caller by key, with name and scope', () => {
    const keys = parseApiKeys(`ada:read:${ADA},ben:admin:${BEN}`);
    expect(keys.find(ADA)).toEqual({ name: 'ada', scope: 'read' });
    expect(keys.find(BEN)).toEqual({ name: 'ben', scope: 'admin' });
  });

  it.each([
    '',
    ADA.slice(0, -1),
    `${ADA} `,
    ADA.toUpperCase(),
    `ada:read:${ADA}`,
    'x'.repeat(100_000),
    'ключ',
  ])('finds nobody by another key (case %#)', (key) => {
    expect(parseApiKeys(`ada:read:${ADA}`).find(key)).toBeNull();
  });

  it.each(['read', 'write', 'admin'])('takes the scope %s', (scope) => {
    expect(parseApiKeys(`ada:${scope}:${ADA}`).find(ADA)).toEqual({ name: 'ada', scope });
  });

  it('takes white space around entries, and a key of just 24 characters', () => {
    const keys = parseApiKeys(` ada:read:${ADA} ,\n ben:write:${BEN}\n`);
    expect(ADA).toHaveLength(24);
    expect([keys.find(ADA)?.name, keys.find(BEN)?.name]).toEqual(['ada', 'ben']);
  });

  it.each([
    ['nothing', '', 'entry 1 is not of the form'],
    ['a key alone', ADA, 'entry 1'],
    ['no name', `:read:${ADA}`, 'entry 1 is not of the form'],
    ['a name with a space', `a da:read:${ADA}`, 'entry 1 is not of the form'],
    ['a name that is too long', `${'a'.repeat(65)}:read:${ADA}`, 'entry 1 is not of the form'],
    ['a fourth part', `ada:read:${ADA}:more`, 'entry 1 is not of the form'],
    ['a comma at the end', `ada:read:${ADA},`, 'entry 2 is not of the form'],
    ['an unknown scope', `ada:read:${ADA},ben:root:${BEN}`, 'entry 2 has an unknown scope'],
    ['a scope in capitals', `ada:READ:${ADA}`, 'entry 1 has an unknown scope'],
    ['a key of 23 characters', `ada:read:${ADA.slice(1)}`, 'entry 1 has a key of fewer than 24'],
    [
      'a key with a space',
      `ada:read:${ADA} ${ADA}`,
      'entry 1 has a key of fewer than 24 characters, or with white space',
    ],
    ['a key twice', `ada:read:${ADA},ben:admin:${ADA}`, 'entry 2 has the key of an earlier one'],
    ['two mistakes', `ada:${ADA},ben:root:${BEN}`, /entry 1 has an unknown scope.*; entry 2 has/],
    ['a name twice', `ada:read:${ADA},ada:admin:${BEN}`, 'entry 2 has the name of an earlier one'],
  ])('refuses %s, says where, and repeats no key', (_, text, message) => {
    expect(() => parseApiKeys(text)).toThrow(ApiKeysMistake);
    expect(() => parseApiKeys(text)).toThrow(message);
    expect(() => parseApiKeys(text)).not.toThrow(/0123456789/);
  });

  it('keeps no key that could be printed', () => {
    const shown = inspect(parseApiKeys(`ada:read:${ADA}`), { depth: 9, showHidden: true });
    expect(shown).toContain('ada');
    expect(shown).not.toContain(ADA);
  });
});

describe('parseApiKeysFile', () => {
  it('takes an entry a line, commas, comments, blank lines, a byte order mark and CRLF', () => {
    const text = `\uFEFF# who\r\nada:read:${ADA} # the first\r\n\r\n  ben:admin:${BEN},\n#cat:read:${ADA}\n`;
    const keys = parseApiKeysFile(text);
    expect(keys.names).toEqual(['ada', 'ben']);
    expect(keys.find(BEN)).toEqual({ name: 'ben', scope: 'admin' });
  });

  it('keeps a # inside a key', () => {
    expect(parseApiKeysFile(`ada:read:#${ADA}#`).find(`#${ADA}#`)?.name).toBe('ada');
  });

  it('tells all mistakes by their lines', () => {
    expect(() => parseApiKeysFile(`:ada\n\nben:read:${BEN}\nben:read:${ADA}`)).toThrow(
      'line 1 is not of the form name:scope:key; line 4 has the name of an earlier one',
    );
  });
});

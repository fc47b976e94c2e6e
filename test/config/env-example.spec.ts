import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SETTING_NAMES } from '../../src/config/load-settings.js';

const lines = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n');

/** `NAME=value`, or `# NAME=value` when it is not set. */
function nameIn(line: string | undefined): string | undefined {
  return /^(?:#\s*)?([A-Z][A-Z0-9_]*)=/.exec(line ?? '')?.[1];
}

describe('.env.example', () => {
  it('names exactly the settings, each once', () => {
    const names = lines.map(nameIn).filter((name) => name !== undefined);
    expect(names.sort()).toEqual([...SETTING_NAMES].sort());
  });

  it.each(SETTING_NAMES)('says in a comment what %s is for', (name) => {
    const place = lines.findIndex((line) => nameIn(line) === name);
    expect(place).toBeGreaterThan(-1);
    const above = lines[place - 1];
    const comment =
      /\s#\s*\S/.test(lines[place] ?? '') || (/^#\s*\S/.test(above ?? '') && nameIn(above) === undefined);
    expect(comment).toBe(true);
  });
});

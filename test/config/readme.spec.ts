import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SETTING_NAMES } from '../../src/config/load-settings.js';
import { Settings } from '../../src/config/settings.js';

const rows = [...readFileSync('README.md', 'utf8').matchAll(/^\| `([A-Z_]+)` +\| (.*?) +\|/gm)];

it('the README explains exactly the settings, each once', () => {
  expect(rows.map(([, name]) => name).sort()).toEqual([...SETTING_NAMES].sort());
});

it('the README gives every default as it is', () => {
  const defaults = new Settings();
  for (const [, name, shown] of rows) {
    const value = defaults[name as keyof Settings];
    if (value !== undefined) expect(shown, name).toBe(`\`${String(value)}\``);
  }
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDERS = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const [LAYERS = ''] = /const LAYERS = \[.*?\n\];/s.exec(readFileSync('eslint.config.js', 'utf8')) ?? [];
const ORDER = [...LAYERS.matchAll(/^ {2}\['([\w-]+)'/gm)].map(([, folder = '']) => folder);

const [, TABLE = ''] = readFileSync('docs/architecture.md', 'utf8').split(/^## /m);
const ROWS = [...TABLE.matchAll(/^\| `([\w-]+)`/gm)].map(([, folder = '']) => folder);

describe('the map', () => {
  it('has every folder of src, and the linter has it too', () => {
    expect(ROWS.toSorted()).toEqual(FOLDERS.toSorted());
    expect(ORDER.toSorted()).toEqual(FOLDERS.toSorted());
  });

  it('tells the folders in the order of the layers', () => {
    expect(ROWS).toEqual(ORDER);
  });
});

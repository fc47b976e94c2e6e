import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../src');

/** Each file of src/ with the files of src/ that it imports, for their values or their types. */
const IMPORTS = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, importsOf(file)]),
);

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)\.js'/g)]
    .map(([, path]) => `${relative(SRC, resolve(SRC, file, '..', path ?? ''))}.ts`)
    .filter((path) => !path.startsWith('..'));
}

/** The first cycle that a walk from `node` finds, as a path back to itself. */
function cycleFrom(node: string, graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  function visit(at: string): string[] | null {
    if (path.includes(at)) return [...path.slice(path.indexOf(at)), at];
    if (done.has(at)) return null;
    path.push(at);
    for (const next of graph.get(at) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(at);
    return null;
  }
  return visit(node);
}

/** Every file or folder that leads into a cycle, with the first one found. */
function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles = [...graph.keys()].map((node) => cycleFrom(node, graph)?.join(' -> '));
  return [...new Set(cycles.filter((cycle) => cycle !== undefined))];
}

describe('imports', () => {
  it('are all resolved by this test, so that none is missed', () => {
    const unknown = [...IMPORTS].flatMap(([file, imports]) =>
      imports.filter((path) => !IMPORTS.has(path)).map((path) => `${file} -> ${path}`),
    );
    expect(unknown).toEqual([]);
    expect(IMPORTS.size).toBeGreaterThan(150);
  });

  it('between files make no cycle', () => {
    expect(cyclesIn(IMPORTS)).toEqual([]);
  });

  it('between folders make no cycle', () => {
    const folders = new Map<string, string[]>();
    for (const [file, imports] of IMPORTS) {
      const from = folderOf(file);
      const others = imports.map(folderOf).filter((folder) => folder !== from);
      folders.set(from, [...(folders.get(from) ?? []), ...others]);
    }
    expect(cyclesIn(folders)).toEqual([]);
  });

  it('in a cycle are found', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['a']],
    ]);
    expect(cycleFrom('a', graph)).toEqual(['a', 'b', 'c', 'a']);
  });
});

function folderOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'main';
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES } from '../support/doc-page.js';

/** `folder/file` below test/, as docs/delivery.md says it. */
const SHORT_NAMES = new RegExp(`\`((?:${readdirSync('test').join('|')})/[\\w.-]+)(?<!\\.(?:ts|md))\``, 'g');

/** Titles as GitHub makes anchors of them. */
function anchorsOf(path: string): string[] {
  const titles = [...readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title);
  return titles.map((title) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each([...PAGES, 'SECURITY.md', 'CONTRIBUTING.md', 'sandbox/README.md', 'client/README.md'])(
  '%s',
  (page) => {
    const text = readFileSync(page, 'utf8');

    it('names tests that are there', () => {
      const whole = [...text.matchAll(/`(test\/[^`\s]+\.ts)`/g)].map(([, file = '']) => file);
      const names = [...text.matchAll(SHORT_NAMES)].map(([, name = '']) => name);
      // Some are folders of the project.
      const short = names.filter((name) => !existsSync(name)).map((name) => `test/${name}.spec.ts`);
      for (const file of [...whole, ...short]) expect(existsSync(file), file).toBe(true);
    });

    it('leads somewhere with every link', () => {
      const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
      for (const [link, path = '', anchor] of links) {
        const target = path ? join(dirname(page), path) : page;
        expect(existsSync(target), link).toBe(true);
        if (anchor) expect(anchorsOf(target), link).toContain(anchor);
      }
    });
  },
);

const FOLDERS = ['src', 'test', 'sandbox', 'bench', 'migrations', 'console', 'client', 'examples', 'docs'];
const FILES = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
).filter((file) => !file.includes('node_modules'));
const NAMES = new Set(FILES.map((file) => basename(file)));

/** The files that the comments of a source text name. Names in URLs do not count. */
function filesNamedIn(source: string): string[] {
  const comments = source.match(/\/\*[^]*?\*\/|(?<=^\s*)\/\/.*$/gm) ?? [];
  return comments.flatMap((comment) => comment.match(/(?<![\w./:-])\w[\w./-]*\.(?:tsx?|md)\b/g) ?? []);
}

describe('a comment', () => {
  it('names files that exist: a path from the root, or a name that some file has', () => {
    const missing = FILES.filter((file) => /\.tsx?$/.test(file)).flatMap((file) =>
      filesNamedIn(readFileSync(file, 'utf8'))
        .filter((name) => !(name.includes('/') ? existsSync(name) : existsSync(name) || NAMES.has(name)))
        .map((name) => `${file}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('is read in blocks and in lines, and no code is', () => {
    const [block, line] = ['See docs/gone.md.', 'As src/gone.ts says, or http://localhost/none.md.'];
    const source = `/** ${block} */\nconst page = 'docs/code.md';\n  // ${line}\n`;
    expect(filesNamedIn(source)).toEqual(['docs/gone.md', 'src/gone.ts']);
  });
});

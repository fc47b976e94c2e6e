import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

describe.each([...PAGES, 'SECURITY.md', 'CONTRIBUTING.md', 'sandbox/README.md'])('%s', (page) => {
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
});

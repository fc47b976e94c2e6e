import { readdirSync, readFileSync } from 'node:fs';

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  /** What stands behind the language, such as `not-run`. */
  readonly info: string;
  readonly text: string;
  /** The block right behind it, when that shows what a command answers. */
  readonly answer: Block | null;
}

/** README.md and all pages in docs/. */
export const PAGES = ['README.md', ...readdirSync('docs', { encoding: 'utf8' }).flatMap(pageOf)];

function pageOf(name: string): string[] {
  return name.endsWith('.md') ? [`docs/${name}`] : [];
}

export function blocksOf(page: string): Block[] {
  const text = readFileSync(page, 'utf8');
  const found = [...text.matchAll(/^```(\w*) ?(.*)\n([\s\S]*?)^```$/gm)];
  let next: { block: Block; start: number } | null = null;
  return found
    .reverse()
    .map((match) => {
      const [whole, language = '', info = '', body = ''] = match;
      const isBetween =
        next === null ? 'nothing behind it' : text.slice(match.index + whole.length, next.start);
      const answers = next !== null && isBetween.trim() === '' && /^(json|text)$/.test(next.block.language);
      const block: Block = { language, info, text: body, answer: answers && next ? next.block : null };
      next = { block, start: match.index };
      return block;
    })
    .reverse();
}

import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../client/pages.js';

/** The rows of a list whose pages are these, by the cursor that leads to them; the first one is that of ''. */
async function rowsIn(pages: Record<string, { data: number[]; next?: string | null }>): Promise<number[]> {
  const rows: number[] = [];
  const read = async ({ after = '' }: { readonly after?: string }) => {
    const { data = [], next } = pages[after] ?? {};
    const endCursor = next === undefined ? {} : { endCursor: next };
    return { data, pagination: { hasNextPage: next !== undefined, ...endCursor } };
  };
  for await (const row of rowsOf(read)) rows.push(row);
  return rows;
}

describe('rows', () => {
  it('are those of all pages, in their order', async () => {
    const pages = { '': { data: [1, 2], next: 'B' }, B: { data: [], next: 'C' }, C: { data: [3] } };
    expect(await rowsIn(pages)).toEqual([1, 2, 3]);
  });

  it('of a list that comes to no end are an error, not a part of them', async () => {
    const pages = { '': { data: [1], next: 'B' }, B: { data: [2], next: 'B' } };
    await expect(rowsIn(pages)).rejects.toThrow('does not end');
    await expect(rowsIn({ '': { data: [1], next: null } })).rejects.toThrow('does not end');
  });
});

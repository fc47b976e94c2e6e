import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withOwnWrites } from '../../src/passed-reads/with-own-writes.js';

/** What comes of a text in chunks of `size` bytes, where elements with an even `id` are known to be `done`. */
async function changed(
  text: string,
  statuses: string[],
  size: number,
): Promise<{ text: string; asked: number[] }> {
  const asked: number[] = [];
  const known = {
    idOf: ({ id }: Readonly<Record<string, unknown>>) => (typeof id === 'number' ? String(id) : null),
    async changes(ids: string[]) {
      asked.push(ids.length);
      return new Map(ids.filter((id) => Number(id) % 2 === 0).map((id) => [id, { status: 'done' }]));
    },
    statuses: new Set(statuses),
  };
  const bytes = Buffer.from(text);
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const out: Buffer[] = [];
  for await (const piece of withOwnWrites(chunks(), known)) out.push(piece);
  return { text: Buffer.concat(out).toString(), asked };
}

it.each([
  [
    '{"data":[{"id":1,"status":"new"}, {"id":2,"status":"new"}],"n":1}',
    [],
    '{"data":[{"id":1,"status":"new"}, {"id":2,"status":"done"}],"n":1}',
  ],
  [
    '{"data":[{"id":2,"status":"new"} , {"id":1,"status":"new"}]}',
    ['new'],
    '{"data":[  {"id":1,"status":"new"}]}',
  ],
  ['{"data":[{"id":1,"s":0},{"id":2},{"id":3}]}', ['new'], '{"data":[{"id":1,"s":0},{"id":3}]}'],
  ['{"data":[ {"id":2} ]}', ['new'], '{"data":[ ]}'],
  [
    '{"data":[{"id":2},{"id":4}]}',
    ['new', 'done'],
    '{"data":[{"id":2,"status":"done"},{"id":4,"status":"done"}]}',
  ],
  ['{"data":{"id":2,"status":"new"}}', ['new'], '{"data":{"id":2,"status":"done"}}'],
  ['{"data":[{"id":"x"},{"status":1}]}', ['new'], '{"data":[{"id":"x"},{"status":1}]}'],
])('%s with %j is %s', async (text, statuses, wanted) => {
  for (const size of [1, 4, 1000]) expect((await changed(text, statuses, size)).text).toBe(wanted);
});

it('a long list is looked up in parts, and is a list afterwards whatever was left out', async () => {
  const ids = fc.array(fc.nat(50), { maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(ids, fc.boolean(), fc.constantFrom(7, 500, 100_000), async (some, isFiltered, size) => {
      const list = JSON.stringify({
        data: some.map((id) => ({ id, status: 'new' })),
        pagination: { total: 1 },
      });
      const { text, asked } = await changed(list, isFiltered ? ['new'] : [], size);
      const kept = isFiltered ? some.filter((id) => id % 2 === 1) : some;
      const data = kept.map((id) => ({ id, status: id % 2 === 0 ? 'done' : 'new' }));
      expect(text).toBe(JSON.stringify({ data, pagination: { total: 1 } }));
      expect(Math.max(0, ...asked)).toBeLessThanOrEqual(100);
    }),
    { numRuns: 60 },
  );
});

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../src/pleo/cancellation.js';
import type { PleoAnswer } from '../../src/pleo/pleo.answer.js';
import { type ItemsReading, readItems } from '../../src/pleo/read-items.js';
import { answered } from '../support/pleo-answer.js';

const JOB = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';
const [FIRST, SECOND, THIRD] = [randomUUID(), randomUUID(), randomUUID()];

function page(ids: string[], endCursor: string | null = null): PleoAnswer {
  const data = ids.map((accountingEntryId) => ({ accountingEntryId, exportJobId: JOB, status: 'pending' }));
  return answered(200, JSON.stringify({ data, pagination: { hasNextPage: endCursor !== null, endCursor } }));
}

/** Reads `wanted` from pages that come one after the other; the cursors that were asked behind. */
async function read(wanted: string[], pages: PleoAnswer[], cancellation = new Cancellation()) {
  const cursors: (string | null)[] = [];
  const pleo = {
    listItems: async (_: string, after: string | null) => {
      cursors.push(after);
      return pages[cursors.length - 1] ?? page([], String(cursors.length));
    },
  };
  const reading = await readItems(pleo, JOB, wanted, { authorization: 'Basic x', cancellation });
  return { reading, cursors };
}

function idsIn(reading: ItemsReading): string[] {
  return reading.kind === 'items' ? [...reading.items.keys()] : [];
}

describe('readItems', () => {
  it('follows cursors to the end of the list', async () => {
    const { reading, cursors } = await read(
      [THIRD, JOB],
      [page([FIRST], 'A'), page([SECOND], 'B'), page([THIRD])],
    );
    expect(reading).toMatchObject({ kind: 'items', isWhole: true });
    expect(idsIn(reading)).toEqual([FIRST, SECOND, THIRD]);
    expect(cursors).toEqual([null, 'A', 'B']);
  });

  it('reads no further than to what is asked for', async () => {
    const { reading, cursors } = await read([SECOND], [page([FIRST], 'A'), page([SECOND], 'B')]);
    expect(reading).toMatchObject({ kind: 'items', isWhole: true });
    expect(cursors).toEqual([null, 'A']);
  });

  it('leaves a list that names a cursor twice, and knows that it is not whole', async () => {
    const { reading, cursors } = await read(
      [THIRD],
      [page([FIRST], 'A'), page([SECOND], 'A'), page([THIRD])],
    );
    expect(reading).toMatchObject({ kind: 'items', isWhole: false });
    expect(idsIn(reading)).toEqual([FIRST, SECOND]);
    expect(cursors).toEqual([null, 'A']);
  });

  it('leaves a list that has no end', async () => {
    const { reading, cursors } = await read([THIRD], []);
    expect(reading).toMatchObject({ kind: 'items', isWhole: false });
    expect(cursors).toHaveLength(1000);
  });

  it.each<[string, PleoAnswer, object]>([
    ['nothing answers', { kind: 'unanswered', code: 'TIMEOUT' }, { kind: 'passing' }],
    ['Pleo names a time', answered(429, '', { 'retry-after': '7' }), { kind: 'wait', waitMs: 7000 }],
    ['the credential is refused', answered(401, ''), { kind: 'credential' }],
    [
      'Pleo has no such job',
      answered(404, '{"type":"EXPORT_NOT_FOUND"}'),
      { kind: 'passing', error: 'Pleo answered 404 EXPORT_NOT_FOUND.' },
    ],
    [
      'a page makes no sense',
      answered(200, '{}'),
      { kind: 'passing', error: "the 200 does not list the job's items." },
    ],
    [
      'a page is not Pleo’s',
      answered(200, '<html>'),
      { kind: 'passing', error: expect.stringContaining('does not come from Pleo') },
    ],
  ])('knows nothing when %s, on whatever page', async (_, answer, fault) => {
    const { reading } = await read([SECOND], [page([FIRST], 'A'), answer]);
    expect(reading).toMatchObject({ kind: 'unread', fault, isAborted: false });
  });

  it('asks for nothing once it is cancelled', async () => {
    const cancellation = new Cancellation();
    cancellation.end();
    const { reading, cursors } = await read([FIRST], [page([FIRST])], cancellation);
    expect(reading).toMatchObject({ kind: 'unread', isAborted: true });
    expect(cursors).toEqual([]);
  });
});

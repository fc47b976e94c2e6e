import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ItemUpdate } from '../../src/pleo/item-update.js';
import { itemsOutcomeOf, type ItemsTaken } from '../../src/pleo/items-answer.js';
import { answered } from '../support/pleo-answer.js';

const JOB = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';
const [ONE, TWO, THREE] = [randomUUID(), randomUUID(), randomUUID()];
const SENT: ItemUpdate[] = [ONE, TWO, THREE].map((accountingEntryId) => ({
  accountingEntryId,
  status: 'successful',
}));

interface Given {
  status?: number;
  headers?: Record<string, string>;
  /** The body without secrets, where it is another one. */
  scrubbed?: string;
}

function outcomeOf(body: unknown, { status = 200, headers = {}, scrubbed }: Given = {}) {
  const rawBody = typeof body === 'string' ? body : JSON.stringify(body);
  return itemsOutcomeOf(answered(status, rawBody, headers, scrubbed), JOB, SENT);
}

function taken(body: unknown, given: Given = {}): ItemsTaken {
  const outcome = outcomeOf(body, given);
  if (outcome.kind !== 'taken') throw new Error(outcome.error);
  return outcome;
}

function shown(accountingEntryId: string, status: unknown = 'successful', exportJobId: unknown = JOB) {
  return { accountingEntryId, exportJobId, status };
}

function refused(accountingEntryId: string, type: unknown, message: unknown = 'Not so.') {
  return { accountingEntryId, type, message };
}

/** A word on each entry. */
function kinds(body: unknown): string[] {
  return taken(body).words.map(({ kind }) => kind);
}

describe('an answer to item results', () => {
  it('says by `data` that they were taken, in whatever order and case', () => {
    const data = [shown(THREE), shown(ONE.toUpperCase()), shown(TWO)];
    expect(taken({ data, errors: [] })).toMatchObject({ isPleos: true, error: null });
    expect(kinds({ data, errors: [] })).toEqual(['taken', 'taken', 'taken']);
  });

  it('says by one type alone that there is no such entry', () => {
    const errors = [
      refused(TWO, 'ACCOUNTING_ENTRY_DOES_NOT_EXIST', 'No such entry'),
      refused(THREE, 'ACCOUNTING_ENTRY_UPDATE_FAILED'),
    ];
    expect(taken({ data: [shown(ONE)], errors })).toEqual({
      kind: 'taken',
      isPleos: true,
      words: [
        { kind: 'taken' },
        { kind: 'unknown', error: 'Pleo refused it: ACCOUNTING_ENTRY_DOES_NOT_EXIST (No such entry).' },
        { kind: 'unclear', error: 'Pleo refused it: ACCOUNTING_ENTRY_UPDATE_FAILED (Not so.).' },
      ],
      error:
        'Pleo refused 2 of 3: ACCOUNTING_ENTRY_DOES_NOT_EXIST (No such entry), ACCOUNTING_ENTRY_UPDATE_FAILED (Not so.).',
    });
  });

  it('leaves open what is in neither list, in both, or of another status', () => {
    const data = [shown(ONE), shown(TWO, 'failed')];
    const errors = [refused(ONE, 'ACCOUNTING_ENTRY_DOES_NOT_EXIST')];
    expect(taken({ data, errors })).toMatchObject({
      words: [
        { kind: 'unclear', error: expect.stringContaining('DOES_NOT_EXIST') },
        { kind: 'unclear', error: 'Pleo answered that it is "failed".' },
        { kind: 'unclear', error: "Pleo's answer does not contain it." },
      ],
      error: expect.stringMatching(
        /^Pleo refused 1 of 3: .*\. Pleo's answer does not show 2 of 3 as sent\.$/,
      ),
    });
  });

  it.each([null, 'pending', 'in_progress', 'failed', 'abandoned'])(
    'leaves open what it shows as %j',
    (status) => {
      expect(kinds({ data: [shown(ONE, status), shown(TWO), shown(THREE)], errors: [] })).toEqual([
        'unclear',
        'taken',
        'taken',
      ]);
    },
  );

  it.each(['exported', undefined])(
    'takes the word %j, which is none that is known, for no other',
    (status) => {
      const data = [{ ...shown(ONE), status }, shown(TWO), shown(THREE)];
      expect(kinds({ data, errors: [] })).toEqual(['taken', 'taken', 'taken']);
    },
  );

  it('says nothing of the job by items of another one', () => {
    const data = [shown(ONE, 'successful', randomUUID()), shown(TWO), shown(THREE)];
    expect(kinds({ data, errors: [] })).toEqual(['unclear', 'taken', 'taken']);
  });

  it.each([
    '',
    '{}',
    '[]',
    'null',
    '<html>',
    '{"data":[',
    JSON.stringify(SENT),
    { data: SENT },
    { data: null, errors: [] },
    { errors: [] },
    { type: 'EXPORT_NOT_FOUND' },
  ])('that is %j says nothing of any', (body) => {
    expect(taken(body)).toMatchObject({
      isPleos: false,
      error: expect.stringMatching(/\.$/),
      words: [{ kind: 'unclear' }, { kind: 'unclear' }, { kind: 'unclear' }],
    });
  });

  it('that is made to be looked at says nothing, whatever is in it', () => {
    const body = { data: [shown(ONE), shown(TWO), shown(THREE)], errors: [] };
    expect(taken(body, { headers: { 'content-type': 'text/html' } }).isPleos).toBe(false);
  });

  it.each<[unknown, unknown]>([
    [7, {}],
    [null, null],
    [{ toString: 'x' }, ['x']],
    ['a\0b', 'c\ud83d'],
    ['x'.repeat(5000), 'y'.repeat(5000)],
  ])('has its strange words %j and %j told in bounds', (type, message) => {
    const errors = [ONE, TWO, THREE].map((id) => refused(id, type, message));
    const { error, words } = taken({ data: [], errors });
    for (const text of [error ?? '', ...words.map((word) => ('error' in word ? word.error : ''))]) {
      expect(text).toMatch(/^Pleo refused/);
      expect(text.length).toBeLessThan(600);
      expect(text.isWellFormed() && !text.includes('\0')).toBe(true);
    }
  });

  it('has no secret told that it repeats, and is read all the same', () => {
    const errors = [refused(ONE, 'ACCOUNTING_ENTRY_DOES_NOT_EXIST', 'Basic of-nobody')];
    const scrubbed = JSON.stringify({
      data: [],
      errors: [refused('[secret]', 'ACCOUNTING_ENTRY_DOES_NOT_EXIST', 'Basic [secret]')],
    });
    const outcome = taken({ data: [], errors }, { scrubbed });
    expect(outcome.words[0]).toEqual({
      kind: 'unknown',
      error: 'Pleo refused it: ACCOUNTING_ENTRY_DOES_NOT_EXIST (Basic [secret]).',
    });
    expect(JSON.stringify(outcome)).not.toContain('of-nobody');
    expect(JSON.stringify(taken({ data: [], errors }, { scrubbed: '{"errors":[' }))).not.toContain(
      'of-nobody',
    );
  });

  it('tells of a hundred reasons the first ones', () => {
    const sent = Array.from(
      { length: 100 },
      () => ({ ...SENT[0], accountingEntryId: randomUUID() }) as ItemUpdate,
    );
    const errors = sent.map(({ accountingEntryId }, at) => refused(accountingEntryId, `TYPE_${at}`));
    const body = JSON.stringify({ data: [], errors });
    const outcome = itemsOutcomeOf(answered(200, body), JOB, sent);
    expect(outcome).toMatchObject({
      error:
        'Pleo refused 100 of 100: TYPE_0 (Not so.), TYPE_1 (Not so.), TYPE_2 (Not so.), and for other reasons.',
    });
  });

  it.each<[number, string, string]>([
    [400, '{"type":"VALIDATION"}', 'refused'],
    [404, '{"type":"EXPORT_NOT_FOUND"}', 'refused'],
    [404, '', 'passing'],
    [413, '{"type":"EXPORT_JOB_ITEMS_UPDATE_LIMIT"}', 'refused'],
    [422, '{"type":"EXPORT_JOB_STATUS_UNPROCESSABLE"}', 'state'],
    [422, '', 'unsure'],
    [401, '', 'credential'],
    [503, '', 'passing'],
  ])('of %i with the body %j is read as that to an event: %s', (status, body, kind) => {
    expect(outcomeOf(body, { status }).kind).toBe(kind);
  });
});

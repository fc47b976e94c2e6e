import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeCursor } from '../../src/api/cursor.js';
import { encodePosition, encodeReportPlace } from '../../src/items/item-cursor.js';
import { ITEM_STATUSES } from '../../src/lifecycle/item-state.js';
import { startApp, type TestApp } from '../support/app.js';
import { expectProblem, pointersOf } from '../support/problem.js';
import { aJobInProgress, type StoredResult, storeResults } from '../support/results.js';

interface Item {
  accountingEntryId: string;
  exportJobId: string;
  status: string;
  delivery: { status: string; deliveredAt: string | null; lastError: string | null };
}
interface Page {
  data: Item[];
  pagination: { hasNextPage: boolean; endCursor: string | null };
}

const DEAD = '/v1/export-job-items/dead';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
});
afterEach(() => relay.database.truncate('export_job', 'export_job_item'));
afterAll(() => relay.stop());

/** A job in progress with these results. */
async function aJobWith(results: readonly StoredResult[]): Promise<{ id: string; entries: string[] }> {
  const id = await aJobInProgress(relay.database);
  return { id, entries: await storeResults(relay.database, id, results) };
}

function itemsOf(id: string): string {
  return `/v1/export-jobs/${id}/items`;
}

async function pageOf(path: string, query: object = {}): Promise<Page> {
  const { status, body } = await relay.http.get(path).query(query);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as Page;
}

async function entriesOf(path: string, query: object = {}): Promise<string[]> {
  return (await pageOf(path, query)).data.map(({ accountingEntryId }) => accountingEntryId);
}

/** Reads a list to its end. */
async function readAll(path: string, query: { limit: number }): Promise<string[]> {
  const entries: string[] = [];
  for (let after: string | null = null; ;) {
    const page: Page = await pageOf(path, { ...query, ...(after && { after }) });
    entries.push(...page.data.map(({ accountingEntryId }) => accountingEntryId));
    after = page.pagination.endCursor;
    if (!page.pagination.hasNextPage) return entries;
    expect(page.data).toHaveLength(query.limit);
  }
}

describe('GET /v1/export-jobs/{id}/items', () => {
  it('shows the results of a job, newest first, in their full shape', async () => {
    const reportedAt = new Date('2026-01-31T09:31:00.007Z');
    const { id, entries } = await aJobWith([
      {
        status: 'successful',
        delivery: 'delivered',
        exportedAt: new Date('2026-01-31T09:30:00.123Z'),
        externalId: 'bill-17',
        externalUrl: 'on the shelf',
        reportedAt,
      },
      { status: 'failed', failureReason: 'No such vendor.', failureReasonType: 'vendor_unknown', reportedAt },
    ]);
    await aJobWith([{}]);
    expect(await pageOf(itemsOf(id.toUpperCase()))).toEqual({
      data: [
        {
          accountingEntryId: entries[1],
          exportJobId: id,
          status: 'failed',
          exportedAt: null,
          externalId: null,
          externalUrl: null,
          failureReason: 'No such vendor.',
          failureReasonType: 'vendor_unknown',
          reportedAt: '2026-01-31T09:31:00.007Z',
          delivery: { status: 'pending', deliveredAt: null, lastError: null },
        },
        {
          accountingEntryId: entries[0],
          exportJobId: id,
          status: 'successful',
          exportedAt: '2026-01-31T09:30:00.123Z',
          externalId: 'bill-17',
          externalUrl: 'on the shelf',
          failureReason: null,
          failureReasonType: null,
          reportedAt: '2026-01-31T09:31:00.007Z',
          delivery: { status: 'delivered', deliveredAt: expect.any(String) as string, lastError: null },
        },
      ],
      pagination: { hasNextPage: false, endCursor: expect.any(String) as string },
    });
  });

  it('shows the results of a status, of a delivery, and of both', async () => {
    const all = ITEM_STATUSES.flatMap((status) =>
      (['dead', 'delivered', 'discarded', 'pending'] as const).map((delivery) => ({ status, delivery })),
    );
    // All that waits is at the new end, but for what died there.
    all.sort((one, other) => Number(one.delivery === 'pending') - Number(other.delivery === 'pending'));
    all.push({ status: 'failed', delivery: 'dead' });
    const { id } = await aJobWith(all);
    for (const status of [undefined, ...ITEM_STATUSES]) {
      for (const deliveryStatus of [undefined, 'dead', 'delivered', 'discarded', 'pending'] as const) {
        const expected = all.filter(
          (one) => one.status === (status ?? one.status) && one.delivery === (deliveryStatus ?? one.delivery),
        );
        const { data } = await pageOf(itemsOf(id), { status, deliveryStatus });
        expect(data.map((item) => ({ status: item.status, delivery: item.delivery.status }))).toEqual(
          expected.toReversed(),
        );
      }
    }
  });

  it.each([
    ['pending', 'status'],
    ['abandoned', 'status'],
    ['waiting', 'deliveryStatus'],
    ['x', 'jobId'],
  ])('refuses "%s" as %s', async (value, name) => {
    const { id } = await aJobWith([{}]);
    const answer = await relay.http.get(itemsOf(id)).query({ [name]: value });
    expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual([`/${name}`]);
  });

  it('is empty for a job without results, and knows no unknown job', async () => {
    const id = await aJobInProgress(relay.database);
    expect(await pageOf(itemsOf(id))).toEqual({
      data: [],
      pagination: { hasNextPage: false, endCursor: null },
    });
    for (const deliveryStatus of ['pending', 'dead']) {
      expect(await entriesOf(itemsOf(id), { deliveryStatus })).toEqual([]);
    }
    expectProblem(await relay.http.get(itemsOf(randomUUID())), 404, 'EXPORT_NOT_FOUND');
    expectProblem(await relay.http.get(itemsOf('job-7')), 400, 'VALIDATION_FAILED');
  });

  it.each([1, 2, 3, 7])('in pages of %i shows each result once', async (limit) => {
    const { id, entries } = await aJobWith(Array<StoredResult>(7).fill({}));
    expect(await readAll(itemsOf(id), { limit })).toEqual(entries.toReversed());
  });

  it('shows a result that is reported again while pages are read at the top', async () => {
    const { id, entries } = await aJobWith([{ status: 'in_progress' }, {}, {}]);
    const { data, pagination } = await pageOf(itemsOf(id), { limit: 1 });
    await relay.database.query(
      `UPDATE export_job_item SET position = 4, status = 'successful' WHERE accounting_entry_id = $1`,
      [entries[0]],
    );
    expect(data.map(({ accountingEntryId }) => accountingEntryId)).toEqual([entries[2]]);
    expect(await entriesOf(itemsOf(id), { after: pagination.endCursor })).toEqual([entries[1]]);
    expect(await entriesOf(itemsOf(id), { limit: 1 })).toEqual([entries[0]]);
  });
});

describe('what keeps results from being delivered', () => {
  const KEPT = 'Pleo answered 400 ACCOUNTING_ENTRY_DOES_NOT_EXIST.';

  async function attempts(jobId: string, ...errors: (string | null)[]): Promise<void> {
    await relay.database.query(
      `INSERT INTO delivery_attempt
         (job_id, sequence, number, id, request, started_at, duration_ms, outcome, error, entries)
       SELECT job_id, sequence, number, gen_random_uuid(), 'items', now(), 5, 'passing', error, 2
       FROM item_tally
       CROSS JOIN unnest($2::text[]) WITH ORDINALITY AS attempt (error, number)
       WHERE job_id = $1`,
      [jobId, errors],
    );
  }

  const errorsOf = async (id: string) =>
    (await pageOf(itemsOf(id))).data.map(({ delivery }) => [delivery.status, delivery.lastError]);

  it('is the error of each that died, and for those that wait that of the last attempt', async () => {
    const { id } = await aJobWith([
      { delivery: 'dead', error: KEPT },
      { delivery: 'delivered' },
      { delivery: 'pending' },
    ]);
    await attempts(id, 'Pleo answered 500.', 'Pleo did not answer within 10 s.');
    expect(await errorsOf(id)).toEqual([
      ['pending', null],
      ['delivered', null],
      ['dead', KEPT],
    ]);
    await relay.database.query('UPDATE outbox SET retries = 2, failing_since = now() WHERE job_id = $1', [
      id,
    ]);
    expect(await errorsOf(id)).toEqual([
      ['pending', 'Pleo did not answer within 10 s.'],
      ['delivered', null],
      ['dead', KEPT],
    ]);
  });

  it('is nothing of another message or job', async () => {
    const { id } = await aJobWith([{}]);
    const other = await aJobWith([{}]);
    await attempts(other.id, 'Pleo answered 500.');
    await relay.database.query('UPDATE outbox SET retries = 1');
    await relay.database.query(
      `INSERT INTO delivery_attempt (job_id, sequence, number, id, request, started_at, duration_ms, outcome, error)
       VALUES ($1, 1, 2, gen_random_uuid(), 'started', now(), 5, 'passing', 'Pleo answered 502.')`,
      [id],
    );
    expect(await errorsOf(id)).toEqual([['pending', null]]);
    expect(await errorsOf(other.id)).toEqual([['pending', 'Pleo answered 500.']]);
  });
});

describe('GET /v1/export-job-items/dead', () => {
  it('shows the dead results of all jobs, newest first, in the shape that their job shows', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 31, 9, minute));
    const first = await aJobWith([
      { delivery: 'dead', error: 'unknown', reportedAt: at(1) },
      { delivery: 'delivered', reportedAt: at(2) },
      { delivery: 'dead', error: 'too late', reportedAt: at(4) },
    ]);
    const second = await aJobWith([
      { delivery: 'pending', reportedAt: at(0) },
      { delivery: 'dead', reportedAt: at(3) },
      { delivery: 'discarded', reportedAt: at(5) },
    ]);
    const expected = [first.entries[2], second.entries[1], first.entries[0]];
    expect(await entriesOf(DEAD)).toEqual(expected);
    const { data } = await pageOf(DEAD, { jobId: first.id.toUpperCase() });
    expect(data.map(({ delivery }) => delivery.lastError)).toEqual(['too late', 'unknown']);
    const { data: ofJob } = await pageOf(itemsOf(first.id), { deliveryStatus: 'dead' });
    expect(data).toEqual(ofJob.map((result) => ({ ...result, companyId: null })));
  });

  it('shows those of a job, of a company, and of both', async () => {
    const mine = await aJobWith([{ delivery: 'dead' }]);
    const other = await aJobWith([{ delivery: 'dead' }]);
    const companyId = randomUUID();
    await relay.database.query('UPDATE export_job SET company_id = $1 WHERE id = $2', [companyId, mine.id]);
    expect(await entriesOf(DEAD, { companyId })).toEqual(mine.entries);
    expect((await pageOf(DEAD, { companyId })).data).toMatchObject([{ companyId }]);
    expect(await entriesOf(DEAD, { jobId: other.id })).toEqual(other.entries);
    expect(await entriesOf(DEAD, { companyId, jobId: other.id })).toEqual([]);
    expect(await entriesOf(DEAD, { companyId: randomUUID() })).toEqual([]);
    expect(await entriesOf(DEAD, { jobId: randomUUID() })).toEqual([]);
  });

  it('shows those of an outcome, of a cause and of a time', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 31, 9, minute));
    const dead = { delivery: 'dead' } as const;
    const { entries } = await aJobWith([
      { ...dead, error: 'Pleo refused it: NO_SUCH_ENTRY (one).', reportedAt: at(1) },
      { ...dead, error: 'Pleo answered 400 NO_SUCH_ENTRY (two).', reportedAt: at(2) },
      { ...dead, outcome: 'too_late', error: 'It had ended.', reportedAt: at(3) },
      { ...dead, outcome: 'expired', error: null, reportedAt: at(4) },
    ]);
    const [one, two, late, expired] = entries;
    for (const [query, found] of [
      [{ outcome: 'refused' }, [two, one]],
      [{ outcome: 'too_late' }, [late]],
      [{ cause: 'NO_SUCH_ENTRY' }, [two, one]],
      [{ cause: 'It had ended.' }, [late]],
      [{ cause: '' }, [expired]],
      [{ cause: 'NO_SUCH_ENTRY', outcome: 'expired' }, []],
      [{ reportedAfter: at(1).toISOString(), reportedBefore: at(4).toISOString() }, [late, two]],
      [{ putAway: true }, []],
      [{ putAway: false }, [expired, late, two, one]],
    ] as const)
      expect(await entriesOf(DEAD, query), JSON.stringify(query)).toEqual(found);
    for (const query of [
      { outcome: 'lost' },
      { cause: 'x'.repeat(2001) },
      { reportedAfter: 'x' },
      { putAway: 1 },
    ]) {
      const answer = await relay.http.get(DEAD).query(query);
      expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual(
        Object.keys(query).map((name) => `/${name}`),
      );
    }
  });

  it.each([1, 2, 5])('in pages of %i shows each result of one moment once', async (limit) => {
    const reportedAt = new Date('2026-01-31T09:31:00.007Z');
    const dead = Array<StoredResult>(3).fill({ delivery: 'dead', reportedAt });
    const jobs = [await aJobWith(dead), await aJobWith(dead)];
    jobs.sort((one, other) => (one.id < other.id ? 1 : -1));
    expect(await readAll(DEAD, { limit })).toEqual(
      jobs.flatMap(({ entries }) => entries.toSorted().toReversed()),
    );
  });
});

describe('GET /v1/export-job-items/causes', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 31, 9, minute));
  const causes = async () => (await relay.http.get('/v1/export-job-items/causes').expect(200)).body;

  it('counts dead results by outcome and error type, whatever entry the text names', async () => {
    const dead = { delivery: 'dead' } as const;
    const unknown = (text: string) => `Pleo refused it: ACCOUNTING_ENTRY_DOES_NOT_EXIST (${text}).`;
    await aJobWith([
      { ...dead, error: unknown('one'), reportedAt: at(1) },
      { ...dead, error: unknown('two'), reportedAt: at(5) },
      { delivery: 'delivered' },
      { delivery: 'discarded', error: unknown('three') },
    ]);
    const late = 'Pleo\'s job is "failed" and takes no more results; there is no such entry.';
    await aJobWith([
      { ...dead, error: unknown('four'), reportedAt: at(3) },
      { ...dead, outcome: 'too_late', error: late, reportedAt: at(2) },
      { ...dead, outcome: 'too_late', error: late, reportedAt: at(2) },
      { ...dead, outcome: 'expired', error: 'Pleo answered 503 OOPS (Oh).', reportedAt: at(4) },
    ]);
    const minute = (number: number) => at(number).toISOString();
    expect(await causes()).toEqual({
      data: [
        {
          outcome: 'refused',
          cause: 'ACCOUNTING_ENTRY_DOES_NOT_EXIST',
          error: unknown('two'),
          count: 3,
          firstAt: minute(1),
          lastAt: minute(5),
        },
        {
          outcome: 'too_late',
          cause: late,
          error: late,
          count: 2,
          firstAt: minute(2),
          lastAt: minute(2),
        },
        {
          outcome: 'expired',
          cause: 'OOPS',
          error: 'Pleo answered 503 OOPS (Oh).',
          count: 1,
          firstAt: minute(4),
          lastAt: minute(4),
        },
      ],
    });
  });

  it('is empty where nothing is dead, and not what keeps events from being delivered', async () => {
    await aJobWith([{}]);
    expect(await causes()).toEqual({ data: [] });
    await aJobWith([{ delivery: 'dead' }]);
    expect((await causes()).data).toMatchObject([{ outcome: 'refused', cause: '', error: null, count: 1 }]);
    expect((await relay.http.get('/v1/export-job-events/causes').expect(200)).body).toEqual({ data: [] });
  });
});

describe.each([
  ['of a job', () => aJobWith([{}]).then(({ id }) => itemsOf(id)), encodeReportPlaceOfNow()],
  ['of dead results', () => Promise.resolve(DEAD), encodePosition({ position: 1 })],
])('the cursor of the list %s', (_, pathOf, ofTheOther) => {
  it.each([
    ['empty', ''],
    ['no base64', '***'],
    ['of the other list', ofTheOther],
    ['of a list of jobs', encodeCursor({ at: new Date(), id: randomUUID() })],
    ['a position alone', encoded('17')],
    ['a position of 0', encoded('position 0')],
    ['a position below it', encoded('position -1')],
    ['a position that is no number', encoded('position x')],
    ['a broken position', encoded('position 1.5')],
    ['a position that Postgres does not know', encoded('position 2147483648')],
    ['a position of many digits', encoded(`position ${'9'.repeat(400)}`)],
    ['a place with one id', encoded(`${new Date().toISOString()} ${randomUUID()}`)],
    ['a place with no such time', encoded(`2026-13-31T09:30:00.000Z ${randomUUID()} ${randomUUID()}`)],
    [
      'a place with more behind it',
      encoded(`${new Date().toISOString()} ${randomUUID()} ${randomUUID()}'--`),
    ],
    ['very long', 'a'.repeat(5000)],
  ])('is refused when it is %s', async (_, after) => {
    const answer = await relay.http.get(await pathOf()).query({ after });
    expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual(['/after']);
  });
});

it('the last position that Postgres knows is a place like any other', async () => {
  const { id, entries } = await aJobWith([{}]);
  expect(await entriesOf(itemsOf(id), { after: encodePosition({ position: 2_147_483_647 }) })).toEqual(
    entries,
  );
});

function encodeReportPlaceOfNow(): string {
  return encodeReportPlace({ at: new Date(), jobId: randomUUID(), accountingEntryId: randomUUID() });
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}

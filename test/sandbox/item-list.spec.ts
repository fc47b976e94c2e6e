import { beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { anId, sandboxForTest, type PleoCaller, type Reply } from './pleo-caller.js';

describe('the list of items', () => {
  let sandbox: Sandbox;
  let pleo: PleoCaller;
  let jobId: string;
  let entries: string[];
  const list = (query: string): Promise<Reply> => pleo.get(`/v3/export-jobs/${jobId}/items?${query}`);
  const ids = ({ json }: Reply): string[] =>
    json.data.map((item: { accountingEntryId: string }) => item.accountingEntryId);

  beforeEach(async () => {
    ({ sandbox, pleo } = await sandboxForTest());
    entries = Array.from({ length: 7 }, anId);
    jobId = sandbox.createJob({ accountingEntryIds: entries }).id;
    await pleo.report(jobId, 'started');
    await pleo.put(`/v3/export-jobs/${jobId}/items`, [
      { accountingEntryId: entries[1], status: 'successful' },
      { accountingEntryId: entries[4], status: 'successful' },
      { accountingEntryId: entries[5], status: 'failed' },
    ]);
  });

  it.each(['ASC', 'DESC'])('is walked through page by page in %s order', async (order) => {
    const seen: string[] = [];
    let after = '';
    for (let more = true; more;) {
      const reply = await list(`limit=3&sorting_order=${order}${after}`);
      seen.push(...ids(reply));
      after = `&after=${reply.json.pagination.endCursor}`;
      more = reply.json.pagination.hasNextPage;
    }
    expect(seen).toEqual(order === 'ASC' ? entries : entries.toReversed());
    expect(ids(await list(''))).toEqual(entries);
  });

  it('goes back with before, and skips with offset', async () => {
    const { json } = await list('limit=5');
    const before = await list(`limit=2&before=${json.pagination.endCursor}`);
    expect(ids(before)).toEqual(entries.slice(2, 4));
    expect(before.json.pagination).toMatchObject({ hasNextPage: true, hasPreviousPage: true, total: 7 });
    expect(ids(await list('limit=2&offset=5'))).toEqual(entries.slice(5));
  });

  it.each([
    ['successful', [1, 4]],
    ['failed', [5]],
    ['pending', [0, 2, 3, 6]],
    ['abandoned', []],
  ])('is filtered by %s', async (status, expected) => {
    const reply = await list(`status=${status}`);
    expect(ids(reply)).toEqual(expected.map((index) => entries[index]));
    expect(reply.json.pagination.total).toBe(expected.length);
  });

  it('is filtered by what became of the items at the end', async () => {
    await pleo.report(jobId, 'completed_with_errors');
    expect(ids(await list('status=pending'))).toEqual([]);
    expect(ids(await list('status=abandoned'))).toEqual([0, 2, 3, 6].map((index) => entries[index]));
  });

  it.each([
    ['status=done', /status must be one of/],
    ['status=failed&status=pending', /status must be one of/],
    ['limit=x', /limit/],
    ['after=abc', /after must be a cursor/],
    ['after=B&before=C', /cannot be used together/],
  ])('is refused with %s', async (query, message) => {
    const reply = await list(query);
    expect(reply.status).toBe(400);
    expect(reply.json.message).toMatch(message);
  });

  it('is not found for an unknown job', async () => {
    expect(await pleo.get(`/v2/export-jobs/${anId()}/items`)).toMatchObject({
      status: 404,
      json: { type: 'EXPORT_NOT_FOUND' },
    });
  });

  it('is walked through at 100 a page, whatever the limit, for a job of 100,000 items', async () => {
    jobId = sandbox.createJob({ numberOfItems: 100_000 }).id;
    const seen = new Set<string>();
    let after = '';
    for (let page = 0; page < 50; page += 1) {
      const reply = await list(`limit=1000${after}`);
      expect(reply.json.data).toHaveLength(100);
      expect(reply.json.pagination).toMatchObject({
        total: 100_000,
        currentRequestPagination: { limit: 100 },
      });
      for (const id of ids(reply)) seen.add(id);
      after = `&after=${reply.json.pagination.endCursor}`;
    }
    expect(seen.size).toBe(5000);
    expect((await list('limit=1000&offset=99950')).json).toMatchObject({
      data: { length: 50 },
      pagination: { hasNextPage: false },
    });
  });
});

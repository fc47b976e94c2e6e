import { beforeEach, describe, expect, it } from 'vitest';
import type { SandboxJob } from '../../sandbox/sandbox.js';
import { sandboxForTest, type PleoCaller } from './pleo-caller.js';

describe('the list of jobs', () => {
  let pleo: PleoCaller;
  let jobs: SandboxJob[];
  const ids = (data: SandboxJob[]): string[] => data.map(({ id }) => id);

  beforeEach(async () => {
    const started = await sandboxForTest();
    pleo = started.pleo;
    jobs = Array.from({ length: 7 }, () => started.sandbox.createJob());
    await pleo.report(jobs[1]!.id, 'started');
    await pleo.report(jobs[2]!.id, 'started', 'completed');
    await pleo.report(jobs[3]!.id, 'failed');
  });

  it('has every job, the oldest first', async () => {
    const { json } = await pleo.get('/v3/export-jobs');
    expect(ids(json.data)).toEqual(ids(jobs));
    expect(json.pagination).toMatchObject({ hasNextPage: false, hasPreviousPage: false, total: 7 });
  });

  it('has the newest first in descending order', async () => {
    const { json } = await pleo.get('/v3/export-jobs?sorting_order=DESC');
    expect(ids(json.data)).toEqual(ids(jobs).reverse());
  });

  it.each(['ASC', 'DESC'])('is walked through page by page in %s order', async (order) => {
    const seen: string[] = [];
    let after = '';
    let pages = 0;
    for (let more = true; more; pages += 1) {
      const { json } = await pleo.get(`/v3/export-jobs?limit=3&sorting_order=${order}${after}`);
      seen.push(...ids(json.data));
      expect(json.pagination.total).toBe(7);
      expect(json.pagination.hasPreviousPage).toBe(pages > 0);
      expect(json.pagination.endCursor).toMatch(/^[A-Z2-7=~]+$/);
      after = `&after=${json.pagination.endCursor}`;
      more = json.pagination.hasNextPage;
    }
    expect(pages).toBe(3);
    expect(seen).toEqual(order === 'ASC' ? ids(jobs) : ids(jobs).reverse());
  });

  it('goes back with before', async () => {
    const all = await pleo.get('/v3/export-jobs?limit=5');
    const { json } = await pleo.get(`/v3/export-jobs?limit=2&before=${all.json.pagination.endCursor}`);
    expect(ids(json.data)).toEqual(ids(jobs.slice(2, 4)));
    expect(json.pagination).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it('skips with offset', async () => {
    const { json } = await pleo.get('/v3/export-jobs?limit=2&offset=5');
    expect(ids(json.data)).toEqual(ids(jobs.slice(5)));
    expect(json.pagination.hasNextPage).toBe(false);
  });

  it('has no cursors when it is empty', async () => {
    const { json } = await pleo.get(`/v3/export-jobs?company_id=${jobs[0]!.id}`);
    expect(json.data).toEqual([]);
    expect(json.pagination).toMatchObject({ hasNextPage: false, hasPreviousPage: false, total: 0 });
    expect(json.pagination).not.toHaveProperty('endCursor');
  });

  it('goes on after a cursor although the filter matches fewer jobs meanwhile', async () => {
    const first = await pleo.get('/v3/export-jobs?statuses=pending&limit=2');
    await pleo.report(jobs[4]!.id, 'started');
    const cursor = first.json.pagination.endCursor;
    const { json } = await pleo.get(`/v3/export-jobs?statuses=pending&after=${cursor}`);
    expect(ids(json.data)).toEqual(ids(jobs.slice(5)));
  });

  it.each([
    ['v3', 'statuses=completed', [2]],
    ['v3', 'statuses=completed&statuses=in_progress', [1, 2]],
    ['v3', 'statuses[]=failed', [3]],
    ['v1', 'status=completed', [2]],
    ['v2', 'status=in_progress', [1]],
    ['v2', 'statuses=failed', [3]],
  ])('is filtered at %s by %s', async (version, query, expected) => {
    const { json } = await pleo.get(`/${version}/export-jobs?${query}`);
    expect(ids(json.data)).toEqual(expected.map((index) => jobs[index]!.id));
  });

  it('is filtered by company', async () => {
    const { json } = await pleo.get(`/v3/export-jobs?company_id=${jobs[5]!.companyId.toUpperCase()}`);
    expect(ids(json.data)).toEqual([jobs[5]!.id]);
    expect(json.pagination.total).toBe(1);
  });

  it.each([
    ['v3', 'status=pending', /v3 has no status/],
    ['v3', 'statuses=expired', /statuses must be of/],
    ['v1', 'status=expired', /statuses must be of/],
    ['v3', 'company_id=x', /company_id/],
    ['v3', 'limit=101', /limit/],
    ['v3', 'limit=-1', /limit/],
    ['v3', 'after=abc', /after must be a cursor/],
    ['v3', 'after=B&offset=1', /cannot be used together/],
    ['v3', 'sorting_order=UP', /sorting_order/],
    ['v3', 'sorting_keys=status', /sorting_keys/],
  ])('is refused at %s with %s', async (version, query, message) => {
    const reply = await pleo.get(`/${version}/export-jobs?${query}`);
    expect(reply.status).toBe(400);
    expect(reply.json.message).toMatch(message);
  });
});

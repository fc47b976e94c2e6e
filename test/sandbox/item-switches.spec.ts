import { describe, expect, it } from 'vitest';
import type { RefusalType, Sandbox, SandboxOptions } from '../../sandbox/sandbox.js';
import { anId, sandboxForTest, type PleoCaller, type Reply } from './pleo-caller.js';

interface Scene {
  sandbox: Sandbox;
  pleo: PleoCaller;
  jobId: string;
  entries: string[];
  put: (...elements: [index: number, status: string][]) => Promise<Reply>;
  statuses: () => (string | null)[];
}

async function aJob(options: SandboxOptions = {}): Promise<Scene> {
  const { sandbox, pleo } = await sandboxForTest(options);
  const entries = Array.from({ length: 3 }, anId);
  const jobId = sandbox.createJob({ accountingEntryIds: entries }).id;
  await pleo.report(jobId, 'started');
  return {
    sandbox,
    pleo,
    jobId,
    entries,
    put: (...elements) =>
      pleo.put(
        `/v3/export-jobs/${jobId}/items`,
        elements.map(([index, status]) => ({ accountingEntryId: entries[index], status })),
      ),
    statuses: () => sandbox.items(jobId).map(({ status }) => status),
  };
}

describe('a switch of items', () => {
  it('refuses a repeated final status', async () => {
    const { put } = await aJob({ items: { finalRepeat: 'refused' } });
    expect((await put([0, 'failed'])).json.data).toHaveLength(1);
    expect((await put([0, 'failed'], [1, 'successful'])).json).toMatchObject({
      data: [{ status: 'successful' }],
      errors: [{ type: 'EXPORT_ENTRY_STATUS_UPDATE_FAILED' }],
    });
  });

  it('demands in_progress before a final status', async () => {
    const { put, statuses } = await aJob({ items: { inProgressFirst: true } });
    expect((await put([0, 'successful'])).json).toMatchObject({
      data: [],
      errors: [{ type: 'EXPORT_ENTRY_STATUS_UPDATE_FAILED' }],
    });
    expect(statuses()[0]).toBe('pending');
    await put([0, 'in_progress']);
    expect((await put([0, 'successful'])).json).toMatchObject({
      data: [{ status: 'successful' }],
      errors: [],
    });
  });

  it('refuses or takes items of a job that is pending', async () => {
    const { sandbox, pleo } = await aJob();
    const accountingEntryId = anId();
    const { id } = sandbox.createJob({ accountingEntryIds: [accountingEntryId] });
    const update = (): Promise<Reply> =>
      pleo.put(`/v3/export-jobs/${id}/items`, [{ accountingEntryId, status: 'successful' }]);
    sandbox.itemBehaviour.itemsBeforeStarted = 'refused';
    expect(await update()).toMatchObject({ status: 422, json: { type: 'EXPORT_JOB_STATUS_UNPROCESSABLE' } });
    sandbox.itemBehaviour.itemsBeforeStarted = 'taken';
    expect((await update()).json.data).toHaveLength(1);
    expect(sandbox.job(id)?.status).toBe('pending');
  });

  it('lets one bad element refuse all, or stand in errors', async () => {
    const { sandbox, put, entries, statuses } = await aJob();
    const withBad = (): Promise<Reply> => put([0, 'successful'], [1, 'nonsense'], [2, 'failed']);
    expect((await withBad()).status).toBe(400);
    expect(statuses()).toEqual(['pending', 'pending', 'pending']);
    sandbox.itemBehaviour.badElement = 'one';
    expect(await withBad()).toMatchObject({
      status: 200,
      json: {
        data: [{ status: 'successful' }, { status: 'failed' }],
        errors: [{ accountingEntryId: entries[1], message: expect.stringMatching(/status must be one of/) }],
      },
    });
    expect(statuses()).toEqual(['successful', 'pending', 'failed']);
  });

  it.each([true, false])('lets items prolong the life of their job: %s', async (itemsProlong) => {
    let now = Date.parse('2026-03-01T10:00:00Z');
    const { sandbox, put, jobId } = await aJob({ now: () => now, items: { itemsProlong } });
    const started = sandbox.job(jobId)!.lastUpdatedAt;
    now += 3_000_000;
    await put([0, 'successful']);
    const { lastUpdatedAt } = sandbox.job(jobId)!;
    expect(lastUpdatedAt).toBe(itemsProlong ? '2026-03-01T10:50:00.000Z' : started);
    now += 600_000;
    expect(sandbox.job(jobId)?.status).toBe(itemsProlong ? 'in_progress' : 'failed');
  });

  it('does not prolong a job by items that were refused', async () => {
    let now = Date.parse('2026-03-01T10:00:00Z');
    const { sandbox, pleo, jobId } = await aJob({ now: () => now, items: { itemsProlong: true } });
    const started = sandbox.job(jobId)!.lastUpdatedAt;
    now += 1000;
    await pleo.put(`/v3/export-jobs/${jobId}/items`, [{ accountingEntryId: anId(), status: 'failed' }]);
    expect(sandbox.job(jobId)?.lastUpdatedAt).toBe(started);
  });

  it.each([
    ['abandoned', ['successful', 'abandoned', 'abandoned']],
    ['kept', ['successful', 'in_progress', 'pending']],
  ] as const)('makes what is left over at the end %s', async (leftOver, expected) => {
    const { sandbox, pleo, put, jobId, statuses } = await aJob({ items: { leftOver } });
    await put([0, 'successful'], [1, 'in_progress']);
    await pleo.report(jobId, 'completed_with_errors');
    sandbox.itemBehaviour.leftOver = leftOver === 'kept' ? 'abandoned' : 'kept';
    expect(statuses()).toEqual(expected);
  });

  it('shows untouched items as null, in v1 and v2', async () => {
    const { pleo, put, jobId } = await aJob({ items: { untouched: 'null' } });
    await put([0, 'successful']);
    const seen = async (version: string): Promise<unknown> => {
      const { json } = await pleo.get(`/${version}/export-jobs/${jobId}/items?status=pending&limit=1`);
      return json.data[0].status;
    };
    expect([await seen('v1'), await seen('v2'), await seen('v3')]).toEqual([null, null, 'pending']);
  });

  it('that is not known stops the start', async () => {
    await expect(sandboxForTest({ items: { leftOver: 'lost' as 'kept' } })).rejects.toThrow(
      /leftOver must be/,
    );
  });
});

describe('an entry that is refused', () => {
  it.each<RefusalType>([
    'ACCOUNTING_ENTRY_DOES_NOT_EXIST',
    'EXPORT_ENTRY_STATUS_UPDATE_FAILED',
    'ACCOUNTING_ENTRY_UPDATE_FAILED',
    'A_WORD_OF_TOMORROW',
  ])('stands in errors with %s, and the others in data', async (type) => {
    const { sandbox, put, entries, statuses } = await aJob();
    sandbox.refuseItem(entries[1]!.toUpperCase(), type);
    expect((await put([0, 'successful'], [1, 'successful'])).json).toMatchObject({
      data: [{ accountingEntryId: entries[0] }],
      errors: [{ accountingEntryId: entries[1], type }],
    });
    expect(statuses()).toEqual(['successful', 'pending', 'pending']);
    sandbox.acceptItem(entries[1]!);
    expect((await put([1, 'successful'])).json.errors).toEqual([]);
  });

  it('can be updated all the same', async () => {
    const { sandbox, put, entries, statuses } = await aJob();
    sandbox.refuseItem(entries[0]!, 'ACCOUNTING_ENTRY_UPDATE_FAILED', { changed: true });
    expect((await put([0, 'failed'])).json).toMatchObject({ data: [], errors: [{}] });
    expect(statuses()[0]).toBe('failed');
    expect(sandbox.requests.at(-1)).toMatchObject({ changed: true });
  });

  it('can stand in neither list', async () => {
    const { sandbox, put, entries, statuses } = await aJob();
    sandbox.refuseItem(entries[0]!, 'omitted', { times: 1 });
    expect((await put([0, 'successful'])).json).toEqual({ data: [], errors: [] });
    expect(statuses()[0]).toBe('pending');
    expect((await put([0, 'successful'])).json.data).toHaveLength(1);
  });

  it('that is bad makes the whole update 400, so often as was said', async () => {
    const { sandbox, put, entries, statuses } = await aJob();
    sandbox.refuseItem(entries[1]!, 'bad', { times: 2 });
    expect((await put([0, 'successful'], [1, 'successful'])).status).toBe(400);
    expect((await put([0, 'successful'])).status).toBe(200);
    sandbox.itemBehaviour.badElement = 'one';
    expect((await put([1, 'successful'])).json.errors).toMatchObject([{ accountingEntryId: entries[1] }]);
    expect((await put([1, 'successful'])).json.data).toHaveLength(1);
    expect(statuses()).toEqual(['successful', 'successful', 'pending']);
  });

  it('is refused by a word that makes sense', async () => {
    const { sandbox } = await sandboxForTest();
    expect(() => sandbox.refuseItem(anId(), 'worse' as RefusalType)).toThrow(/type must be bad, omitted or/);
    expect(() => sandbox.refuseItem('x', 'bad')).toThrow(/must be a UUID/);
  });
});

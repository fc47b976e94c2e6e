import { beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { anId, sandboxForTest, type PleoCaller, type Reply } from './pleo-caller.js';

describe('an update of items', () => {
  let sandbox: Sandbox;
  let pleo: PleoCaller;
  let jobId: string;
  let entries: string[];
  const put = (body: unknown, version = 'v3', id = jobId): Promise<Reply> =>
    pleo.put(`/${version}/export-jobs/${id}/items`, body);
  const result = (index: number, more: object = {}): object => ({
    accountingEntryId: entries[index],
    status: 'successful',
    ...more,
  });
  const statuses = (): (string | null)[] => sandbox.items(jobId).map(({ status }) => status);

  beforeEach(async () => {
    ({ sandbox, pleo } = await sandboxForTest());
    entries = Array.from({ length: 3 }, anId);
    jobId = sandbox.createJob({ accountingEntryIds: entries }).id;
    await pleo.report(jobId, 'started');
  });

  it.each(['v1', 'v2', 'v3'])(
    'at %s sets what it says, and leaves the others as they were',
    async (version) => {
      const said = {
        accountingEntryId: entries[1],
        status: 'failed',
        exportedAt: '2026-03-01T11:00:00.987+01:00',
        externalId: 'F-7',
        externalUrl: 'ext-url',
        failureReason: 'The receipt is too large',
        failureReasonType: 'receipt_file_size_limit_exceeded',
      };
      const reply = await put([said], version);
      const item = { ...said, exportJobId: jobId, exportedAt: '2026-03-01T10:00:00Z' };
      expect(reply).toMatchObject({ status: 200, json: { data: [item], errors: [] } });
      const untouched = {
        exportJobId: jobId,
        status: 'pending',
        exportedAt: null,
        externalId: null,
        externalUrl: null,
        failureReason: null,
        failureReasonType: null,
      };
      const { json } = await pleo.get(`/${version}/export-jobs/${jobId}/items`);
      expect(json.data).toEqual([
        { accountingEntryId: entries[0], ...untouched },
        item,
        { accountingEntryId: entries[2], ...untouched },
      ]);
      expect(sandbox.items(jobId)).toEqual(json.data);
    },
  );

  it('forgets what an earlier one said and it does not', async () => {
    await put([result(0, { status: 'in_progress', externalId: 'draft' })]);
    const { json } = await put([result(0, { externalUrl: 'https://erp.example.com/1' })]);
    expect(json.data).toMatchObject([
      { status: 'successful', externalId: null, externalUrl: 'https://erp.example.com/1' },
    ]);
  });

  it('takes each element on its own terms', async () => {
    const stranger = anId();
    await put([result(1)]);
    const reply = await put([
      result(0),
      { accountingEntryId: stranger, status: 'successful' },
      result(1, { status: 'failed' }),
      result(2, { status: 'in_progress' }),
    ]);
    expect(reply.status).toBe(200);
    expect(reply.json).toEqual({
      data: [
        expect.objectContaining({ accountingEntryId: entries[0], status: 'successful' }),
        expect.objectContaining({ accountingEntryId: entries[2], status: 'in_progress' }),
      ],
      errors: [
        {
          accountingEntryId: stranger,
          type: 'ACCOUNTING_ENTRY_DOES_NOT_EXIST',
          message: expect.any(String),
        },
        {
          accountingEntryId: entries[1],
          type: 'EXPORT_ENTRY_STATUS_UPDATE_FAILED',
          message: expect.any(String),
        },
      ],
    });
    expect(statuses()).toEqual(['successful', 'successful', 'in_progress']);
  });

  it.each([
    ['in_progress', 'in_progress', true],
    ['in_progress', 'failed', true],
    ['in_progress', 'pending', false],
    ['pending', 'pending', true],
    ['pending', 'abandoned', true],
    ['successful', 'successful', true],
    ['successful', 'in_progress', false],
    ['successful', 'pending', false],
    ['successful', 'failed', false],
    ['failed', 'successful', false],
    ['abandoned', 'successful', false],
  ])('takes an item from %s to %s: %s', async (from, to, taken) => {
    await put([result(0, { status: from })]);
    const { json } = await put([result(0, { status: to })]);
    expect(json.data).toHaveLength(taken ? 1 : 0);
    expect(json.errors).toHaveLength(taken ? 0 : 1);
    expect(statuses()[0]).toBe(taken ? to : from);
  });

  it.each([
    [{}, /The body must be an array/],
    [{ items: [] }, /The body must be an array/],
    [['x'], /Element 0 must be an object/],
    [[{ status: 'successful' }], /Element 0: accountingEntryId must be a UUID/],
    [[{ accountingEntryId: anId() }], /Element 0: status must be one of pending/],
    [[{ accountingEntryId: anId(), status: 'exported' }], /status must be one of/],
    [
      [{ accountingEntryId: anId(), status: 'failed', failureReason: null }],
      /failureReason must be a string/,
    ],
    [
      [{ accountingEntryId: anId(), status: 'failed', failureReasonType: 'job_expired' }],
      /failureReasonType/,
    ],
    [[{ accountingEntryId: anId(), status: 'successful', externalId: 7 }], /externalId must be a string/],
    [[{ accountingEntryId: anId(), status: 'successful', exportedAt: '2026-03-01' }], /exportedAt must be/],
    [[{ accountingEntryId: anId(), status: 'successful', exportedAt: '2026-13-01T00:00:00Z' }], /exportedAt/],
  ])('is refused when it is %j', async (body, message) => {
    const reply = await put(body);
    expect(reply).toMatchObject({ status: 400, json: { type: 'BAD_REQUEST' } });
    expect(reply.json.message).toMatch(message);
  });

  it.each(['vendor_unknown', 'account_unknown', 'tax_code_unknown', 'tag_unknown'])(
    'knows the reason %s in v3 only',
    async (failureReasonType) => {
      const failed = [result(0, { status: 'failed', failureReasonType })];
      expect((await put(failed, 'v1')).status).toBe(400);
      expect((await put(failed, 'v2')).status).toBe(400);
      expect(statuses()[0]).toBe('pending');
      expect((await put(failed, 'v3')).json.data).toMatchObject([{ failureReasonType }]);
    },
  );

  it('holds 100 elements and no more', async () => {
    const many = Array.from({ length: 101 }, anId);
    const { id } = sandbox.createJob({ accountingEntryIds: many });
    const updates = many.map((accountingEntryId) => ({ accountingEntryId, status: 'successful' }));
    expect(await put(updates, 'v3', id)).toMatchObject({
      status: 413,
      json: { type: 'EXPORT_JOB_ITEMS_UPDATE_LIMIT' },
    });
    expect(sandbox.items(id).every(({ status }) => status === 'pending')).toBe(true);
    expect((await put(updates.slice(1), 'v3', id)).json.data).toHaveLength(100);
    expect((await put([], 'v3', id)).json).toEqual({ data: [], errors: [] });
  });

  it.each([anId(), 'no-uuid'])('of an unknown job is refused: %s', async (id) => {
    const reply = await put([result(0)], 'v3', id);
    expect(reply).toMatchObject({ status: 404, json: { type: 'EXPORT_NOT_FOUND' } });
  });

  it.each(['completed', 'completed_with_errors', 'failed', 'expired'])(
    'of a job that is %s is refused, and what it has stays readable',
    async (end) => {
      await put([result(0, { externalId: 'A-1' })]);
      if (end === 'expired') sandbox.expireJob(jobId);
      else await pleo.report(jobId, end);
      expect(await put([result(1)])).toMatchObject({
        status: 422,
        json: { type: 'EXPORT_JOB_STATUS_UNPROCESSABLE' },
      });
      const { status, json } = await pleo.get(`/v3/export-jobs/${jobId}/items`);
      expect(status).toBe(200);
      expect(json.data).toMatchObject([
        { status: 'successful', externalId: 'A-1' },
        { status: 'abandoned' },
        { status: 'abandoned' },
      ]);
    },
  );

  it('asks for the credential first, then for the content type', async () => {
    const path = `/v3/export-jobs/${jobId}/items`;
    const send = (headers: Record<string, string>): Promise<Reply> =>
      pleo.send('PUT', path, { body: '{', headers });
    expect((await send({ authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await send({ 'content-type': 'text/plain' })).json.message).toMatch(/Content-Type/);
    expect((await send({ 'content-type': 'application/json' })).json.message).toMatch(/not valid JSON/);
    expect((await pleo.get(path, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  });
});

describe('the items of a job', () => {
  it('are those that it was made of, each once, by whichever route', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    const [one, two] = [anId(), anId()];
    const accountingEntryIds = [two, one.toUpperCase(), one];
    for (const path of ['/v2/export-jobs', '/sandbox/jobs']) {
      const { json } = await pleo.post(path, { companyId: anId(), accountingEntryIds });
      expect(json.data.numberOfItems).toBe(2);
      expect(sandbox.items(json.data.id).map((item) => item.accountingEntryId)).toEqual([two, one]);
    }
  });

  it('are as many as it was made with, and the same at each look', async () => {
    const { sandbox } = await sandboxForTest();
    const { id } = sandbox.createJob({ numberOfItems: 3 });
    const items = sandbox.items(id);
    expect(new Set(items.map((item) => item.accountingEntryId)).size).toBe(3);
    expect(sandbox.items(id)).toEqual(items);
    expect(sandbox.items(sandbox.createJob().id)).toEqual([]);
    expect(sandbox.items(anId())).toEqual([]);
  });

  it('are those that are reported when an event made the job on the way', async () => {
    const { sandbox, pleo } = await sandboxForTest({ unknownJobs: 'create' });
    const [id, accountingEntryId] = [anId(), anId()];
    const update = [{ accountingEntryId, status: 'successful' }];
    const path = `/v3/export-jobs/${id}/items`;
    expect((await pleo.put(path, update)).status).toBe(404);
    await pleo.report(id, 'started');
    expect((await pleo.put(path, update)).json.data).toHaveLength(1);
    expect((await pleo.put(path, update)).json.data).toHaveLength(1);
    expect(sandbox.items(id)).toMatchObject(update);
    expect(sandbox.job(id)?.numberOfItems).toBe(1);
  });
});

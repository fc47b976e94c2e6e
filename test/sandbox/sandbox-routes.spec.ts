import { beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { anId, basic, sandboxForTest, type PleoCaller } from './pleo-caller.js';

describe('the routes of the sandbox itself', () => {
  let sandbox: Sandbox;
  let pleo: PleoCaller;

  beforeEach(async () => {
    ({ sandbox, pleo } = await sandboxForTest());
  });

  it('ask for no credential', async () => {
    const reply = await pleo.get('/sandbox/health', { headers: { authorization: '' } });
    expect(reply).toMatchObject({
      status: 200,
      json: { status: 'ok', jobs: { unfinished: 0, finished: 0 }, requestsKept: 0, overlaps: 0 },
    });
  });

  it('set, show and clear fault rules', async () => {
    const rules = [{ status: 503, times: 1 }, { latencyMs: 1 }];
    expect(await pleo.put('/sandbox/faults', rules)).toMatchObject({
      status: 200,
      json: { rules, applied: [0, 0] },
    });
    expect((await pleo.get('/v1/export-jobs')).status).toBe(503);
    expect((await pleo.get('/sandbox/faults')).json).toEqual({ rules, applied: [1, 0] });
    expect((await pleo.send('DELETE', '/sandbox/faults')).status).toBe(204);
    expect((await pleo.get('/sandbox/faults')).json).toEqual({ rules: [], applied: [] });
  });

  it('take a seed beside the rules', async () => {
    const rules = [{ status: 503, probability: 0.5 }];
    const codes = async (): Promise<number[]> => {
      expect((await pleo.put('/sandbox/faults', { rules, seed: 5 })).status).toBe(200);
      const replies = [];
      for (let count = 0; count < 20; count += 1) replies.push((await pleo.get('/v1/export-jobs')).status);
      return replies;
    };
    expect(await codes()).toEqual(await codes());
  });

  it.each([
    [{ status: 503 }, /rules must be an array/],
    [{ rules: [{ status: 503 }], seed: 'x' }, /seed must be/],
    [{ rules: [], speed: 1 }, /speed is not known/],
    [[{ stauts: 503 }], /rule 1: stauts is not known/],
    [7, /rules must be an array/],
    [null, /rules must be an array/],
  ])('refuse %j as fault rules', async (body, message) => {
    const reply = await pleo.put('/sandbox/faults', body);
    expect(reply).toMatchObject({ status: 400, json: { type: 'BAD_REQUEST' } });
    expect(reply.json.message).toMatch(message);
  });

  it.each([
    ['PUT', '/sandbox/faults'],
    ['PUT', '/sandbox/credentials'],
    ['POST', '/sandbox/jobs'],
  ])('refuse broken JSON at %s %s', async (method, path) => {
    const reply = await pleo.send(method, path, {
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(reply).toMatchObject({ status: 400, json: { message: 'The body is not valid JSON' } });
  });

  it('create jobs without a company or even a body, and list them', async () => {
    const id = anId();
    expect(await pleo.post('/sandbox/jobs', { id })).toMatchObject({ status: 201, json: { data: { id } } });
    expect((await pleo.send('POST', '/sandbox/jobs')).status).toBe(201);
    expect((await pleo.post('/sandbox/jobs', { id })).status).toBe(409);
    expect((await pleo.post('/sandbox/jobs', { expiresIn: 'x' })).status).toBe(400);
    const { json } = await pleo.get('/sandbox/jobs?statuses=pending&limit=1');
    expect(json).toMatchObject({ data: [{ id }], pagination: { total: 2, hasNextPage: true } });
  });

  it('expire a job', async () => {
    const { id } = sandbox.createJob();
    const path = `/sandbox/jobs/${id}/expire`;
    const reply = await pleo.send('POST', path);
    expect(reply.json.data).toMatchObject({ id, status: 'failed', failureReasonType: 'job_expired' });
    expect((await pleo.send('POST', path)).status).toBe(409);
    expect((await pleo.send('POST', `/sandbox/jobs/${anId()}/expire`)).status).toBe(404);
  });

  it('show the last requests, filtered by job and event', async () => {
    const [one, two] = [sandbox.createJob().id, sandbox.createJob().id];
    await pleo.report(one, 'started', 'completed');
    await pleo.report(two, 'started');
    const numbers = async (query: string): Promise<number[]> =>
      (await pleo.get(`/sandbox/requests${query}`)).json.data.map(({ number }: { number: number }) => number);
    expect(await numbers('')).toEqual([1, 2, 3]);
    expect(await numbers(`?jobId=${one.toUpperCase()}`)).toEqual([1, 2]);
    expect(await numbers('?event=started')).toEqual([1, 3]);
    expect(await numbers(`?event=started&jobId=${two}`)).toEqual([3]);
    expect(await numbers('?limit=2')).toEqual([2, 3]);
    expect((await pleo.get('/sandbox/requests?limit=0')).status).toBe(400);
  });

  it('turn the switches of items, and refuse entries', async () => {
    const accountingEntryId = anId();
    expect((await pleo.get('/sandbox/items')).json).toEqual({
      finalRepeat: 'taken',
      inProgressFirst: false,
      itemsBeforeStarted: 'taken',
      badElement: 'all',
      itemsProlong: false,
      leftOver: 'abandoned',
      untouched: 'pending',
      refusals: [],
    });
    const refusals = [{ accountingEntryId, type: 'ACCOUNTING_ENTRY_UPDATE_FAILED', times: 2 }];
    expect((await pleo.put('/sandbox/items', { leftOver: 'kept', refusals })).status).toBe(204);
    expect((await pleo.put('/sandbox/items', { inProgressFirst: true })).status).toBe(204);
    expect((await pleo.get('/sandbox/items')).json).toMatchObject({
      finalRepeat: 'taken',
      inProgressFirst: true,
      leftOver: 'kept',
      refusals: [{ ...refusals[0], applied: 0 }],
    });
    await pleo.put('/sandbox/items', { refusals: [] });
    expect((await pleo.get('/sandbox/items')).json).toMatchObject({ leftOver: 'kept', refusals: [] });
  });

  it.each([
    [[], /must be an object/],
    [{ finalRepeat: 'maybe' }, /finalRepeat must be taken or refused/],
    [{ inProgressFirst: 'true' }, /inProgressFirst must be false or true/],
    [{ finalRepaet: 'taken' }, /finalRepaet is not known; there are finalRepeat/],
    [{ refusals: {} }, /refusals must be an array/],
    [{ refusals: [{ accountingEntryId: 'x', type: 'bad' }] }, /refusal 1: accountingEntryId must be a UUID/],
    [{ refusals: [{ accountingEntryId: anId(), type: 'worse' }] }, /refusal 1: type must be bad, omitted or/],
    [{ refusals: [{ accountingEntryId: anId(), type: 'bad', times: 0 }] }, /refusal 1: times must be/],
    [{ refusals: [{ accountingEntryId: anId(), type: 'bad', changed: 1 }] }, /refusal 1: changed must be/],
    [{ leftOver: 'kept', refusals: ['x'] }, /refusal 1: accountingEntryId/],
  ])('refuse %j as switches of items, and turn none', async (body, message) => {
    const before = (await pleo.get('/sandbox/items')).json;
    const reply = await pleo.put('/sandbox/items', body);
    expect(reply.status).toBe(400);
    expect(reply.json.message).toMatch(message);
    expect((await pleo.get('/sandbox/items')).json).toEqual(before);
  });

  it('show the items of a job without credential', async () => {
    const { id } = sandbox.createJob({ numberOfItems: 2 });
    const { json } = await pleo.get(`/sandbox/jobs/${id}/items?limit=1`, { headers: { authorization: '' } });
    expect(json).toMatchObject({ data: [{ exportJobId: id, status: 'pending' }], pagination: { total: 2 } });
  });

  it('replace the credentials', async () => {
    expect((await pleo.put('/sandbox/credentials', { apiKeys: ['new-key'] })).status).toBe(204);
    expect((await pleo.get('/v1/export-jobs')).status).toBe(401);
    expect((await pleo.get('/v1/export-jobs', { headers: { authorization: basic('new-key') } })).status).toBe(
      200,
    );
  });

  it.each([
    [{ apiKeys: 'secret' }, /apiKeys must be an array/],
    [{ keys: ['secret'] }, /keys is not known/],
    [['secret'], /must be an object/],
  ])('refuse %j as credentials, without repeating them', async (body, message) => {
    const reply = await pleo.put('/sandbox/credentials', body);
    expect(reply.status).toBe(400);
    expect(reply.json.message).toMatch(message);
    expect(reply.text).not.toContain('secret');
    expect((await pleo.get('/v1/export-jobs')).status).toBe(200);
  });

  it('reset everything to how it was at the start', async () => {
    const { id } = sandbox.createJob();
    await pleo.report(id, 'started');
    sandbox.setFaults([{ status: 503 }]);
    sandbox.setCredentials({ apiKeys: ['other'] });
    sandbox.itemBehaviour.leftOver = 'kept';
    sandbox.refuseItem(anId(), 'bad');
    expect((await pleo.send('POST', '/sandbox/reset')).status).toBe(204);
    expect(sandbox.job(id)).toBeUndefined();
    expect(sandbox.requests).toEqual([]);
    expect((await pleo.get('/v1/export-jobs')).json).toMatchObject({ data: [], pagination: { total: 0 } });
    expect(sandbox.requests).toMatchObject([{ number: 1 }]);
    expect((await pleo.get('/sandbox/items')).json).toMatchObject({ leftOver: 'abandoned', refusals: [] });
  });
});

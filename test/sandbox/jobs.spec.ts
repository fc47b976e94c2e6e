import { describe, expect, it } from 'vitest';
import { anId, sandboxForTest } from './pleo-caller.js';

describe('a job', () => {
  it('is created by POST export-jobs and read back', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    const [id, companyId] = [anId(), anId()];
    const created = await pleo.post('/v3/export-jobs', { id, companyId, expiresIn: 120, numberOfItems: 3 });
    expect(created.status).toBe(201);
    expect(created.json.data).toMatchObject({
      id,
      companyId,
      expiresIn: 120,
      numberOfItems: 3,
      status: 'pending',
    });
    for (const version of ['v1', 'v2', 'v3']) {
      expect(await pleo.get(`/${version}/export-jobs/${id}`)).toMatchObject({
        status: 200,
        json: created.json,
      });
    }
    expect(sandbox.requests[0]).toMatchObject({ jobId: id, changed: true });
    expect(sandbox.requests[1]).toMatchObject({ jobId: id, method: 'GET', changed: false });
  });

  it("is created by Pleo's own body", async () => {
    const { pleo } = await sandboxForTest();
    const employeeId = anId();
    const reply = await pleo.post('/v3/export-jobs', {
      companyId: anId(),
      accountingEntryIds: [anId(), anId()],
      employeeId,
      isInteractive: false,
      options: { vendorBasedBookkeeping: true },
    });
    expect(reply.json.data).toMatchObject({
      numberOfItems: 2,
      createdBy: employeeId,
      isInteractive: false,
      vendorBasedBookkeeping: true,
    });
  });

  it.each([
    [{}, /companyId/],
    [{ companyId: 'x' }, /companyId/],
    [{ companyId: anId(), id: 'x' }, /id must be a UUID/],
    [{ companyId: anId(), expiresIn: 0 }, /expiresIn/],
    [{ companyId: anId(), expiresIn: 1.5 }, /expiresIn/],
    [{ companyId: anId(), numberOfItems: -1 }, /numberOfItems/],
    [{ companyId: anId(), accountingEntryIds: ['x'] }, /accountingEntryIds/],
    [{ companyId: anId(), accountingEntryIds: [anId()], numberOfItems: 2 }, /the number of different/],
    [{ companyId: anId(), numberOfItems: 1_000_001 }, /numberOfItems must be .* to 1000000/],
    [{ companyId: anId(), options: 'x' }, /options/],
    [[], /must be an object/],
  ])('is not created from %j', async (body, message) => {
    const { pleo } = await sandboxForTest();
    const reply = await pleo.post('/v3/export-jobs', body);
    expect(reply).toMatchObject({ status: 400, json: { type: 'BAD_REQUEST' } });
    expect(reply.json.message).toMatch(message);
  });

  it('is the only unfinished one of its company', async () => {
    const { pleo } = await sandboxForTest();
    const [companyId, id] = [anId(), anId()];
    const create = (body: object): ReturnType<typeof pleo.post> => pleo.post('/v2/export-jobs', body);
    expect((await create({ id, companyId })).status).toBe(201);
    expect(await create({ companyId })).toMatchObject({
      status: 409,
      json: { type: 'EXPORT_ALREADY_IN_PROGRESS' },
    });
    await pleo.report(id, 'started');
    expect((await create({ companyId })).status).toBe(409);
    await pleo.report(id, 'completed');
    expect((await create({ companyId })).status).toBe(201);
  });

  it('is not created twice under one id', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    const { id } = sandbox.createJob();
    const reply = await pleo.post('/v3/export-jobs', { id, companyId: anId() });
    expect(reply).toMatchObject({ status: 409, json: { type: 'EXPORT_ALREADY_EXISTS' } });
    expect(() => sandbox.createJob({ id })).toThrow(/exists already/);
  });

  it.each([anId(), 'no-uuid', '__proto__'])('is not found as %s', async (id) => {
    const { pleo } = await sandboxForTest();
    const reply = await pleo.get(`/v3/export-jobs/${id}`);
    expect(reply).toMatchObject({
      status: 404,
      json: { type: 'EXPORT_NOT_FOUND', message: 'Export job not found.' },
    });
  });
});

describe('a path that Pleo lacks', () => {
  it.each([
    ['GET', '/nope'],
    ['GET', '/v4/export-jobs'],
    ['PUT', '/v1/export-job-events'],
    ['GET', '/v1/export-job-events'],
    ['HEAD', '/v1/export-jobs'],
    ['GET', '/v1/%zz'],
  ])('is refused: %s %s', async (method, path) => {
    const { sandbox, pleo } = await sandboxForTest();
    const reply = await pleo.send(method, path);
    expect(reply.status).toBe(path === '/v1/%zz' ? 400 : 404);
    if (method !== 'HEAD')
      expect(reply.json).toEqual({ type: expect.any(String), message: expect.any(String) });
    expect(sandbox.requests).toEqual([]);
  });
});

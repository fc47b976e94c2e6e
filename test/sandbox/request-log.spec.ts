import { describe, expect, it } from 'vitest';
import { RequestLog } from '../../sandbox/request-log.js';
import { anId, sandboxForTest } from './pleo-caller.js';

describe('the requests', () => {
  it('are kept in order of arrival, with what came and what was answered', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    const { id } = sandbox.createJob();
    await pleo.report(id, 'started', 'started');
    await pleo.get('/v3/export-jobs?limit=1');
    expect(sandbox.requests).toMatchObject([
      {
        number: 1,
        event: 'started',
        jobId: id,
        statusCode: 202,
        changed: true,
        fault: null,
        authorized: true,
      },
      {
        number: 2,
        event: 'started',
        jobId: id,
        statusCode: 422,
        changed: false,
        body: { jobId: id, event: 'started' },
      },
      { number: 3, method: 'GET', path: '/v3/export-jobs?limit=1', jobId: null, event: null, body: null },
    ]);
    for (const { receivedAt, answeredAt } of sandbox.requests) expect(answeredAt).toBeGreaterThan(receivedAt);
  });

  it('name their route, and the entries of an update of items', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    const [known, unknown] = [anId(), anId()];
    const { id } = sandbox.createJob({ accountingEntryIds: [known] });
    const items = [known.toUpperCase(), unknown].map((accountingEntryId) => ({
      accountingEntryId,
      status: 'successful',
    }));
    await pleo.report(id, 'started');
    await pleo.put(`/v3/export-jobs/${id}/items`, items);
    await pleo.put(`/v3/export-jobs/${id}/items`, items.slice(1));
    await pleo.get(`/v2/export-jobs/${id}/items?limit=1`);
    await pleo.get(`/v2/export-items?job_id=${id}`);
    await pleo.get(`/v1/export-jobs/${id}`);
    await pleo.get('/v1/export-jobs');
    expect(sandbox.requests).toMatchObject([
      { route: 'export-job-events', entryIds: null },
      {
        route: 'export-jobs/{jobId}/items',
        jobId: id,
        event: null,
        entryIds: [known, unknown],
        body: items,
        changed: true,
      },
      { route: 'export-jobs/{jobId}/items', entryIds: [unknown], changed: false },
      { route: 'export-jobs/{jobId}/items', jobId: id, entryIds: null, changed: false },
      { route: 'export-items', jobId: id },
      { route: 'export-jobs/{jobId}', jobId: id },
      { route: 'export-jobs', jobId: null },
    ]);
  });

  it('show the text of a body that is not JSON', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    await pleo.post('/v1/export-job-events', '{"event":');
    expect(sandbox.requests[0]?.body).toBe('{"event":');
  });

  it('are waited for, whether they came already or come later', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    const { id } = sandbox.createJob();
    const later = sandbox.waitForRequest(({ event }) => event === 'completed', 5000);
    await pleo.report(id, 'started', 'completed');
    expect(await later).toMatchObject({ number: 2, statusCode: 202 });
    expect(await sandbox.waitForRequest(({ event }) => event === 'started', 0)).toMatchObject({ number: 1 });
  });

  it('are waited for no longer than said', async () => {
    const { sandbox } = await sandboxForTest();
    await expect(sandbox.waitForRequest(() => true, 5)).rejects.toThrow(
      'No such request within 5 ms; 0 have arrived',
    );
  });

  it('are not waited for beyond the stop', async () => {
    const { sandbox } = await sandboxForTest();
    const waiting = sandbox.waitForRequest(() => true, 60_000);
    waiting.catch(() => undefined);
    await sandbox.stop();
    await expect(waiting).rejects.toThrow('The sandbox has stopped');
  });

  it('hand the error of a predicate to the one who waits', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    const waiting = sandbox.waitForRequest(() => {
      throw new Error('my mistake');
    }, 5000);
    waiting.catch(() => undefined);
    expect((await pleo.get('/v1/export-jobs')).status).toBe(200);
    await expect(waiting).rejects.toThrow('my mistake');
  });

  it('are not more than the limit and a tenth', () => {
    const log = new RequestLog({ requests: 100, bodyBytes: 1e9 });
    const { entries } = log;
    for (let count = 1; count <= 1000; count += 1) {
      log.finish(log.open('GET', '/', ''));
      expect(entries.length).toBeLessThanOrEqual(110);
      expect(entries.length).toBeGreaterThanOrEqual(Math.min(count, 100));
      expect(entries.at(-1)?.number).toBe(count);
    }
  });

  it('are fewer when their bodies are large', () => {
    const log = new RequestLog({ requests: 1000, bodyBytes: 10_000 });
    for (let count = 0; count < 500; count += 1) {
      const entry = log.open('POST', '/', '');
      log.setBody(entry, {}, 1000);
    }
    expect(log.entries.length).toBeLessThanOrEqual(11);
  });
});

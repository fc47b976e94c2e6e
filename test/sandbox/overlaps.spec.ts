import { describe, expect, it } from 'vitest';
import { Overlaps } from '../../sandbox/overlaps.js';
import { eventually } from '../support/eventually.js';
import { anId, sandboxForTest } from './pleo-caller.js';

describe('the overlaps', () => {
  it('count two event requests of one job that are in hand at once', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    const { id } = sandbox.createJob();
    sandbox.setFaults([{ latencyMs: 50 }]);
    await Promise.all([pleo.report(id, 'started'), pleo.report(id, 'started')]);
    expect(sandbox.overlaps).toBe(1);
  });

  it.each([
    ['an event beside items', 'event', 'items', 1],
    ['items beside items', 'items', 'items', 1],
    ['items beside a read of items', 'items', 'read', 0],
  ] as const)('of one job count %s', async (_what, one, other, count) => {
    const { sandbox, pleo } = await sandboxForTest();
    const accountingEntryId = anId();
    const { id } = sandbox.createJob({ accountingEntryIds: [accountingEntryId] });
    const path = `/v3/export-jobs/${id}/items`;
    const calls = {
      event: () => pleo.report(id, 'started'),
      items: () => pleo.put(path, [{ accountingEntryId, status: 'successful' }]),
      read: () => pleo.get(path),
    };
    sandbox.setFaults([{ times: 1, hang: true }, { latencyMs: 20 }]);
    const hanging = calls[one]();
    hanging.catch(() => undefined);
    while (sandbox.requests[0]?.fault == null) await new Promise(setImmediate);
    await calls[other]();
    expect(sandbox.overlaps).toBe(count);
    sandbox.reset();
    await expect(hanging).rejects.toThrow();
  });

  it('do not count requests of different jobs', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    sandbox.setFaults([{ latencyMs: 50 }]);
    const jobs = Array.from({ length: 5 }, () => sandbox.createJob().id);
    await Promise.all(jobs.map((id) => pleo.report(id, 'started')));
    expect(sandbox.overlaps).toBe(0);
  });

  it('do not count requests of one job that follow each other', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    const { id } = sandbox.createJob();
    sandbox.setFaults([{ latencyMs: 5 }]);
    await pleo.report(id, 'started', 'completed', 'failed');
    expect(sandbox.overlaps).toBe(0);
  });

  it('do not count a read beside an event', async () => {
    const { sandbox, pleo } = await sandboxForTest();
    const { id } = sandbox.createJob();
    sandbox.setFaults([{ latencyMs: 50 }]);
    await Promise.all([pleo.report(id, 'started'), pleo.get(`/v1/export-jobs/${id}`)]);
    expect(sandbox.overlaps).toBe(0);
  });

  it('leave a request once, however often its end is noticed', async () => {
    const overlaps = new Overlaps();
    const leaveFirst = overlaps.enter('job');
    leaveFirst();
    overlaps.enter('job');
    leaveFirst();
    overlaps.enter('job');
    await eventually(() => overlaps.count === 1);
  });

  it('do not count a request that is read late, and whose client turns out to have gone', async () => {
    const overlaps = new Overlaps();
    overlaps.enter('job');
    const late = overlaps.enter('job');
    await new Promise(setImmediate);
    late();
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    expect(overlaps.count).toBe(0);
  });

  it.each([{ latencyMs: 60_000 }, { hang: true }, { hangAfterChange: true }])(
    'do not count a client that gave up and tries again at once, with %j',
    async (rule) => {
      const { sandbox, pleo } = await sandboxForTest();
      for (let round = 0; round < 20; round += 1) {
        const { id } = sandbox.createJob();
        sandbox.setFaults([{ ...rule, times: 1 }]);
        const client = new AbortController();
        const event = { jobId: id, event: 'started' };
        const reply = pleo.post('/v1/export-job-events', event, { signal: client.signal });
        const arrived = sandbox.requests.length + 1;
        while (sandbox.requests.length < arrived || sandbox.requests.at(-1)?.fault == null) {
          await new Promise(setImmediate);
        }
        client.abort();
        await expect(reply).rejects.toThrow();
        await pleo.report(id, 'started');
      }
      expect(sandbox.overlaps).toBe(0);
    },
  );
});

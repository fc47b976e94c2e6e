import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { allDelivered, report } from '../support/reports.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600', DEAD_ITEMS_HOLD_SECONDS: '1' });
});
afterAll(() => relay.stop());

/** A job that has started, with so many entries. */
async function aJobWith(entries: number): Promise<{ jobId: string; entries: string[] }> {
  const [jobId, ids] = [randomUUID(), Array.from({ length: entries }, () => randomUUID())];
  relay.sandbox.createJob({ id: jobId, accountingEntryIds: ids });
  await report(relay, jobId, 'started');
  return { jobId, entries: ids };
}

async function put(jobId: string, results: object[]): Promise<void> {
  await relay.http.put(`/v1/export-jobs/${jobId}/items`).send(results).expect(200);
}

async function timelineOf(
  jobId: string,
): Promise<{ type: string; summary: string; event: string | null; eventId: string | null }[]> {
  return (await relay.http.get(`/v1/export-jobs/${jobId}/timeline`).expect(200)).body.data;
}

/** The entries about results, as `type: summary`. */
async function ofResults(jobId: string): Promise<string[]> {
  const entries = await timelineOf(jobId);
  return entries
    .filter(({ type, event }) => type !== 'registered' && event === null)
    .map(({ type, summary }) => `${type}: ${summary}`);
}

it('tells of results that were delivered, and of a final event that does not fit them', async () => {
  const { jobId, entries } = await aJobWith(3);
  const [failing = '', ...others] = entries;
  await put(jobId, [
    ...others.map((accountingEntryId) => ({ accountingEntryId, status: 'successful' })),
    { accountingEntryId: failing, status: 'failed', failureReason: 'No such vendor.' },
  ]);
  await report(relay, jobId, 'completed');
  await allDelivered(relay);
  expect(await ofResults(jobId)).toEqual([
    'accepted: Results of 3 entries were reported: 2 successful, 1 failed.',
    'attempt: Pleo took 3 results.',
    expect.stringMatching(/^pleo_read: .*does not show whether results prolong/),
    'delivered: 3 results delivered.',
  ]);
  const timeline = await timelineOf(jobId);
  expect(timeline.map(({ summary }) => summary)).toContain(
    '"completed" was accepted, although 1 result failed.',
  );
  for (const { event, eventId } of timeline) expect(eventId === null).toBe(event === null);
});

it('says when dead results let the final event go, and what people did about them', async () => {
  const { jobId, entries } = await aJobWith(2);
  relay.sandbox.refuseItem(entries[0] ?? '', 'ACCOUNTING_ENTRY_DOES_NOT_EXIST');
  await put(
    jobId,
    entries.map((accountingEntryId) => ({ accountingEntryId, status: 'successful' })),
  );
  await report(relay, jobId, 'completed');
  const [letGo] = await eventually(async () => {
    const told = await timelineOf(jobId);
    return (
      told.some(({ type, event }) => type === 'delivered' && event === 'completed') &&
      told.flatMap(({ type }, place) => (type === 'let_go' ? [{ place, told }] : []))
    );
  });
  const sent = letGo?.told.findIndex(({ type, event }) => type === 'attempt' && event === 'completed');
  expect(letGo?.place).toBeLessThan(sent ?? NaN);
  expect(await ofResults(jobId)).toEqual([
    'accepted: Results of 2 entries were reported: 2 successful.',
    expect.stringMatching(/^attempt: Pleo refused 1 of 2: ACCOUNTING_ENTRY_DOES_NOT_EXIST/),
    expect.stringMatching(/^pleo_read: /),
    expect.stringMatching(/^dead: 1 result delivered, 1 dead: Pleo refused it: ACCOUNTING_ENTRY_DOES_NOT/),
    expect.stringMatching(/^let_go: The final event was released although 1 result is dead/),
  ]);

  const reason = 'Told Pleo by hand.';
  await relay.http.post(`/v1/export-jobs/${jobId}/items/discard`).send({ reason }).expect(200);
  expect((await ofResults(jobId)).slice(3)).toEqual([
    expect.stringMatching(/^let_go: The final event was released although results were dead/),
    `discarded: 1 result discarded: ${reason}`,
  ]);
});

it('tells no event what became of results, nor the other way round', async () => {
  const { jobId, entries } = await aJobWith(1);
  relay.sandbox.setFaults([{ match: { jobId, method: 'PUT' }, status: 500, times: 1 }]);
  await put(jobId, [{ accountingEntryId: entries[0], status: 'in_progress' }]);
  await allDelivered(relay);
  expect(await ofResults(jobId)).toEqual([
    'accepted: Results of 1 entry were reported: 1 in progress.',
    expect.stringMatching(/^attempt: Pleo answered 500/),
    expect.stringMatching(/^retry_planned: /),
    'attempt: Pleo took 1 result.',
    expect.stringMatching(/^pleo_read: /),
    'delivered: 1 result delivered.',
  ]);
  const ofStarted = (await timelineOf(jobId)).filter(({ event }) => event === 'started');
  expect(ofStarted.map(({ type }) => type)).toEqual(['accepted', 'attempt', 'delivered']);
});

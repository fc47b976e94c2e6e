import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ExportJobItem, ExportJobItemPage } from '../../src/items/dto/export-job-item.dto.js';
import { AddItemDeliveries1764225000000 } from '../../migrations/1764225000000-add-item-deliveries.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { report } from '../support/reports.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
});
afterEach(() => relay.sandbox.clearFaults());
afterAll(() => relay.stop());

/** A job in progress at Pleo and here, with so many entries. */
async function aJob(count: number): Promise<{ url: string; jobId: string; entries: string[] }> {
  const [jobId, entries] = [randomUUID(), Array.from({ length: count }, () => randomUUID())];
  relay.sandbox.createJob({ id: jobId, accountingEntryIds: entries });
  expect((await report(relay, jobId, 'started')).status).toBe(202);
  return { jobId, entries, url: `/v1/export-jobs/${jobId}/items` };
}

const resultsOf = (entries: readonly string[], status: string) =>
  entries.map((accountingEntryId) => ({ accountingEntryId, status }));

async function put(url: string, results: object[]): Promise<ExportJobItem[]> {
  const { status, body } = await relay.http.put(url).send(results);
  expect(status, JSON.stringify(body)).toBe(200);
  return (body as { data: ExportJobItem[] }).data;
}

async function page(url: string, query: object = {}): Promise<ExportJobItem[]> {
  return ((await relay.http.get(url).query(query)).body as ExportJobItemPage).data;
}

const allTold = (jobId: string) =>
  eventually(async () => {
    const waiting = await relay.database.query('SELECT FROM outbox WHERE job_id = $1 AND NOT dead', [jobId]);
    return waiting.length === 0;
  });

const countsOf = async (jobId: string) => (await relay.http.get(`/v1/export-jobs/${jobId}`)).body.items;

function rowsOf(jobId: string): Promise<{ status: string; version: string }[]> {
  return relay.database.query(
    `SELECT delivery_status AS status, xmin::text AS version FROM export_job_item WHERE job_id = $1
     ORDER BY position`,
    [jobId],
  );
}

it('no row is written anew by its delivery, and all are shown as delivered', async () => {
  const { url, jobId, entries } = await aJob(3);
  await put(url, resultsOf(entries, 'successful'));
  const before = await rowsOf(jobId);
  await allTold(jobId);
  expect(await rowsOf(jobId)).toEqual(before);
  const [first, ...others] = await page(url);
  expect(first?.delivery).toEqual({ status: 'delivered', deliveredAt: expect.any(String), lastError: null });
  expect(others.map(({ delivery }) => delivery)).toEqual([first?.delivery, first?.delivery]);
  expect(await page(url, { deliveryStatus: 'delivered' })).toHaveLength(3);
  expect(await page(url, { deliveryStatus: 'pending' })).toEqual([]);
  expect(await countsOf(jobId)).toMatchObject({ successful: 3, pendingDelivery: 0, dead: 0 });
});

it('a repeated report is answered with when it was delivered', async () => {
  const { url, jobId, entries } = await aJob(2);
  const [kept] = await put(url, resultsOf(entries, 'successful'));
  expect(kept?.delivery.status).toBe('pending');
  await allTold(jobId);
  const [, known] = await page(url);
  expect(await put(url, resultsOf(entries.slice(0, 1), 'successful'))).toEqual([known]);
});

it('what comes later has a delivery of its own, and counts stay right', async () => {
  const { url, jobId, entries } = await aJob(3);
  await put(url, resultsOf(entries, 'in_progress'));
  await allTold(jobId);
  relay.sandbox.setFaults([{ status: 503 }]);
  await put(url, resultsOf(entries.slice(1), 'successful'));
  expect(await countsOf(jobId)).toMatchObject({ successful: 2, inProgress: 1, pendingDelivery: 2 });
  expect((await page(url)).map(({ delivery }) => delivery.status)).toEqual([
    'pending',
    'pending',
    'delivered',
  ]);
  expect(await page(url, { deliveryStatus: 'delivered' })).toHaveLength(1);
  relay.sandbox.clearFaults();
  await allTold(jobId);
  expect(await countsOf(jobId)).toMatchObject({ successful: 2, inProgress: 1, pendingDelivery: 0 });
  const times = (await page(url)).map(({ delivery }) => String(delivery.deliveredAt));
  expect(times[0]).toBe(times[1]);
  expect(Date.parse(times[2] ?? '')).toBeLessThan(Date.parse(times[0] ?? ''));
});

it('one that was refused is told by its own row, the others together', async () => {
  const { url, jobId, entries } = await aJob(2);
  const stranger = randomUUID();
  await put(url, resultsOf([...entries, stranger], 'successful'));
  await allTold(jobId);
  expect((await rowsOf(jobId)).map(({ status }) => status)).toEqual(['pending', 'pending', 'dead']);
  expect((await page(url)).map(({ delivery }) => delivery.status)).toEqual([
    'dead',
    'delivered',
    'delivered',
  ]);
  expect(await countsOf(jobId)).toMatchObject({ successful: 3, pendingDelivery: 0, dead: 1 });
});

it('the migration is undone with all deliveries in their rows', async () => {
  const { url, jobId, entries } = await aJob(2);
  await put(url, resultsOf(entries, 'successful'));
  await allTold(jobId);
  const [shown] = await page(url);
  const migration = new AddItemDeliveries1764225000000();
  const runner = { query: (text: string) => relay.database.query(text) };
  await migration.down(runner as never);
  try {
    const rows = await relay.database.query(
      'SELECT delivery_status, outcome, delivered_at FROM export_job_item WHERE job_id = $1',
      [jobId],
    );
    const delivered = {
      delivery_status: 'delivered',
      outcome: 'delivered',
      delivered_at: new Date(String(shown?.delivery.deliveredAt)),
    };
    expect(rows).toEqual([delivered, delivered]);
  } finally {
    await migration.up(runner as never);
  }
});

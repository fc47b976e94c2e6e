import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { Database } from '../../src/database/database.js';
import type { DeadExportJobItemQuery } from '../../src/items/dto/dead-export-job-item-query.dto.js';
import { ExportJobItemEntity } from '../../src/items/export-job-item.entity.js';
import { encodePosition, encodeReportPlace } from '../../src/items/item-cursor.js';
import { ItemListRepository } from '../../src/items/item-list.repository.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import type { DeliveryStatus } from '../../src/queue/job-event.entity.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { aJobInProgress, type StoredResult, storeResults } from '../support/results.js';
import { touchedPages } from '../support/touched-pages.js';
import { withoutAutovacuum } from '../support/without-autovacuum.js';

let database: TestDatabase;
let dataSource: DataSource;
let items: ItemListRepository;
beforeAll(async () => {
  database = await createDatabase();
  await withoutAutovacuum(database);
  dataSource = await new DataSource(dataSourceOptions(database.url, 1)).initialize();
  items = new ItemListRepository(
    new Database(dataSource, loadSettings({})),
    dataSource.getRepository(ExportJobItemEntity),
  );
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** A job with so many results of each fate, in this order. */
async function aJobWith(fates: [DeliveryStatus, number][]): Promise<string> {
  const id = await aJobInProgress(database);
  const reportedAt = (place: number) => new Date(Date.UTC(2026, 0, 31) + place);
  const results = fates.flatMap(([delivery, count]) => Array<StoredResult>(count).fill({ delivery }));
  await storeResults(
    database,
    id,
    results.map((result, place) => ({ ...result, reportedAt: reportedAt(place) })),
  );
  return id;
}

const LIMIT = 50;

it('a page costs what its rows cost, however many results there are of the job and of others', async () => {
  const id = await aJobWith([
    ['dead', 100],
    ['delivered', 20_000],
    ['pending', 100],
  ]);
  for (let others = 0; others < 20; others++) {
    await aJobWith([
      ['dead', 200],
      ['delivered', 1000],
    ]);
  }
  await database.query('VACUUM ANALYZE');
  const deep = { limit: LIMIT, after: encodePosition({ position: 5000 }) };
  const deepReport = encodeReportPlace({
    at: new Date(Date.UTC(2026, 0, 31) + 150),
    jobId: id,
    accountingEntryId: id,
  });
  const pages: [what: string, read: () => Promise<unknown[]>][] = [
    ['of the job', () => items.ofJob(id, { limit: LIMIT })],
    ['of the job, deep', () => items.ofJob(id, deep)],
    ['of a status', () => items.ofJob(id, { limit: LIMIT, status: 'successful' })],
    ['pending', () => items.ofJob(id, { limit: LIMIT, deliveryStatus: 'pending' })],
    ['dead', () => items.ofJob(id, { limit: LIMIT, deliveryStatus: 'dead' })],
  ];
  const [companyId, reportedBefore] = [randomUUID(), new Date(Date.UTC(2026, 0, 31) + 150)];
  await database.query('UPDATE export_job SET company_id = $2 WHERE id = $1', [id, companyId]);
  const ofAllJobs: [what: string, query: DeadExportJobItemQuery][] = [
    ['dead, of all jobs', { limit: LIMIT }],
    ['dead, of all jobs, deep', { limit: LIMIT, after: deepReport }],
    ['dead, of one job', { limit: LIMIT, jobId: id }],
    ['dead, of a company', { limit: LIMIT, companyId }],
    ['dead, of a time', { limit: LIMIT, reportedBefore }],
    ['dead, of an outcome', { limit: LIMIT, outcome: 'refused' }],
    ['dead, without what is put away', { limit: LIMIT, putAway: false }],
  ];
  for (const [what, query] of ofAllJobs) {
    const touched = await touchedPages(dataSource, () => items.dead(query));
    expect([touched.rows.rows.length, touched.rows.next], what).toEqual([LIMIT, expect.anything()]);
    expect(touched.pages, what).toBeGreaterThan(0);
    expect(touched.pages, what).toBeLessThan(10 * LIMIT);
  }
  for (const [what, read] of pages) {
    const touched = await touchedPages(dataSource, read);
    expect(touched.rows, what).toHaveLength(LIMIT + 1);
    expect(touched.pages, what).toBeGreaterThan(0);
    expect(touched.pages, what).toBeLessThan(10 * LIMIT);
  }
  const none = await touchedPages(dataSource, () => items.ofJob(id, { ...deep, deliveryStatus: 'pending' }));
  expect(none.rows).toEqual([]);
  expect(none.pages, 'none that waits').toBeLessThan(LIMIT);
});

it('few among all that are dead come in parts, each of which costs the same, and nothing is lost', async () => {
  const few = await aJobWith([['dead', 3]]);
  await database.query(`UPDATE export_job_item SET error = 'Pleo answered 400 RARE.' WHERE job_id = $1`, [
    few,
  ]);
  for (let others = 0; others < 3; others++) await aJobWith([['dead', 25_000]]);
  await database.query('VACUUM ANALYZE');
  const found: string[] = [];
  let parts = 0;
  for (let after: string | undefined, isMore = true; isMore; parts++) {
    const query = { limit: LIMIT, cause: 'RARE', ...(after && { after }) };
    const { rows: page, pages } = await touchedPages(dataSource, () => items.dead(query));
    // Five looks at 10,000 rows each, and at where each of them ends.
    expect(pages).toBeLessThan(5 * 2 * 10_000);
    found.push(...page.rows.map(({ jobId }) => jobId));
    isMore = page.next !== null;
    after = page.next ? encodeReportPlace(page.next) : undefined;
  }
  expect(found).toEqual([few, few, few]);
  expect(parts).toBeGreaterThan(1);
});

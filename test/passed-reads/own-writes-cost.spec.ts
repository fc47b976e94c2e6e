import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { Database } from '../../src/database/database.js';
import { OwnWrites } from '../../src/passed-reads/own-writes.js';
import { passedRead } from '../../src/passed-reads/passed-read.js';
import { Standings } from '../../src/passed-reads/standings.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { aJobInProgress, storeResults } from '../support/results.js';
import { touchedPages } from '../support/touched-pages.js';

let database: TestDatabase;
let dataSource: DataSource;
let ownWrites: OwnWrites;
let standings: Standings;
beforeAll(async () => {
  database = await createDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.url, 1)).initialize();
  const own = new Database(dataSource, loadSettings({}));
  [ownWrites, standings] = [new OwnWrites(own), new Standings(own)];
  // A history: finished jobs, all of whose events were delivered.
  await database.query(
    `WITH job AS (
       INSERT INTO export_job (id, status, source, expires_in, started_at, completed_at, expires_at, last_sequence)
       SELECT gen_random_uuid(), 'completed', 'event', 3600, now(), now(), now() + interval '1 day', 2
       FROM generate_series(1, 20000)
       RETURNING id
     )
     INSERT INTO export_job_event (job_id, sequence, id, event, origin, accepted_at, delivery_status, delivered_at, outcome)
     SELECT id, sequence, gen_random_uuid(), event, 'api', now(), 'delivered', now(), 'delivered'
     FROM job, (VALUES (1, 'started'), (2, 'completed')) AS told (sequence, event)`,
  );
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const pagesOf = async (look: () => Promise<unknown>) => {
  // What is planned and cached at first.
  await look();
  return (await touchedPages(dataSource, look)).pages;
};

it('whether anything is on its way costs a few pages, and what is of a page of jobs or items its own rows', async () => {
  const id = await aJobInProgress(database);
  const entries = await storeResults(database, id, Array<object>(20_000).fill({ delivery: 'delivered' }));
  await database.query('ANALYZE');
  const jobs = (await database.query<{ id: string }>('SELECT id FROM export_job LIMIT 100')).map(
    (row) => row.id,
  );
  const since = new Date(Date.now() + 60_000);
  const read = (kind: 'jobs' | 'job' | 'items') => passedRead(kind, 'v3', '/', kind === 'jobs' ? null : id);
  for (const kind of ['jobs', 'job', 'items'] as const)
    expect(await pagesOf(() => standings.of(read(kind))), kind).toBeLessThan(100);
  expect(await pagesOf(() => ownWrites.changes(read('jobs'), jobs, since))).toBeLessThan(1500);
  expect(await pagesOf(() => ownWrites.changes(read('items'), entries.slice(0, 100), since))).toBeLessThan(
    600,
  );
});

it('how things stand for a list costs as much however many events of others are undelivered', async () => {
  await database.query(
    `WITH job AS (
       INSERT INTO export_job (id, company_id, status, source, expires_in, started_at, expires_at, last_sequence)
       SELECT gen_random_uuid(), gen_random_uuid(), 'in_progress', 'event', 3600, now(), now() + interval '1 day', 1
       FROM generate_series(1, 10000)
       RETURNING id
     ), event AS (
       INSERT INTO export_job_event (job_id, sequence, id, event, origin, accepted_at, delivery_status)
       SELECT id, 1, gen_random_uuid(), 'started', 'api', now(), 'pending' FROM job
     )
     INSERT INTO outbox (job_id, sequence, due_at) SELECT id, 1, now() + interval '1 day' FROM job`,
  );
  await database.query('ANALYZE');
  const list = passedRead('jobs', 'v3', `/v3/export-jobs?company_id=${randomUUID()}`, null);
  expect(await pagesOf(() => standings.of(list))).toBeLessThan(700);
});

import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullCheck, ValidationFailed } from '../../src/api/validation.js';
import { ExportJobQuery } from '../../src/jobs/dto/export-job-query.dto.js';
import { ExportJobEntity } from '../../src/jobs/job.entity.js';
import { JobListRepository } from '../../src/jobs/job-list.repository.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { Database } from '../../src/database/database.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import { jobsBehindDeadEvents, jobsWaitingForRetry } from '../support/backlog.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { touchedPages } from '../support/touched-pages.js';
import { withoutAutovacuum } from '../support/without-autovacuum.js';

const BUSY = '3f1c9a52-7d6e-4b1f-8a55-0e9b6c2d4f10';
const QUIET = '4a2d8b63-8e7f-4c2a-9b66-1f0c7d3e5a21';

let database: TestDatabase;
let dataSource: DataSource;
let jobs: JobListRepository;
beforeAll(async () => {
  database = await createDatabase();
  await withoutAutovacuum(database);
  dataSource = await new DataSource(dataSourceOptions(database.url, 1)).initialize();
  jobs = new JobListRepository(
    new Database(dataSource, loadSettings({})),
    dataSource.getRepository(ExportJobEntity),
  );
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** Jobs of a company, one each millisecond, of which the first is `ageMs` old. */
async function add(companyId: string, status: 'completed' | 'pending', count: number, ageMs: number) {
  await database.query(
    `INSERT INTO export_job
       (id, company_id, status, source, expires_in, created_at, started_at, completed_at, expires_at, last_updated_at, last_sequence, registered_at)
     SELECT gen_random_uuid(), $1, $2, 'api', 3600, at, done, done, now() + interval '1 hour', now(),
            CASE WHEN $2 = 'completed' THEN 2 ELSE 0 END, at
     FROM generate_series(1, $3::integer) AS n
     CROSS JOIN LATERAL (SELECT now() + (n - $4::integer) * interval '1 millisecond') AS t (at)
     CROSS JOIN LATERAL (SELECT CASE WHEN $2 = 'completed' THEN at END) AS f (done)`,
    [companyId, status, count, ageMs],
  );
}

function queryOf(given: object): ExportJobQuery {
  const query = fullCheck(ExportJobQuery, { limit: '50', ...given });
  if (query instanceof ValidationFailed) throw query;
  return query;
}

it('finds the few jobs whose ids begin so among all, in either order', async () => {
  await add(BUSY, 'completed', 60_000, 200_000);
  await database.query('VACUUM ANALYZE export_job');
  const [oldest] = await database.query<{ id: string }>(
    'SELECT id FROM export_job ORDER BY created_at LIMIT 1',
  );
  const idPrefix = oldest?.id.slice(0, 4);
  for (const filter of [
    { order: 'oldest' },
    { order: 'newest' },
    { companyId: BUSY },
    { status: UNFINISHED },
  ]) {
    const what = JSON.stringify(filter);
    const { pages } = await touchedPages(dataSource, () => jobs.page(queryOf({ idPrefix, ...filter })));
    expect(pages, what).toBeGreaterThan(0);
    expect(pages, what).toBeLessThan(100);
  }
});

const UNFINISHED = ['pending', 'in_progress'];
const SILENT = '5b3e9c74-9f80-4d3b-8c77-2a1d8e4f6b32';

beforeAll(async () => {
  // A few that failed, were discarded, or are dead, before all others; their first event is the last one.
  await jobsBehindDeadEvents(database, FEW);
  await database.query('DELETE FROM outbox WHERE sequence = 2');
  await database.query('DELETE FROM export_job_event WHERE sequence = 2');
  await database.query(
    `UPDATE export_job
     SET company_id = $1, created_at = now() - interval '1 hour' + n * interval '1 millisecond',
         status = 'failed', failure_reason_type = 'job_expired', failure_reason = 'Silent.', expired_at = completed_at,
         last_sequence = 1
     FROM (SELECT id, row_number() OVER () AS n FROM export_job) AS numbered
     WHERE numbered.id = export_job.id`,
    [SILENT],
  );
  // A history of a busy company, behind which what waits is looked for, and a backlog of its own behind that.
  await add(BUSY, 'completed', 60_000, 200_000);
  await add(BUSY, 'pending', 20_000, 100_000);
  await add(QUIET, 'completed', 100, 50_000);
  await add(QUIET, 'pending', 60, 40_000);
  await database.query('VACUUM ANALYZE');
});

const FEW = 60;
const FILTERS = [
  {},
  { status: UNFINISHED },
  { status: 'pending' },
  { status: [...UNFINISHED, 'completed'] },
  { companyId: BUSY },
  { companyId: QUIET },
  { companyId: QUIET, status: 'pending' },
  { companyId: QUIET, status: UNFINISHED },
  { deliveryStatus: 'dead' },
  { deliveryStatus: 'dead', companyId: SILENT, status: 'failed' },
  { failureReasonType: 'job_expired' },
  { failureReasonType: ['job_expired', 'service_timeout'], status: 'failed' },
];

/** Each row is looked up in an index or two, which are three levels deep at most. */
const PAGES_OF_ROWS = 10 * 51;

describe.each(['oldest', 'newest'])('a page of the %s', (order) => {
  it.each(FILTERS)('costs what its rows cost, whatever the history and the backlog: %j', async (filter) => {
    const query = queryOf({ order, ...filter });
    const { rows: page, pages } = await touchedPages(dataSource, () => jobs.page(query));
    expect(page.rows).toHaveLength(50);
    expect(page.next).not.toBeNull();
    expect(pages).toBeGreaterThan(0);
    // What is dead is all looked up, to be put in order.
    expect(pages).toBeLessThan('deliveryStatus' in filter ? 20 * FEW : PAGES_OF_ROWS);
    const times = page.rows.map(({ createdAt }) => Number(createdAt));
    expect(times).toEqual(times.toSorted((one, other) => (order === 'oldest' ? one - other : other - one)));
  });
});

describe('a page of those that expire first', () => {
  it.each([
    {},
    { putAway: 'false' },
    { companyId: QUIET },
    { companyId: BUSY, status: 'pending' },
    { status: 'in_progress' },
    { failureReasonType: 'job_expired' },
  ])('costs what its rows cost, or as many as are looked at: %j', async (filter) => {
    const query = queryOf({ expiringWithin: '604800', ...filter });
    const { rows: page, pages } = await touchedPages(dataSource, () => jobs.page(query));
    const isFound = !('failureReasonType' in filter) && query.status?.[0] !== 'in_progress';
    expect(page.rows.length).toBe(isFound ? 50 : 0);
    expect(pages).toBeLessThan(isFound ? 2 * PAGES_OF_ROWS : 3000);
    const times = page.rows.map(({ expiresAt }) => Number(expiresAt));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });
});

describe('a page of those that a pause holds up', () => {
  beforeAll(() =>
    database.query(
      `INSERT INTO delivery_circuit (credential, faults, pause, reason, probes, paused_since, paused_until)
       VALUES ('default', 0, 'circuit_open', 'It is away.', 0, now(), now() + interval '1 hour')`,
    ),
  );

  it.each([
    [300, 300],
    [5000, 2000],
  ])('costs what is looked at of %i', async (held, lookedAt) => {
    await jobsWaitingForRetry(database, held);
    await database.query('VACUUM ANALYZE');
    const query = queryOf({ pauseOf: 'default' });
    const { rows: page, pages } = await touchedPages(dataSource, () => jobs.page(query));
    expect(page.rows).toHaveLength(50);
    // Each of them, and each message before it, is looked up in an index.
    expect(pages).toBeLessThan(12 * lookedAt + PAGES_OF_ROWS);
  });
});

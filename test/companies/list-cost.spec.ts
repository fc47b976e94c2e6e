import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FIND_COMPANIES, READ_COMPANIES } from '../../src/companies/companies.sql.js';
import { COUNT_DEAD_ITEMS } from '../../src/items/items-standing.sql.js';
import { FIND_QUEUES } from '../../src/queue/find-queues.sql.js';
import { FIND_PARKED, FIND_PARKED_JOBS } from '../../src/queue/parked.sql.js';
import type { Statement } from '../../src/database/statement.js';
import { jobsWaitingForRetry } from '../support/backlog.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { execute, type PlanMode } from '../support/plans.js';
import { withoutAutovacuum } from '../support/without-autovacuum.js';

const PAGE = 50;
const BEGINNING = '00000000-0000-0000-0000-000000000000';
const MODES = ['force_custom_plan', 'force_generic_plan'] as const;

let database: TestDatabase;
let session: pg.Client;
beforeAll(async () => {
  database = await createDatabase();
  await withoutAutovacuum(database);
  session = new pg.Client({ connectionString: database.url });
  await session.connect();
});
afterAll(async () => {
  await session.end();
  await database.drop();
});

/** So many delivered jobs of each of so many companies, whose ids begin with `prefix`. */
async function deliveredJobs(prefix: string, companies: number, jobs: number): Promise<void> {
  await database.query(
    `WITH job AS (
       INSERT INTO export_job
         (id, company_id, status, source, expires_in, created_at, started_at, expires_at, last_updated_at, last_sequence)
       SELECT gen_random_uuid(), ($1 || lpad(company::text, 7, '0') || '-0000-4000-8000-000000000000')::uuid,
              'in_progress', 'event', 3600, now() - job * interval '1 minute', now(), now() + interval '2 hours', now(), 1
       FROM generate_series(1, $2::integer) AS company, generate_series(1, $3::integer) AS job
       RETURNING id
     )
     INSERT INTO export_job_event
       (job_id, sequence, id, event, origin, accepted_at, delivery_status, delivered_at, outcome)
     SELECT id, 1, gen_random_uuid(), 'started', 'api', now(), 'delivered', now(), 'delivered' FROM job`,
    [prefix, companies, jobs],
  );
}

const find = (limit: number, mode: PlanMode, state: string | null = null) =>
  execute(
    session,
    FIND_COMPANIES,
    FIND_COMPANIES.values({ after: BEGINNING, limit, state, q: null, keyIds: [], isDemanded: false }),
    mode,
  );

async function read(mode: PlanMode) {
  const page = await session.query<{ id: string }>(
    'SELECT DISTINCT company_id AS id FROM export_job ORDER BY 1 LIMIT 50',
  );
  const ids = page.rows.map(({ id }) => id);
  return execute(
    session,
    READ_COMPANIES,
    READ_COMPANIES.values({ ids, keyIds: [], isDemanded: false }),
    mode,
  );
}

it('a page of companies costs what it has, whatever the history', async () => {
  await deliveredJobs('a', 60, 25);
  await database.query('VACUUM ANALYZE');
  const before = new Map<string, number>();
  for (const mode of MODES) {
    before.set(`find ${mode}`, (await find(PAGE + 1, mode)).pages);
    before.set(`read ${mode}`, (await read(mode)).pages);
  }
  // More of the same companies, and more companies.
  await deliveredJobs('a', 60, 300);
  await deliveredJobs('b', 2000, 1);
  await database.query('VACUUM ANALYZE');
  for (const mode of MODES) {
    const found = await find(PAGE + 1, mode);
    expect(found.rows).toBe(PAGE + 1);
    expect(found.indexes).toEqual(
      expect.arrayContaining(['company_pkey', 'company_credential_pkey', 'export_job_company_id_idx']),
    );
    const known = await read(mode);
    expect(known.rows).toBe(PAGE);
    for (const [name, { pages, wholeTables }] of [
      ['find', found],
      ['read', known],
    ] as const) {
      expect(wholeTables, name).toEqual([]);
      // Indexes may have grown by a level: a page for each step of a company.
      expect(pages, `${name} ${mode}`).toBeLessThan((before.get(`${name} ${mode}`) ?? 0) * 1.5 + 3 * PAGE);
    }
    // With a filter, a thousand are looked at.
    const filtered = await find(1000, mode, 'put_away');
    expect(filtered.wholeTables).toEqual([]);
    expect(filtered.pages).toBeLessThan(1000 * 15);
  }
});

it('the queues of those that are put away are not looked for', async () => {
  await jobsWaitingForRetry(database, 4);
  await database.query(`UPDATE outbox SET credential = 'parked:' || job_id`);
  expect((await session.query(FIND_QUEUES.text)).rows).toEqual([]);
  await database.query(`UPDATE outbox SET credential = 'default'`);
  expect((await session.query(FIND_QUEUES.text)).rows).toHaveLength(1);
});

it.each<[string, Statement, string]>([
  ['companies of which something is parked', FIND_PARKED, `ARRAY['${BEGINNING}']::uuid[]`],
  ['their jobs', FIND_PARKED_JOBS, `'${BEGINNING}', 500`],
  ['dead results but theirs', COUNT_DEAD_ITEMS, ''],
])('%s are found by the index of what is parked', async (_, statement, values) => {
  // Few are parked among many.
  await jobsWaitingForRetry(database, 2000);
  await database.query(
    `UPDATE outbox SET credential = 'parked:${BEGINNING}' WHERE job_id IN (SELECT job_id FROM outbox LIMIT 20)`,
  );
  await database.query('VACUUM ANALYZE outbox');
  for (const mode of MODES) {
    const { indexes, wholeTables } = await execute(session, statement, values, mode);
    expect(indexes).toContain('outbox_parked_idx');
    expect(wholeTables).toEqual([]);
  }
});

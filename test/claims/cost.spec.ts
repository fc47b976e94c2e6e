import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIND_CLAIMABLE, FIND_CLAIMABLE_OF } from '../../src/claims/claimable.sql.js';
import { finishedJobs, jobsUnderWay } from '../support/backlog.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { execute, type Executed, executePrepared, type PlanMode } from '../support/plans.js';
import { haveBeenSteady } from '../support/steady.js';
import { withoutAutovacuum } from '../support/without-autovacuum.js';

const MODES: readonly PlanMode[] = ['force_custom_plan', 'force_generic_plan'];

/** Two companies: one with a backlog, whose oldest job somebody has, and one with a single job. */
const [BUSY, QUIET] = [randomUUID(), randomUUID()];

let database: TestDatabase;
let session: pg.Client;
beforeAll(async () => {
  database = await createDatabase();
  await withoutAutovacuum(database);
  await database.query('INSERT INTO relay_clock (noted_at, steady_since) VALUES (now(), now())');
  await haveBeenSteady(database);
  session = new pg.Client({ connectionString: database.url });
  await session.connect();
  await pending(1, BUSY);
  await pending(1, QUIET);
  await pending(1, null);
  // Plans are made, and kept, while the tables are almost empty.
  await session.query(
    'BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan',
  );
  for (const [name, { text }] of [
    ['every', FIND_CLAIMABLE],
    ['two', FIND_CLAIMABLE_OF],
  ] as const)
    await session.query(`PREPARE ${name} AS ${text}`);
  await session.query(`EXECUTE every (5, '{}'); EXECUTE two (${OF_TWO}); COMMIT`);
});
afterAll(async () => {
  await session.end();
  await database.drop();
});

async function pending(jobs: number, company: string | null): Promise<void> {
  await database.query(
    `INSERT INTO export_job (id, company_id, status, source, expires_in, last_updated_at, expires_at, registered_at)
     SELECT gen_random_uuid(), $2, 'pending', 'webhook', 3600, now(), now() + interval '1 day', now()
     FROM generate_series(1, $1::integer)`,
    [jobs, company],
  );
}

const OF_ALL = FIND_CLAIMABLE.values({ limit: 5, leftAlone: [] });
const OF_TWO = `ARRAY['${BUSY}', '${QUIET}']::uuid[], 5, '{}'`;

/** Pages that claims of five jobs touch, by plans for these values, for all values, and by those that were kept. */
async function pages(): Promise<number[]> {
  await database.query('VACUUM ANALYZE');
  await database.query('UPDATE relay_clock SET noted_at = now()');
  const executed: Executed[] = [];
  for (const mode of MODES) {
    executed.push(await execute(session, FIND_CLAIMABLE, OF_ALL, mode));
    executed.push(await execute(session, FIND_CLAIMABLE_OF, OF_TWO, mode));
  }
  executed.push(await executePrepared(session, 'every', OF_ALL, 'force_generic_plan'));
  executed.push(await executePrepared(session, 'two', OF_TWO, 'force_generic_plan'));
  for (const { wholeTables } of executed) expect(wholeTables).not.toContain('export_job');
  return executed.map(({ pages }) => pages);
}

describe('a claim', () => {
  it('touches no more pages with 100,000 pending jobs of a company and 200,000 that are over', async () => {
    const before = await pages();
    await pending(100_000, BUSY);
    await finishedJobs(database, 200_000);
    // The newest of all: a plan that goes by age alone would pass over those of the busy company.
    await database.query('UPDATE export_job SET created_at = now() WHERE company_id = $1', [QUIET]);
    const after = await pages();
    // The front of the queue, 138 jobs, is looked at first. Deeper indexes: a page or two for each of the steps.
    for (const [index, count] of after.entries())
      expect(count).toBeLessThan((before[index] ?? NaN) + 138 + 60);
  });

  it('touches few more pages with 100,000 pending jobs that have no company, and as many under way', async () => {
    const before = await pages();
    await pending(100_000, null);
    await jobsUnderWay(database, 100_000);
    const after = await pages();
    // Besides, up to 69 of them are looked at, since others may have locked the first ones.
    for (const [index, count] of after.entries())
      expect(count).toBeLessThan((before[index] ?? NaN) + 60 + 69 * 5);
  });

  it('touches a few more for each company that has a pending job, also where a worker has one of its jobs', async () => {
    const before = await pages();
    for (let company = 0; company < 200; company++) await pending(2, randomUUID());
    const after = await pages();
    for (const [index, count] of after.entries())
      expect(count).toBeLessThan((before[index] ?? NaN) + 200 * 9);
    await database.query(
      `WITH job AS (
         UPDATE export_job
         SET status = 'in_progress', started_at = now(), last_sequence = 1
         WHERE id IN (SELECT DISTINCT ON (company_id) id FROM export_job WHERE status = 'pending' AND company_id IS NOT NULL)
         RETURNING id, company_id
       )
       INSERT INTO job_lease (owner_id, job_id, token, until, lease_seconds, claimed_at)
       SELECT company_id, id, gen_random_uuid(), now() + interval '300 seconds', 300, now()
       FROM job`,
    );
    const busy = await pages();
    for (const [index, count] of busy.entries()) expect(count).toBeLessThan((before[index] ?? NaN) + 200 * 9);
  });
});

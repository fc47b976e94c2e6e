import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Statement } from '../../src/database/statement.js';
import { COUNT_CAUSES } from '../../src/dead-letters/dead-letters.sql.js';
import {
  COUNT_DEAD_ITEMS,
  COUNT_ITEM_CAUSES,
  COUNT_PENDING_ITEMS,
} from '../../src/items/items-standing.sql.js';
import { COUNT_BACKLOG, FIND_OLDEST, LIST_EXPIRING, READ_MINUTE } from '../../src/overview/overview.sql.js';
import { READ_PAUSES } from '../../src/queue/circuit.sql.js';
import { finishedJobs, jobsBehindDeadEvents, jobsWaitingForRetry } from '../support/backlog.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { execute } from '../support/plans.js';
import { aJobInProgress, storeResults } from '../support/results.js';
import { withoutAutovacuum } from '../support/without-autovacuum.js';

/**
 * All that GET /v1/overview runs, and what tells why results are dead. The last minutes hold nothing here: what lies
 * before them must not be read.
 */
const STATEMENTS: readonly (readonly [name: string, statement: Statement, values: string])[] = [
  ['count the backlog', COUNT_BACKLOG, '200000'],
  ['count the results that wait', COUNT_PENDING_ITEMS, ''],
  ['count the dead results', COUNT_DEAD_ITEMS, ''],
  ['count the causes of dead results', COUNT_ITEM_CAUSES, '10000, 100'],
  ['find the oldest event', FIND_OLDEST, ''],
  ['list pauses', READ_PAUSES, ''],
  ['list expiring jobs', LIST_EXPIRING, '600, 1000'],
  ['count the causes', COUNT_CAUSES, 'NULL, NULL, 10000'],
  ['read a minute', READ_MINUTE, `date_trunc('minute', now()), 1.1, 1000`],
];

/** Each of a hundred dead events, or of a hundred that one statement stored at one time, is looked up in an index. */
const MANY_LOOKUPS = new Set(['count the causes', 'find the oldest event']);

let database: TestDatabase;
let session: pg.Client;
beforeAll(async () => {
  database = await createDatabase();
  await withoutAutovacuum(database);
  session = new pg.Client({ connectionString: database.url });
  await session.connect();
  // A small backlog, the same all the time, so that the planner has something to go by.
  await jobsWaitingForRetry(database, 50);
  await jobsBehindDeadEvents(database, 50);
  for (let jobs = 0; jobs < 10; jobs++)
    await storeResults(database, await aJobInProgress(database), [{ delivery: 'dead' }, {}, {}]);
});
afterAll(async () => {
  await session.end();
  await database.drop();
});

async function pages(): Promise<Map<string, number>> {
  const taken = new Map<string, number>();
  for (const [name, statement, values] of STATEMENTS) {
    const { pages, wholeTables } = await execute(session, statement, values, 'force_custom_plan');
    expect(wholeTables, name).toEqual([]);
    taken.set(name, pages);
  }
  return taken;
}

it('50,000 finished jobs and 20,000 delivered results cost the overview nothing', async () => {
  await database.query('VACUUM ANALYZE');
  const before = await pages();
  await finishedJobs(database, 50_000);
  await storeResults(database, await aJobInProgress(database), Array(20_000).fill({ delivery: 'delivered' }));
  await database.query('VACUUM ANALYZE');
  for (const [name, now] of await pages()) {
    // Indexes may be a level or two deeper.
    expect(now - (before.get(name) as number), name).toBeLessThanOrEqual(MANY_LOOKUPS.has(name) ? 300 : 40);
  }
});

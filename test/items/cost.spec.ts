import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Statement } from '../../src/database/statement.js';
import { ACCEPT_ITEMS } from '../../src/items/accept-items.sql.js';
import { DISCARD_ITEMS, REVIVE_ITEMS } from '../../src/items/dead-items.sql.js';
import {
  FIND_IN_PROGRESS,
  FIND_PENDING_RESULTS,
  FIND_REASONS,
  FIND_RESULTS,
  FIND_TALLIES,
} from '../../src/items/items.sql.js';
import { SETTLE_ITEMS } from '../../src/items/settle-items.sql.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { type Executed, execute, executePrepared, type PlanMode } from '../support/plans.js';
import { aJobInProgress, storeResults } from '../support/results.js';
import { withoutAutovacuum } from '../support/without-autovacuum.js';

const FEW = 10;
const MANY = 100_000;
const CLAIM = randomUUID();

let database: TestDatabase;
let session: pg.Client;
/** Made ready while the tables were almost empty: the plans that a replica keeps. */
let kept: pg.Client;
const jobs = new Map<number, { jobId: string; entries: string[] }>();

type Case = readonly [name: string, statement: Statement, values: unknown[]];

/** What a report of one result, its delivery, a finish and an act on a dead one run. */
function statementsFor(count: number, { jobId, entries }: { jobId: string; entries: string[] }): Case[] {
  const [first, last] = [entries[0] as string, entries.at(-1) as string];
  const result = {
    jobId,
    position: count + 1,
    result: {
      accountingEntryId: randomUUID(),
      status: 'failed',
      exportedAt: null,
      externalId: null,
      externalUrl: null,
      failureReason: 'Another reason',
      failureReasonType: null,
    },
  } as const;
  const tally = {
    jobId,
    sequence: 2,
    lastPosition: count + 1,
    successful: count - 2,
    failed: 2,
    inProgress: 1,
    pending: 2,
    dead: 1,
    discarded: 0,
    isNew: false,
    isChanged: true,
    isFull: false,
    messageId: randomUUID(),
    reporters: [{ by: null, after: 0 }],
    request: null,
  };
  const reasons = [{ jobId, failureReasonType: null, failureReason: 'Another reason', count: 1 }];
  const settlement = {
    jobId,
    sequence: 2,
    claim: CLAIM,
    parts: [],
    settledPosition: count,
    givenUpFor: null,
    pleoLastUpdatedAt: null,
  };
  const part = {
    jobId,
    id: last,
    position: count,
    status: 'delivered',
    outcome: 'delivered',
    error: null,
  } as const;
  return [
    ['find the tally', FIND_TALLIES, [[jobId]]],
    ['find a result', FIND_RESULTS, FIND_RESULTS.values({ wanted: [{ jobId, accountingEntryId: first }] })],
    [
      'find none',
      FIND_RESULTS,
      FIND_RESULTS.values({ wanted: [{ jobId, accountingEntryId: randomUUID() }] }),
    ],
    [
      'accept a result',
      ACCEPT_ITEMS,
      ACCEPT_ITEMS.values({ tallies: [tally], results: [result], reasons, lingerMs: 250 }),
    ],
    ['find the reasons', FIND_REASONS, [[jobId]]],
    ['find what is in progress', FIND_IN_PROGRESS, [jobId, 100]],
    ['find what waits', FIND_PENDING_RESULTS, [jobId, 100]],
    ['settle', SETTLE_ITEMS, SETTLE_ITEMS.values({ settlements: [settlement], parts: [part], holdMs: 1000 })],
    ['redeliver', REVIVE_ITEMS, REVIVE_ITEMS.values({ jobId, ids: [], limit: 2000 })],
    ['discard', DISCARD_ITEMS, DISCARD_ITEMS.values({ jobId, ids: [], limit: 2000 })],
  ];
}

beforeAll(async () => {
  database = await createDatabase();
  await withoutAutovacuum(database);
  [session, kept] = [0, 1].map(() => new pg.Client({ connectionString: database.url })) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([session.connect(), kept.connect()]);
  for (const count of [FEW, MANY]) {
    const jobId = await aJobInProgress(database);
    // All delivered, but one dead, one in progress, and the last one, which is on its way.
    const entries = await storeResults(
      database,
      jobId,
      Array.from({ length: count }, (_, place) => ({
        status: place === 1 ? ('in_progress' as const) : ('successful' as const),
        delivery:
          place === count - 1
            ? ('pending' as const)
            : place === 0
              ? ('dead' as const)
              : ('delivered' as const),
      })),
    );
    jobs.set(count, { jobId, entries });
    await database.query('UPDATE outbox SET claim = $2, due_at = now() WHERE job_id = $1', [jobId, CLAIM]);
    await database.query(
      `INSERT INTO item_failure_tally (job_id, fingerprint, failure_reason, count)
       SELECT $1, decode(md5(number::text), 'hex'), 'Reason ' || number, 1 FROM generate_series(1, 100) AS number`,
      [jobId],
    );
    if (count === MANY) continue;
    for (const [index, [, statement, values]] of statementsFor(FEW, jobs.get(FEW)!).entries()) {
      await kept.query(`PREPARE kept_${index} AS ${statement.text}`);
      await executePrepared(kept, `kept_${index}`, values, 'force_generic_plan');
    }
  }
});
afterAll(async () => {
  await Promise.all([session.end(), kept.end()]);
  await database.drop();
});

type Runs = (index: number, statement: Statement, values: unknown[]) => Promise<Executed>;

/** Each statement touches the same pages for a job with many results, but the levels of indexes. */
async function expectTheSame(run: Runs): Promise<void> {
  for (const [index, [name, statement, values]] of statementsFor(FEW, jobs.get(FEW)!).entries()) {
    const few = await run(index, statement, values);
    const [, , ofMany] = statementsFor(MANY, jobs.get(MANY)!)[index] as Case;
    const many = await run(index, statement, ofMany);
    expect({ rows: many.rows, wholeTables: many.wholeTables }, name).toEqual({
      rows: few.rows,
      wholeTables: [],
    });
    expect(many.pages - few.pages, `${name}: ${few.pages} pages, then ${many.pages}`).toBeLessThanOrEqual(24);
  }
}

const MODES: readonly PlanMode[] = ['force_custom_plan', 'force_generic_plan'];

it.each(MODES)('a job with 100,000 results costs what one with ten costs (%s)', async (mode) => {
  await expectTheSame((_, statement, values) => execute(session, statement, values, mode));
});

it('so it does by plans that were made while the tables were almost empty', async () => {
  await expectTheSame((index, _, values) =>
    executePrepared(kept, `kept_${index}`, values, 'force_generic_plan'),
  );
});

it.each(MODES)('so it does once Postgres has looked at the tables (%s)', async (mode) => {
  await database.query('VACUUM ANALYZE');
  await expectTheSame((_, statement, values) => execute(session, statement, values, mode));
});

import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { Database } from '../../src/database/database.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import { DueQueues } from '../../src/delivery/due-queues.js';
import { CLAIM_DUE } from '../../src/queue/claim.sql.js';
import { TAKE_PROBES } from '../../src/queue/probes.sql.js';
import { QueueRepository } from '../../src/queue/queue.repository.js';
import { jobsWaitingForRetry } from '../support/backlog.js';
import { claimValues, KEYLESS, KINDS, probeValues } from '../support/claims.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { execute, type Executed, type PlanMode } from '../support/plans.js';
import { noLoops } from '../support/loops.js';

const MODES: readonly PlanMode[] = ['force_custom_plan', 'force_generic_plan'];

let database: TestDatabase;
let dataSource: DataSource;
let session: pg.Client;
/** Somebody's session that has forgotten to end its transaction: a report, a backup. */
let forgotten: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.url, 5)).initialize();
  [session, forgotten] = [1, 2].map(() => new pg.Client({ connectionString: database.url })) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([session.connect(), forgotten.connect()]);
  await forgotten.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM outbox');
  await deliverForMinutes(3);
});
afterAll(async () => {
  await Promise.all([session.end(), forgotten.end()]);
  await dataSource.destroy();
  await database.drop();
});
beforeEach(() => database.query('DELETE FROM outbox; DELETE FROM export_job_event; DELETE FROM export_job'));

/** What some minutes of deliveries leave behind, 100 a second: each was due, then claimed, then gone. */
async function deliverForMinutes(minutes: number): Promise<void> {
  await jobsWaitingForRetry(database, minutes * 6000);
  await database.query(`UPDATE outbox SET due_at = now() - random() * $1::integer * interval '1 minute'`, [
    minutes,
  ]);
  await database.query(`UPDATE outbox SET due_at = due_at + interval '12 seconds'`);
  await database.query('DELETE FROM outbox');
  // As autovacuum mostly finds it: Postgres then expects one row of the whole index.
  await database.query('ANALYZE outbox');
}

function claim(mark: number, mode: PlanMode): Promise<Executed> {
  return execute(session, CLAIM_DUE, claimValues(mark), mode);
}

/** A mark of this moment. */
function now(): number {
  return Date.now() / 1000;
}

describe('while somebody holds a transaction open since before 18,000 deliveries', () => {
  it.each(MODES)('a claim touches a few pages from its low-water mark (%s)', async (mode) => {
    // From the beginning it passes over all that was delivered: here is what the mark saves.
    expect((await claim(0, mode)).pages).toBeGreaterThan(1000);
    // A second's worth of what was delivered lies behind the mark.
    const { pages, indexes, wholeTables } = await claim(now(), mode);
    expect(pages).toBeLessThanOrEqual(250);
    expect(wholeTables).toEqual([]);
    expect(indexes).toContain('outbox_credential_due_at_idx');
  });

  it.each(MODES)('so does a probe of a paused credential (%s)', async (mode) => {
    await database.query(
      `INSERT INTO delivery_circuit (credential, faults, pause, reason, paused_since, paused_until, probes)
       VALUES ('default', 10, 'circuit_open', 'Pleo answered 500.', now(), now(), 1)`,
    );
    await jobsWaitingForRetry(database, 1);
    await database.query('UPDATE outbox SET due_at = now()');
    const probe = (mark: number) => execute(session, TAKE_PROBES, probeValues(mark), mode);
    expect((await probe(0)).pages).toBeGreaterThan(1000);
    expect((await probe(now())).pages).toBeLessThanOrEqual(250);
    await database.query('DELETE FROM delivery_circuit');
  });

  it('the next claim of a replica passes over nothing of it', async () => {
    const queues = new DueQueues(
      new QueueRepository(new Database(dataSource, loadSettings({})), loadSettings({})),
      noLoops(),
    );
    await jobsWaitingForRetry(database, 10);
    await database.query('UPDATE outbox SET due_at = now()');
    expect((await queues.claim(KINDS, 64, [], new Map(), KEYLESS)).messages).toHaveLength(10);
    await jobsWaitingForRetry(database, 10);
    await database.query('UPDATE outbox SET due_at = now() WHERE claim IS NULL');
    const before = await touched();
    expect((await queues.claim(KINDS, 64, [], new Map(), KEYLESS)).messages).toHaveLength(10);
    expect((await touched()) - before).toBeLessThanOrEqual(400);
  });
});

/** Index entries of the outbox that all connections have read. */
async function touched(): Promise<number> {
  await dataSource.query('SELECT pg_stat_force_next_flush()');
  const [row] = await database.query<{ read: number }>(
    `SELECT idx_tup_read::integer AS read FROM pg_stat_user_indexes
     WHERE indexrelname = 'outbox_credential_due_at_idx'`,
  );
  return row?.read ?? NaN;
}

describe('what lies below the mark', () => {
  it('is found by a look at all queues: a commit that took long, what somebody had locked', async () => {
    const queues = new DueQueues(
      new QueueRepository(new Database(dataSource, loadSettings({})), loadSettings({})),
      noLoops(),
    );
    await queues.claim(KINDS, 64, [], new Map(), KEYLESS);
    await jobsWaitingForRetry(database, 2);
    await database.query(`UPDATE outbox SET due_at = now() - interval '1 hour'`);
    expect((await queues.claim(KINDS, 64, [], new Map(), KEYLESS)).messages).toEqual([]);
    expect(await queues.look()).toBe(true);
    expect((await queues.claim(KINDS, 64, [], new Map(), KEYLESS)).messages).toHaveLength(2);
  });

  it('is not lost behind a row that stays locked', async () => {
    const queues = new DueQueues(
      new QueueRepository(new Database(dataSource, loadSettings({})), loadSettings({})),
      noLoops(),
    );
    await jobsWaitingForRetry(database, 3);
    await database.query(`UPDATE outbox SET due_at = now() - interval '5 seconds'`);
    const locker = new pg.Client({ connectionString: database.url });
    await locker.connect();
    await locker.query('BEGIN; SELECT FROM outbox LIMIT 1 FOR UPDATE');
    expect((await queues.claim(KINDS, 64, [], new Map(), KEYLESS)).messages).toHaveLength(2);
    expect((await queues.claim(KINDS, 64, [], new Map(), KEYLESS)).messages).toEqual([]);
    await locker.end();
    expect(await queues.look()).toBe(true);
    expect((await queues.claim(KINDS, 64, [], new Map(), KEYLESS)).messages).toHaveLength(1);
  });
});

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Leases } from '../../src/delivery/leases.js';
import { LOCK_STALE_JOBS } from '../../src/jobs/expiry.sql.js';
import { CLAIM_DUE } from '../../src/queue/claim.sql.js';
import { TAKE_PROBES } from '../../src/queue/probes.sql.js';
import { startApp, type TestApp } from '../support/app.js';
import { finishedJobs, jobsBehindDeadEvents, jobsUnderWay, jobsWaitingForRetry } from '../support/backlog.js';
import { claimValues, probeValues } from '../support/claims.js';
import type { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { execute, type Executed, type PlanMode } from '../support/plans.js';
import { allDelivered, report } from '../support/reports.js';
import { withoutAutovacuum } from '../support/without-autovacuum.js';

const MODES: readonly PlanMode[] = ['force_custom_plan', 'force_generic_plan'];

/**
 * 100,000 events that cannot go now: dead, behind a dead one, under way, behind one under way, before their next try.
 */
async function block(database: TestDatabase): Promise<void> {
  await jobsBehindDeadEvents(database, 30_000);
  await jobsUnderWay(database, 10_000);
  await jobsWaitingForRetry(database, 20_000);
  const [row] = await database.query<{ count: number }>('SELECT count(*)::integer FROM outbox');
  expect(row?.count).toBeGreaterThanOrEqual(100_000);
}

/** Events that are due, for the same transaction as the claim. */
const DUE = 20;
const MAKE_DUE = `
  WITH job AS (
    INSERT INTO export_job (id, status, source, expires_in, expires_at, started_at, last_sequence)
    SELECT gen_random_uuid(), 'in_progress', 'event', 3600, now() + interval '1 hour', now(), 1
    FROM generate_series(1, ${DUE})
    RETURNING id
  ), event AS (
    INSERT INTO export_job_event (job_id, sequence, id, event, origin, accepted_at)
    SELECT id, 1, gen_random_uuid(), 'started', 'api', now() FROM job
    RETURNING job_id, sequence
  )
  INSERT INTO outbox (job_id, sequence, due_at)
  SELECT job_id, sequence, now() FROM event`;

const OPEN_CIRCUIT = `
  INSERT INTO delivery_circuit (credential, faults, pause, reason, paused_since, paused_until, probes)
  VALUES ('default', 10, 'circuit_open', 'Pleo answered 500.', now(), now(), 1)`;

/** All that waits for a time is due, and Postgres knows. */
const MAKE_ALL_DUE = `
  UPDATE outbox SET due_at = due_at - interval '2 hours' WHERE due_at IS NOT NULL;
  ANALYZE outbox`;

let relay: TestApp;
let session: pg.Client;
const none = {} as Record<PlanMode, { nothing: Executed; some: Executed }>;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
  session = new pg.Client({ connectionString: relay.database.url });
  await session.connect();
  await withoutAutovacuum(relay.database);
  for (const mode of MODES) none[mode] = { nothing: await claim(mode), some: await claim(mode, MAKE_DUE) };
  // Plans are made, and kept, while the tables are almost empty.
  await medianDelay(20);
  await allDelivered(relay);
  await relay.database.query('VACUUM ANALYZE');
  await medianDelay(20);
  await block(relay.database);
});
afterAll(async () => {
  await session.end();
  await relay.stop();
});

/** Its rows are the claimed events; the one of the queue is not counted. */
async function claim(mode: PlanMode, first?: string): Promise<Executed> {
  const executed = await execute(session, CLAIM_DUE, claimValues(0), mode, first);
  return { ...executed, rows: executed.rows - 1 };
}

/** Milliseconds from the report of an event to its arrival at Pleo, one event after the other. */
async function medianDelay(events: number): Promise<number> {
  const delays: number[] = [];
  for (let sent = 0; sent < events; sent++) {
    const id = randomUUID();
    const askedAt = performance.timeOrigin + performance.now();
    expect((await report(relay, id, 'started')).status).toBe(202);
    const { receivedAt } = await relay.sandbox.waitForRequest(({ jobId }) => jobId === id, 60_000);
    delays.push(receivedAt - askedAt);
    await eventually(() => relay.app.get(Leases, { strict: false }).count === 0);
  }
  return delays.sort((one, other) => one - other)[events >> 1] ?? NaN;
}

/** How many rows were read by scans of whole tables, and how many times an index was asked. */
async function reads(): Promise<{ whole: number; byIndex: number }> {
  const [row] = await relay.database.query<{ whole: number; byIndex: number }>(
    `SELECT sum(seq_tup_read)::float8 AS whole, sum(idx_scan)::float8 AS "byIndex"
     FROM pg_stat_user_tables
     WHERE relname IN ('export_job', 'export_job_event', 'outbox')`,
  );
  return row ?? { whole: NaN, byIndex: NaN };
}

describe('with 100,000 blocked events, a fresh event of another job', () => {
  it('is sent at once, though Postgres takes the tables to be almost empty', async () => {
    const before = await reads();
    // 6 ms on a quiet machine; the poll alone comes a second after each delivery.
    expect(await medianDelay(11)).toBeLessThan(500);
    // What a connection has read is told a moment later.
    const after = await eventually(async () => {
      const now = await reads();
      return now.byIndex > before.byIndex + 11 * 4 && now;
    });
    // Our own count is in it, perhaps. Kept plans that read a table whole would do so for each event.
    expect(after.whole - before.whole).toBeLessThan(300_000);
  });

  it('is sent at once when Postgres knows how large they are', async () => {
    await relay.database.query('VACUUM ANALYZE');
    expect(await medianDelay(11)).toBeLessThan(500);
  });
});

describe('the claim', () => {
  // What the tests before have left behind.
  beforeAll(() => relay.database.query('VACUUM outbox'));

  it.each(MODES)('touches no more pages with 100,000 blocked events than with none (%s)', async (mode) => {
    const { nothing, some } = none[mode];
    expect([nothing.rows, some.rows]).toEqual([0, DUE]);

    const blocked = await claim(mode);
    expect(blocked).toMatchObject({ rows: 0, wholeTables: [] });
    expect(blocked.indexes).toContain('outbox_credential_due_at_idx');
    // The levels of the index, once for the head of the queue and once for the next credential.
    expect(blocked.pages).toBeLessThanOrEqual(8);

    const fresh = await claim(mode, MAKE_DUE);
    expect(fresh).toMatchObject({ rows: DUE, wholeTables: [] });
    // Five probes of indexes that are up to two levels deeper.
    expect(fresh.pages - some.pages).toBeLessThanOrEqual(DUE * 12);
    expect(fresh.pages / DUE).toBeLessThanOrEqual(36);
  });

  it.each(MODES)('costs what it takes, not what is due (%s)', async (mode) => {
    const backlog = await claim(mode, MAKE_ALL_DUE);
    expect(backlog).toMatchObject({ rows: 64, wholeTables: [] });
    expect(backlog.pages / 64).toBeLessThanOrEqual(36);
  });

  it.each(MODES)('of a probe touches a few pages, and no outbox while all is well (%s)', async (mode) => {
    await relay.database.query('VACUUM outbox');
    const values = probeValues(0);
    const well = await execute(session, TAKE_PROBES, values, mode);
    // One of them is of the pauses by hand.
    expect(well.pages).toBeLessThanOrEqual(3);
    const probe = await execute(session, TAKE_PROBES, values, mode, OPEN_CIRCUIT);
    expect(probe.wholeTables).not.toContain('outbox');
    expect(probe.indexes).toContain('outbox_credential_due_at_idx');
    expect(probe.pages).toBeLessThanOrEqual(12);
  });
});

describe('the expiry sweep', () => {
  beforeAll(async () => {
    await finishedJobs(relay.database, 100_000);
    await relay.database.query('VACUUM ANALYZE export_job');
  });

  it.each(MODES)('touches a few pages, whatever has ended and may still run (%s)', async (mode) => {
    const sweep = await execute(session, LOCK_STALE_JOBS, '500, 60000', mode);
    expect(sweep).toMatchObject({ rows: 0, wholeTables: [] });
    expect(sweep.indexes.filter((name) => name.startsWith('export_job'))).toEqual([
      'export_job_expires_at_idx',
    ]);
    // And two for the row of the clock.
    expect(sweep.pages).toBeLessThanOrEqual(7);
  });
});

import { randomUUID } from 'node:crypto';
import { describe } from 'vitest';
import { drained, missing } from '../support/books.js';
import type { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { PgBouncer, PGBOUNCER_IS_HERE } from '../support/pgbouncer.js';
import { it, type Stage } from '../support/stage.js';
import { haveBeenSteady } from '../support/steady.js';
import { Workers } from '../support/workers.js';

/** Connections from PgBouncer to Postgres: fewer than one relay has to PgBouncer. */
const POOL_SIZE = 4;

const reason = PGBOUNCER_IS_HERE ? '' : ' (not run: the package pgbouncer is not installed)';

/** Narrows pg_locks to this test's database. */
const HERE = 'database = (SELECT oid FROM pg_database WHERE datname = current_database())';

/** A pooled database, and the environments of relays that reach it in one way or another. */
async function pooled(stage: Stage, options: { empty?: boolean } = {}) {
  const database = await stage.database(options);
  const sandbox = await stage.sandbox();
  const bouncer = await PgBouncer.before(database.url, POOL_SIZE);
  stage.until(bouncer, () => bouncer.stop());
  const through = { database: { url: bouncer.urlOf(database.url) }, sandbox };
  const poolOnly = { DATABASE_PREPARED_STATEMENTS: 'false', EXPIRY_SWEEP_INTERVAL_SECONDS: '1' };
  return {
    database,
    sandbox,
    bouncer,
    through,
    poolOnly,
    direct: { ...poolOnly, DATABASE_DIRECT_URL: database.url },
  };
}

/** Lets a job be silent for longer than it may. */
async function silence(database: TestDatabase, jobId: string): Promise<void> {
  await haveBeenSteady(database);
  await database.query(
    `UPDATE export_job SET last_updated_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'
     WHERE id = $1`,
    [jobId],
  );
}

describe.skipIf(!PGBOUNCER_IS_HERE).concurrent(`behind PgBouncer in transaction mode${reason}`, () => {
  it('a relay with DATABASE_DIRECT_URL migrates, delivers at once and expires what is silent', async ({
    stage,
    expect,
  }) => {
    const { database, sandbox, through, direct } = await pooled(stage, { empty: true });
    const relay = await stage.relay(through, direct).answers();
    expect((await relay.get('/health/ready')).status).toBe(200);

    const delays: number[] = [];
    let jobId = '';
    for (let sent = 0; sent < 9; sent++) {
      jobId = randomUUID();
      expect(await relay.report(jobId, 'started')).toBe(202);
      const answeredAt = performance.timeOrigin + performance.now();
      const { receivedAt } = await sandbox.waitForRequest((request) => request.jobId === jobId, 60_000);
      delays.push(receivedAt - answeredAt);
      await drained(database);
    }
    // The poll comes a second after each delivery: by itself it would make the median nearly that.
    expect(delays.sort((one, other) => one - other)[4]).toBeLessThan(500);

    await silence(database, jobId);
    await sandbox.waitForRequest((request) => request.jobId === jobId && request.event === 'failed', 60_000);
    expect((await relay.get(`/v1/export-jobs/${jobId}`)).body).toMatchObject({
      status: 'failed',
      failureReasonType: 'job_expired',
    });
    expect((await relay.get('/v1/export-jobs?limit=2')).body['data']).toHaveLength(2);
    // Neither of what PgBouncer cannot do was tried.
    expect(relay.output).not.toMatch(/"level":[45]0/);
  });

  it('two replicas share the work, and lose nothing when PgBouncer is killed under load', async ({
    stage,
    expect,
  }) => {
    const { database, sandbox, bouncer, through, direct } = await pooled(stage);
    sandbox.setFaults([{ latencyMs: 10, jitterMs: 30 }]);
    // The version in the path tells which of them has sent a request.
    const relays = ['v1', 'v2'].map((version) =>
      stage.relay(through, { ...direct, PLEO_API_VERSION: version, DELIVERY_CONCURRENCY: '6' }),
    );
    await Promise.all(relays.map((relay) => relay.answers()));
    const workers = new Workers(relays, 4);
    for (const count of [60, 120]) {
      await workers.untilAccepted(count);
      await bouncer.kill();
      await bouncer.start();
    }
    await workers.untilAccepted(200);
    await workers.stop();
    await drained(database);

    expect(await missing(database, workers.accepted)).toEqual([]);
    expect([...workers.statuses].filter((status) => ![200, 202, 503].includes(status))).toEqual([]);
    expect(sandbox.overlaps).toBe(0);
    for (const { jobId } of workers.accepted.filter(({ event }) => event === 'completed')) {
      expect(sandbox.job(jobId)?.status).toBe('completed');
    }
    for (const version of ['v1', 'v2']) {
      expect(sandbox.requests.filter(({ path }) => path.startsWith(`/${version}/`)).length).toBeGreaterThan(
        0,
      );
    }
  });

  it('replicas without DATABASE_DIRECT_URL start together, deliver by the poll and say so once', async ({
    stage,
    expect,
  }) => {
    const { database, sandbox, through, poolOnly } = await pooled(stage, { empty: true });
    const relays = [1, 2].map(() => stage.relay(through, poolOnly));
    await Promise.all(relays.map((relay) => relay.answers()));
    // A lock that PgBouncer had kept would let nobody migrate from here on.
    expect(await database.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND ${HERE}`)).toEqual([]);
    for (const relay of relays)
      await relay.says(/No notifications of new events arrive.*DATABASE_DIRECT_URL/);
    for (const relay of relays) {
      const jobId = randomUUID();
      expect(await relay.report(jobId, 'started')).toBe(202);
      await sandbox.waitForRequest((request) => request.jobId === jobId, 60_000);
    }
    await drained(database);
    for (const relay of relays) {
      expect(relay.output.match(/No notifications of new events/g)).toHaveLength(1);
      expect((await relay.get('/health/ready')).status).toBe(200);
    }
  });

  it('a relay that prepares statements says what to set, answers 503 and promises nothing that it does not keep', async ({
    stage,
    expect,
  }) => {
    const { database, through, direct } = await pooled(stage);
    const relay = await stage.relay(through, { ...direct, DATABASE_PREPARED_STATEMENTS: 'true' }).answers();
    const workers = new Workers([relay], 10);
    await eventually(() => workers.statuses.has(503));
    await relay.says(
      /prepared statement .* (already exists|does not exist).*DATABASE_PREPARED_STATEMENTS=false/,
    );
    await workers.stop();
    expect([...workers.statuses].filter((status) => ![200, 202, 503].includes(status))).toEqual([]);
    expect(await missing(database, workers.accepted)).toEqual([]);
  });
});

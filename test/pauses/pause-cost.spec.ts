import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MOVE_BACK, MOVE_PART } from '../../src/queue/moves.sql.js';
import { startApp, type TestApp } from '../support/app.js';
import { jobsWaitingForRetry } from '../support/backlog.js';
import { byHand } from '../support/by-hand.js';
import { execute } from '../support/plans.js';
import { withoutAutovacuum } from '../support/without-autovacuum.js';

const WAITING = 100_000;
/** Messages that one transaction may hold locks on. */
const PART = 5000;
const BEGINNING = '00000000-0000-0000-0000-000000000000';

const companyId = randomUUID();
let relay: TestApp;
let session: pg.Client;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
  await withoutAutovacuum(relay.database);
  byHand(relay.app, 'Ended pauses sweep');
  session = new pg.Client({ connectionString: relay.database.url });
  await session.connect();
  await jobsWaitingForRetry(relay.database, WAITING);
  await relay.database.query('UPDATE export_job SET company_id = $1', [companyId]);
  await relay.database.query('VACUUM ANALYZE');
});
afterAll(async () => {
  await session.end();
  await relay.stop();
});

/** What waits, by queue: how many messages, and the most of them that one transaction wrote. */
const queues = () =>
  relay.database.query(
    `SELECT credential, sum(count)::integer AS messages, max(count)::integer AS most
     FROM (SELECT credential, count(*) FROM outbox GROUP BY credential, xmin::text) AS by_transaction
     GROUP BY credential`,
  );

it('a company of which 100,000 wait is paused and resumed without a long lock', async () => {
  // Nothing is sent meanwhile.
  await relay.http.post('/v1/deliveries/pause').send({ reason: 'Of all.' }).expect(200);
  const walk = await execute(session, MOVE_PART, [companyId, BEGINNING, PART], 'force_generic_plan');
  expect(walk.wholeTables).toEqual([]);
  await relay.http.post('/v1/deliveries/pause').send({ companyId, reason: 'So.' }).expect(200);
  expect(await queues()).toEqual([{ credential: `paused:${companyId}`, messages: WAITING, most: PART + 1 }]);

  const end = `UPDATE delivery_pause SET until = now() WHERE whose <> 'all'`;
  const back = await execute(session, MOVE_BACK, [companyId, BEGINNING, PART], 'force_generic_plan', end);
  expect([back.wholeTables, back.indexes]).toEqual([[], expect.arrayContaining(['outbox_paused_idx'])]);
  await relay.http.post('/v1/deliveries/resume').send({ companyId }).expect(200);
  expect(await queues()).toEqual([{ credential: 'default', messages: WAITING, most: PART }]);
});

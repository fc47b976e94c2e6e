import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { Database } from '../../src/database/database.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import { QueueRepository } from '../../src/queue/queue.repository.js';
import type { Disposition, Settlement } from '../../src/queue/settlement.js';
import { jobsWaitingForRetry } from '../support/backlog.js';
import { DEFAULT_QUEUE, KEYLESS, KINDS, WITHOUT_PARTS } from '../support/claims.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createDatabase();
  // One connection, so that it is the one whose statistics are asked for.
  dataSource = await new DataSource(dataSourceOptions(database.url, 1)).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

it('a delivery changes the page of its event and no index, also when all events of the page are delivered at once', async () => {
  const outbox = new QueueRepository(new Database(dataSource, loadSettings({})), loadSettings({}));
  await jobsWaitingForRetry(database, 200);
  await database.query('UPDATE outbox SET due_at = now()');
  const { messages: claimed } = await outbox.claim(KINDS, 200, [], new Map(), KEYLESS, DEFAULT_QUEUE);
  await outbox.settle(
    claimed.map((message, index): Settlement => {
      const disposition: Disposition =
        index === 0 ? { kind: 'dead', outcome: 'refused' } : { kind: 'delivered', outcome: 'delivered' };
      return { message, disposition, attempts: [], pleoStatus: null, signal: null };
    }),
    WITHOUT_PARTS,
    () => Promise.reject(new Error('nothing was read at Pleo')),
  );
  await dataSource.query('SELECT pg_stat_force_next_flush()');
  expect(
    await database.query(
      `SELECT n_tup_upd::integer AS updated, n_tup_hot_upd::integer AS "inPlace"
       FROM pg_stat_user_tables
       WHERE relname = 'export_job_event'`,
    ),
  ).toEqual([{ updated: 200, inPlace: 200 }]);
});

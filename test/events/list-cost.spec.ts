import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { Database } from '../../src/database/database.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import type { ExportJobEventFilter } from '../../src/events/dto/export-job-event-query.dto.js';
import { EventListRepository } from '../../src/events/event-list.repository.js';
import { ExportJobEventEntity } from '../../src/queue/job-event.entity.js';
import { DeliveryAttemptEntity } from '../../src/queue/delivery-attempt.entity.js';
import { finishedJobs, jobsBehindDeadEvents, jobsWaitingForRetry } from '../support/backlog.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { touchedPages } from '../support/touched-pages.js';

let database: TestDatabase;
let dataSource: DataSource;
let events: EventListRepository;
beforeAll(async () => {
  database = await createDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.url, 1)).initialize();
  events = new EventListRepository(
    new Database(dataSource, loadSettings({})),
    dataSource.getRepository(ExportJobEventEntity),
    dataSource.getRepository(DeliveryAttemptEntity),
  );
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** Events that wait, that are dead and that were discarded, one accepted each millisecond, and delivered ones. */
async function fill(waiting: number, finished: number): Promise<void> {
  await jobsWaitingForRetry(database, waiting);
  await jobsBehindDeadEvents(database, waiting);
  await finishedJobs(database, finished);
  await database.query(
    `WITH moved AS (
       UPDATE export_job_event AS event
       SET accepted_at = now() - place * interval '1 millisecond'
       FROM (SELECT job_id, sequence, row_number() OVER () AS place FROM outbox) AS waiting
       WHERE (event.job_id, event.sequence) = (waiting.job_id, waiting.sequence)
       RETURNING event.job_id, event.sequence, event.accepted_at
     )
     UPDATE outbox
     SET accepted_at = moved.accepted_at
     FROM moved
     WHERE (outbox.job_id, outbox.sequence) = (moved.job_id, moved.sequence)`,
  );
  await database.query(
    `INSERT INTO delivery_attempt
       (job_id, sequence, number, id, request, started_at, duration_ms, outcome, status_code)
     SELECT job_id, sequence, 1, gen_random_uuid(), event, now(), 5, 'passing', 503
     FROM outbox
     JOIN export_job_event USING (job_id, sequence)
     WHERE sequence = 1`,
  );
  await database.query('VACUUM ANALYZE');
}

/** Discards so many dead events, as DISCARD does. */
async function discard(count: number): Promise<void> {
  await database.query(
    `WITH gone AS (
       DELETE FROM outbox
       WHERE (job_id, sequence) IN (SELECT job_id, sequence FROM outbox WHERE dead LIMIT $1)
       RETURNING job_id, sequence
     ), noted AS (
       INSERT INTO audit_entry (job_id, id, sequence, action, at, reason)
       SELECT job_id, gen_random_uuid(), sequence, 'discarded', now(), 'Entered by hand.'
       FROM gone
     )
     UPDATE export_job_event AS event
     SET delivery_status = 'discarded',
         outcome = 'discarded'
     FROM gone
     WHERE (event.job_id, event.sequence) = (gone.job_id, gone.sequence)`,
    [count],
  );
}

const PAGES: readonly [what: string, filter: ExportJobEventFilter][] = [
  ['pending', { deliveryStatus: 'pending' }],
  ['dead', { deliveryStatus: 'dead' }],
  ['dead, of a kind', { deliveryStatus: 'dead', event: 'started' }],
  ['pending, last answered with 503', { deliveryStatus: 'pending', lastStatusCode: 503 }],
  ['undelivered, last answered with 503', { lastStatusCode: 503 }],
  ['discarded', { deliveryStatus: 'discarded' }],
];

const LIMIT = 51;

it('a page costs what its rows cost, whatever the backlog and the history', async () => {
  await fill(10_000, 30_000);
  await discard(LIMIT);
  for (const [what, filter] of PAGES) {
    const first = await touchedPages(dataSource, () => events.read(filter, null, LIMIT));
    expect(first.rows, what).toHaveLength(LIMIT);
    const place = { at: new Date(Number(first.rows[0]?.acceptedAt) - 5000), id: randomUUID() };
    const deep = await touchedPages(dataSource, () => events.read(filter, place, LIMIT));
    const taken = { first: first.pages, deep: deep.pages };
    expect(Math.min(taken.first, taken.deep), what).toBeGreaterThan(0);
    // Each row is looked up in two or three indexes, which are three levels deep at most.
    expect(Math.max(taken.first, taken.deep), `${what}: ${JSON.stringify(taken)}`).toBeLessThan(10 * LIMIT);
  }
}, 60_000);

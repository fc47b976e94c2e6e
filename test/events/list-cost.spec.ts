import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cursor } from '../../src/api/cursor.js';
import { LIST_ORDERS } from '../../src/api/ordered-cursor.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { Database } from '../../src/database/database.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import type { ExportJobEventFilter } from '../../src/events/dto/export-job-event-query.dto.js';
import { EventListRepository, type EventPage } from '../../src/events/event-list.repository.js';
import type { WaitsFor } from '../../src/events/waits-for.sql.js';
import { ExportJobEventEntity } from '../../src/queue/job-event.entity.js';
import { DeliveryAttemptEntity } from '../../src/queue/delivery-attempt.entity.js';
import { finishedJobs, jobsBehindDeadEvents, jobsWaitingForRetry } from '../support/backlog.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { touchedPages } from '../support/touched-pages.js';
import { withoutAutovacuum } from '../support/without-autovacuum.js';

let database: TestDatabase;
let dataSource: DataSource;
let events: EventListRepository;
beforeAll(async () => {
  database = await createDatabase();
  await withoutAutovacuum(database);
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
       FROM (SELECT job_id, sequence, row_number() OVER (ORDER BY md5(job_id::text)) AS place FROM outbox) AS waiting
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
  ['dead, and refused', { deliveryStatus: 'dead', outcome: 'refused' }],
  ['dead, of a kind', { deliveryStatus: 'dead', event: 'started' }],
  ['pending, last answered with 503', { deliveryStatus: 'pending', lastStatusCode: 503 }],
  ['discarded', { deliveryStatus: 'discarded' }],
  ['tried again', { waitingFor: ['retry'] }],
  ['blocked', { waitingFor: ['blocked'] }],
  ['tried again or blocked', { waitingFor: ['retry', 'blocked'] }],
  ['of companies that are there', { deliveryStatus: 'dead', putAway: false }],
];

/** What hides among all that waits: few events each, which were accepted before all others. */
const FEW = 60;
const COMPANY = '3f1c9a52-7d6e-4b1f-8a55-0e9b6c2d4f10';
const LATELY = new Date(Date.now() + 1_800_000);
const FINDS: readonly [what: string, filter: ExportJobEventFilter][] = [
  ['paused', { waitingFor: ['paused'] }],
  ['of a company', { companyId: COMPANY }],
  ['pending, of a company', { companyId: COMPANY, deliveryStatus: 'pending' }],
  ['of companies that are put away', { putAway: true }],
  ['put away', { waitingFor: ['put_away'] }],
  ['put away or paused', { waitingFor: ['put_away', 'paused'] }],
  ['expired', { failureReasonType: ['job_expired'] }],
  ['that failed lately', { failedSince: LATELY }],
  ['that were delivered lately', { deliveredSince: LATELY }],
  ['pending and expired', { failureReasonType: ['job_expired'], deliveryStatus: 'pending' }],
];

const LIMIT = 51;

/**
 * Each row is looked up in some indexes, three levels deep at most: of the outbox, twice where it is asked what it
 * waits for, of events and of attempts. About one of two rows that are looked at is one that is asked for.
 */
const PAGES_OF_ROWS = 25 * LIMIT;

/**
 * For each reason: what finds out that more than MAX_FEW jobs may match, 2,001 rows, each in the worst case on another
 * page than the one before; and the end of a look.
 */
const PAGES_OF_SEARCH = 2300;

beforeAll(async () => {
  await jobsWaitingForRetry(database, FEW);
  await database.query(
    `UPDATE export_job SET company_id = $1, failure_reason_type = 'job_expired', failure_reason = 'Silent.',
                           status = 'failed', completed_at = started_at, expired_at = started_at`,
    [COMPANY],
  );
  await database.query(
    `UPDATE export_job_event SET event = 'failed', failure_reason_type = 'job_expired', failure_reason = 'Silent.'`,
  );
  await database.query(
    `INSERT INTO delivery_circuit (credential, faults, pause, reason, probes, paused_since, paused_until)
     VALUES ($1, 0, 'credential_refused', 'Pleo answered 401.', 0, now(), now())`,
    [COMPANY],
  );
  await fill(10_000, 30_000);
  await discard(LIMIT);
  await database.query(
    `UPDATE outbox SET accepted_at = accepted_at - interval '1 hour'
     FROM export_job AS job WHERE job.id = job_id AND company_id = $1`,
    [COMPANY],
  );
  await database.query(
    `UPDATE export_job_event SET accepted_at = accepted_at - interval '1 hour'
     FROM export_job AS job WHERE job.id = job_id AND company_id = $1`,
    [COMPANY],
  );
  await database.query(
    `INSERT INTO delivery_attempt
       (job_id, sequence, number, id, request, started_at, duration_ms, outcome, status_code, delivered_after_ms)
     SELECT event.job_id, event.sequence, number, gen_random_uuid(), 'failed', $2::timestamptz + interval '1 minute', 5,
            CASE number WHEN 3 THEN 'passing' ELSE 'delivered' END, 500, CASE number WHEN 4 THEN 5 END
     FROM export_job_event AS event
     JOIN export_job AS job ON job.id = event.job_id
     CROSS JOIN generate_series(3, 4) AS number
     WHERE job.company_id = $1`,
    [COMPANY, LATELY],
  );
  await database.query('VACUUM ANALYZE');
});

async function moveTo(credential: string): Promise<void> {
  await database.query(
    'UPDATE outbox SET credential = $2 FROM export_job AS job WHERE job.id = job_id AND company_id = $1',
    [COMPANY, credential],
  );
}

it('a page of what is undelivered, whatever its status, costs what its rows cost from the newest end', async () => {
  const { rows, pages } = await touchedPages(dataSource, () =>
    events.read({ lastStatusCode: 503 }, null, LIMIT),
  );
  expect(rows.rows).toHaveLength(LIMIT);
  expect(pages).toBeLessThan(PAGES_OF_ROWS + PAGES_OF_SEARCH);
});

describe.each(LIST_ORDERS)('a page of the %s', (order) => {
  it.each(PAGES)(
    '%s costs what its rows cost, whatever the backlog and the history',
    async (what, filter) => {
      const first = await touchedPages(dataSource, () => events.read(filter, null, LIMIT, order));
      expect(first.rows.rows).toHaveLength(LIMIT);
      const ahead = order === 'newest' ? -1000 : 1000;
      const place = { at: new Date(Number(first.rows.rows[0]?.acceptedAt) + ahead), id: randomUUID() };
      const deep = await touchedPages(dataSource, () => events.read(filter, place, LIMIT, order));
      const taken = { first: first.pages, deep: deep.pages };
      expect(Math.min(taken.first, taken.deep)).toBeGreaterThan(0);
      const searches = filter.waitingFor?.length ?? 1;
      expect(Math.max(taken.first, taken.deep), `${what}: ${JSON.stringify(taken)}`).toBeLessThan(
        PAGES_OF_ROWS + searches * PAGES_OF_SEARCH,
      );
    },
  );

  it.each(FINDS)('%s costs what these few cost', async (what, filter) => {
    const isPutAway = filter.putAway ?? filter.waitingFor?.includes('put_away');
    await moveTo(isPutAway ? `parked:${COMPANY}` : COMPANY);
    const { rows, pages } = await touchedPages(dataSource, () => events.read(filter, null, LIMIT, order));
    expect(rows.rows).toHaveLength(LIMIT);
    expect(rows.next).not.toBeNull();
    expect(pages, what).toBeLessThan(30 * FEW);
  });

  it('that few of many rows belong to comes in parts, each of which costs the same, and nothing is lost', async () => {
    await moveTo(COMPANY);
    const filter = { waitingFor: ['turn', 'paused'] as WaitsFor[] };
    const ids = new Set<string>();
    let after: Cursor | null = null;
    do {
      const { rows: page, pages }: { rows: EventPage; pages: number } = await touchedPages(dataSource, () =>
        events.read(filter, after, LIMIT, order),
      );
      // A look or two at up to MAX_LOOKED_AT rows each, and what goes before each of them.
      expect(pages).toBeLessThan(200_000);
      page.rows.forEach(({ id }) => ids.add(id));
      after = page.next;
    } while (after);
    expect(ids.size).toBe(FEW);
  });
});

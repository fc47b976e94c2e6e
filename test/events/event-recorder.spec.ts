import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { Database } from '../../src/database/database.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import type { RecordedReport } from '../../src/events/batch-result.js';
import { EventRecorder } from '../../src/events/event-recorder.js';
import { EventsRepository } from '../../src/events/events.repository.js';
import type { Report } from '../../src/events/transition-batch.js';
import { ItemsRepository } from '../../src/items/items.repository.js';
import { JobLeases } from '../../src/job-leases/job-leases.js';
import { JOB_EVENTS } from '../../src/lifecycle/job-state.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

let database: TestDatabase;
let dataSource: DataSource;
let recorder: EventRecorder;

beforeAll(async () => {
  database = await createDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.url, 8)).initialize();
  const settings = loadSettings({});
  const db = new Database(dataSource, settings);
  const items = new ItemsRepository(db, settings);
  recorder = new EventRecorder(db, new EventsRepository(), items, new JobLeases(db), settings);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

type Recorded = RecordedReport | 'locked';

/** A report on one of a few jobs, by its place. */
interface Planned extends Omit<Report, 'jobId'> {
  readonly job: number;
}

const PLANS = fc.array(
  fc
    .record({
      job: fc.nat(3),
      event: fc.constantFrom(...JOB_EVENTS),
      failureReason: fc.constantFrom('Closed.', 'Gone.', null),
      reportedBy: fc.constantFrom('ann', 'bob', null),
      request: fc.constant(null),
    })
    .map((report): Planned => ({
      ...report,
      failureReason: report.event === 'failed' ? report.failureReason : null,
      failureReasonType: null,
    })),
  { minLength: 1, maxLength: 24 },
);

/** Jobs of one run: the first two are registered, the others nobody has seen. */
async function someJobs(): Promise<string[]> {
  const ids = Array.from({ length: 4 }, () => randomUUID());
  await database.query(
    `INSERT INTO export_job (id, status, source, expires_in, expires_at, registered_at)
     SELECT id, 'pending', 'api', 3600, now() + interval '1 hour', now() FROM unnest($1::uuid[]) AS id`,
    [ids.slice(0, 2)],
  );
  return ids;
}

function on(jobs: string[], plan: Planned[]): Report[] {
  return plan.map(({ job, ...report }) => ({ ...report, jobId: jobs[job] as string }));
}

/** What a caller is told, and what the tables hold, with ids and times taken out. */
async function story(jobs: string[], recorded: Recorded[]): Promise<unknown> {
  const eventIds = new Map<string, string>();
  const events = await database.query<{ id: string; job_id: string; sequence: number }>(
    `SELECT * FROM export_job_event WHERE job_id = ANY ($1)`,
    [jobs],
  );
  for (const { id, job_id, sequence } of events) eventIds.set(id, `${jobs.indexOf(job_id)}/${sequence}`);
  const rows = await Promise.all(
    ['export_job', 'export_job_event', 'outbox'].map((table) =>
      database.query(
        `SELECT * FROM ${table} WHERE ${table === 'export_job' ? 'id' : 'job_id'} = ANY ($1)
         ORDER BY array_position($1, ${table === 'export_job' ? 'id' : 'job_id'})${table === 'export_job' ? '' : ', sequence'}`,
        [jobs],
      ),
    ),
  );
  const told = recorded.map((one) =>
    one !== 'locked' && one.kind === 'refused'
      ? { kind: one.kind, type: one.error.type, text: one.error.message }
      : one,
  );
  const text = JSON.stringify({ told, rows }, (_, value: unknown) => value);
  return JSON.parse(
    text
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => eventIds.get(id) ?? `job ${jobs.indexOf(id)}`)
      .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'a time'),
  );
}

function report(jobId: string, event: Report['event']): Report {
  return { jobId, event, failureReason: null, failureReasonType: null, reportedBy: null, request: null };
}

describe('a group of reports', () => {
  it('comes to exactly what they come to one by one: answers and tables', async () => {
    await fc.assert(
      fc.asyncProperty(PLANS, async (plan) => {
        const [together, single] = [await someJobs(), await someJobs()];
        const group = await recorder.record(on(together, plan));
        const alone: Recorded[] = [];
        for (const report of on(single, plan)) alone.push(...(await recorder.record([report])));
        expect(await story(together, group)).toEqual(await story(single, alone));
      }),
      { numRuns: 80 },
    );
  });

  it('meets others on the same jobs at the same time without a deadlock, and each event is accepted once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(PLANS, { minLength: 2, maxLength: 6 }), async (plans) => {
        const jobs = await someJobs();
        const outcomes = await Promise.all(
          plans.map(async (plan) => {
            const last: RecordedReport[] = [];
            let reports = on(jobs, plan);
            // As ReportBatcher does with what it finds locked.
            while (reports.length > 0) {
              const group = await recorder.record(reports);
              last.push(...group.filter((one) => one !== 'locked'));
              reports = reports.filter((_, index) => group[index] === 'locked');
            }
            return last;
          }),
        );
        const accepted = outcomes.flat().flatMap((one) => (one.kind === 'accepted' ? [one.event] : []));
        const rows = await database.query<{ id: string }>(
          `SELECT id FROM export_job_event WHERE job_id = ANY ($1)`,
          [jobs],
        );
        expect(accepted.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
        const [deadlocks] = await database.query<{ count: number }>(
          `SELECT deadlocks::integer AS count FROM pg_stat_database WHERE datname = current_database()`,
        );
        expect(deadlocks?.count).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('leaves out jobs that somebody else has locked, known and unknown, and nothing has happened to them', async () => {
    const [held = '', free = '', unseen = ''] = await someJobs();
    const session = dataSource.createQueryRunner();
    await session.connect();
    try {
      await session.query('BEGIN');
      await session.query('SELECT FROM export_job WHERE id = $1 FOR UPDATE', [held]);
      const outcomes = await recorder.record([
        report(held, 'started'),
        report(free, 'started'),
        report(held, 'completed'),
        report(unseen, 'completed'),
      ]);
      expect(outcomes.map((one) => (one === 'locked' ? one : one.kind))).toEqual([
        'locked',
        'accepted',
        'locked',
        'refused',
      ]);
    } finally {
      await session.query('ROLLBACK');
      await session.release();
    }
    const rows = await database.query('SELECT job_id FROM export_job_event WHERE job_id = ANY ($1)', [
      [held, free, unseen],
    ]);
    expect(rows).toEqual([{ job_id: free }]);
  });

  it('leaves out a new job that somebody else makes known at the same time, and all that was said of it', async () => {
    const jobId = randomUUID();
    const session = dataSource.createQueryRunner();
    await session.connect();
    try {
      await session.query('BEGIN');
      await session.query(
        `INSERT INTO export_job (id, status, source, expires_in, expires_at)
         VALUES ($1, 'pending', 'event', 3600, now() + interval '1 hour')`,
        [jobId],
      );
      const outcomes = recorder.record([report(jobId, 'started'), report(jobId, 'started')]);
      await eventually(async () => {
        const waiting = await database.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'transactionid'`,
        );
        return waiting.length === 1;
      });
      await session.query('COMMIT');
      expect(await outcomes).toEqual(['locked', 'locked']);
    } finally {
      await session.release();
    }
    expect(await database.query('SELECT FROM export_job_event WHERE job_id = $1', [jobId])).toEqual([]);
  });
});

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Statement } from '../../src/database/statement.js';
import { ACCEPT_EVENTS } from '../../src/events/accept-events.sql.js';
import { FIND_STORED_EVENTS, LOCK_FREE_JOBS } from '../../src/events/events.sql.js';
import { FIND_JOBS } from '../../src/queue/find-jobs.sql.js';
import type { Move, NewEvent } from '../../src/events/transition-batch.js';
import { FIND_LONGEST_OVERDUE, LOCK_STALE_JOBS } from '../../src/jobs/expiry.sql.js';
import type { JobEvent } from '../../src/lifecycle/job-state.js';
import { CLAIM_DUE } from '../../src/queue/claim.sql.js';
import { RENEW_CLAIMS } from '../../src/queue/renew.sql.js';
import { LOCK_QUEUES, SETTLE } from '../../src/queue/settle.sql.js';
import { startApp, type TestApp } from '../support/app.js';
import { finishedJobs, jobsBehindDeadEvents, jobsWaitingForRetry } from '../support/backlog.js';
import { aClaim, claimValues } from '../support/claims.js';
import { execute, type Executed, executePrepared, type PlanMode } from '../support/plans.js';
import { withoutAutovacuum } from '../support/without-autovacuum.js';

const JOB = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';
const NEW = '1b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';
const CLAIM = '2b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';

/** A job that has started, whose event is under way. */
const UNDER_WAY = `
  INSERT INTO export_job (id, status, source, expires_in, expires_at, started_at, last_sequence)
  VALUES ('${JOB}', 'in_progress', 'event', 3600, now() + interval '1 hour', now(), 1);
  INSERT INTO export_job_event (job_id, sequence, id, event, origin, accepted_at)
  VALUES ('${JOB}', 1, gen_random_uuid(), 'started', 'api', now());
  INSERT INTO outbox (job_id, sequence, due_at, claim)
  VALUES ('${JOB}', 1, now() + interval '12 seconds', '${CLAIM}')`;

const DUE = `${UNDER_WAY}; UPDATE outbox SET due_at = now(), claim = NULL WHERE job_id = '${JOB}'`;

const jobs = (id: string) => `ARRAY['${id}']::uuid[]`;

const WHY = { failureReason: null, failureReasonType: null };

/** The values of ACCEPT_EVENTS for one event, which gives its job this state. */
function accepted(
  event: JobEvent,
  move: Pick<Move, 'jobId' | 'isNew' | 'status' | 'lastSequence'>,
): unknown[] {
  const { jobId, lastSequence: sequence } = move;
  const ended = event !== 'started';
  const request = { id: randomUUID(), traceparent: null };
  const written: NewEvent = {
    ...WHY,
    jobId,
    sequence,
    event,
    id: randomUUID(),
    reportedBy: 'worker',
    isFirst: true,
    request,
  };
  const moves = [{ ...WHY, ...move, started: !ended, ended }];
  return ACCEPT_EVENTS.values({ moves, events: [written], expiresIn: 3600, origin: 'api' });
}

const CLAIMED = aClaim({ jobId: JOB, claim: CLAIM });

const ATTEMPT = {
  id: randomUUID(),
  route: 'POST /export-job-events',
  request: 'started',
  startedAt: 0,
  durationMs: 5,
  outcome: 'delivered',
  statusCode: 202,
  error: null,
  responseExcerpt: null,
  pleoStatus: null,
} as const;

const SETTLED = SETTLE.values({
  attempts: [{ message: CLAIMED, attempt: ATTEMPT, ageMs: 5, retryMs: null }],
  settlements: [
    {
      message: CLAIMED,
      disposition: { kind: 'delivered', outcome: 'delivered' },
      attempts: [],
      pleoStatus: null,
      signal: null,
    },
  ],
});

type Case = readonly [name: string, statement: Statement, values: string | unknown[], first: string];

/** All that a report, its delivery and an empty sweep run, each for one job. */
const STATEMENTS: readonly Case[] = [
  ['lock the jobs of reports', LOCK_FREE_JOBS, jobs(JOB), UNDER_WAY],
  ['look for unknown jobs', FIND_JOBS, jobs(NEW), UNDER_WAY],
  ['find a repeated report', FIND_STORED_EVENTS, `${jobs(JOB)}, ARRAY['started']`, UNDER_WAY],
  [
    'accept the event of a new job',
    ACCEPT_EVENTS,
    accepted('started', { jobId: NEW, isNew: true, status: 'in_progress', lastSequence: 1 }),
    UNDER_WAY,
  ],
  [
    'accept the next event of a job',
    ACCEPT_EVENTS,
    accepted('completed', { jobId: JOB, isNew: false, status: 'completed', lastSequence: 2 }),
    UNDER_WAY,
  ],
  ['claim', CLAIM_DUE, claimValues(0), DUE],
  ['renew a claim', RENEW_CLAIMS, RENEW_CLAIMS.values({ held: [CLAIMED], leaseMs: 12_000 }), UNDER_WAY],
  ['lock the queue', LOCK_QUEUES, jobs(JOB), UNDER_WAY],
  ['settle', SETTLE, SETTLED, UNDER_WAY],
  ['find stale jobs, of which there are none', LOCK_STALE_JOBS, '500, 60000', UNDER_WAY],
  ['look for overdue jobs, of which there are none', FIND_LONGEST_OVERDUE, '', UNDER_WAY],
];

const MODES: readonly PlanMode[] = ['force_custom_plan', 'force_generic_plan'];

let relay: TestApp;
let session: pg.Client;
beforeEach(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
  await withoutAutovacuum(relay.database);
  session = new pg.Client({ connectionString: relay.database.url });
  await session.connect();
});
afterEach(async () => {
  await session.end();
  await relay.stop();
});

/** What each statement takes now, by name. */
async function costs(
  run: (statement: (typeof STATEMENTS)[number], index: number) => Promise<Executed>,
): Promise<ReadonlyMap<string, Executed>> {
  const taken = new Map<string, Executed>();
  for (const [index, statement] of STATEMENTS.entries()) taken.set(statement[0], await run(statement, index));
  return taken;
}

/** The same pages are touched but the levels of indexes: at most twelve of three rows, each up to two levels deeper. */
function expectTheSame(few: ReadonlyMap<string, Executed>, many: ReadonlyMap<string, Executed>): void {
  for (const [name, { rows, pages, wholeTables }] of many) {
    const before = few.get(name) as Executed;
    expect({ rows, wholeTables }, name).toEqual({ rows: before.rows, wholeTables: [] });
    expect(pages - before.pages, name).toBeLessThanOrEqual(24);
  }
}

it.each(MODES)(
  '50,000 finished jobs cost nothing (%s)',
  async (mode) => {
    const run = () =>
      costs(([, statement, values, first]) => execute(session, statement, values, mode, first));
    const none = await run();
    await finishedJobs(relay.database, 50_000);
    await relay.database.query('VACUUM ANALYZE');
    expectTheSame(none, await run());
  },
  60_000,
);

it('plans that are kept from empty tables read no more when 20,000 jobs have finished and 40,000 events wait', async () => {
  for (const [index, [, statement]] of STATEMENTS.entries())
    await session.query(`PREPARE kept_${index} AS ${statement.text}`);
  const run = () =>
    costs(([, , values, first], index) =>
      executePrepared(session, `kept_${index}`, values, 'force_generic_plan', first),
    );
  const none = await run();
  await finishedJobs(relay.database, 20_000);
  await jobsWaitingForRetry(relay.database, 20_000);
  await jobsBehindDeadEvents(relay.database, 10_000);
  expectTheSame(none, await run());
});

it.each(MODES)(
  '20,000 deliveries behind a transaction that is held open cost nothing, though the outbox was seen empty (%s)',
  async (mode) => {
    const run = () =>
      costs(([, statement, values, first]) => execute(session, statement, values, mode, first));
    const none = await run();
    const forgotten = new pg.Client({ connectionString: relay.database.url });
    await forgotten.connect();
    try {
      await forgotten.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM outbox');
      await jobsWaitingForRetry(relay.database, 20_000);
      await relay.database.query('DELETE FROM outbox');
      await relay.database.query('ANALYZE outbox');
      expectTheSame(none, await run());
    } finally {
      await forgotten.end();
    }
  },
  60_000,
);

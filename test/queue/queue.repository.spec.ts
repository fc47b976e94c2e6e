import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { Database } from '../../src/database/database.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import { NOTE_PLEO_STATUSES } from '../../src/jobs/jobs.sql.js';
import type { JobEvent } from '../../src/lifecycle/job-state.js';
import { keyOf, LEASE_MS, QueueRepository } from '../../src/queue/queue.repository.js';
import type { ClaimedMessage } from '../../src/queue/message.js';
import type { Attempt, Disposition, Settlement } from '../../src/queue/settlement.js';
import { outboxMistakes } from '../support/books.js';
import { DEFAULT_QUEUE, KEYLESS, KINDS, WITHOUT_PARTS } from '../support/claims.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { forgetJob } from '../support/forget-job.js';

let database: TestDatabase;
let dataSource: DataSource;
let outbox: QueueRepository;

beforeAll(async () => {
  database = await createDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.url, 5)).initialize();
  outbox = new QueueRepository(new Database(dataSource, loadSettings({})), loadSettings({}));
});
afterEach(async () => {
  expect(await outboxMistakes(database)).toEqual([]);
  await database.query('TRUNCATE export_job CASCADE');
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/**
 * A job with its events, none delivered; the first has been due for `dueMs` milliseconds and met `retries` faults, the
 * first of them `failingMs` milliseconds ago.
 */
async function aQueue(events: JobEvent[], { dueMs = 0, retries = 0, failingMs = 0 } = {}): Promise<string> {
  const jobId = randomUUID();
  const status = events.at(-1) === 'started' ? 'in_progress' : events.at(-1);
  await database.query(
    `INSERT INTO export_job (id, status, source, expires_in, expires_at, started_at, completed_at, last_sequence)
     VALUES ($1, $2, 'event', 3600, now() + interval '1 hour', now(), CASE WHEN $2 <> 'in_progress' THEN now() END, $3)`,
    [jobId, status, events.length],
  );
  for (const [index, event] of events.entries()) {
    await database.query(
      `INSERT INTO export_job_event (job_id, sequence, id, event, failure_reason, failure_reason_type, origin, accepted_at)
       VALUES ($1, $2, $3, $4::text, CASE WHEN $4::text = 'failed' THEN 'Closed.' END,
               CASE WHEN $4::text = 'failed' THEN 'validation_failure' END, 'api', now())`,
      [jobId, index + 1, randomUUID(), event],
    );
    await database.query(
      `INSERT INTO outbox (job_id, sequence, due_at, retries, failing_since, accepted_at)
       SELECT job_id, sequence, CASE WHEN sequence = 1 THEN now() - $3 * interval '1 millisecond' END, $4,
              CASE WHEN $4 > 0 THEN now() - $5 * interval '1 millisecond' END, accepted_at
       FROM export_job_event
       WHERE (job_id, sequence) = ($1, $2)`,
      [jobId, index + 1, dueMs, index === 0 ? retries : 0, failingMs],
    );
  }
  return jobId;
}

interface OutboxRow {
  sequence: number;
  claim: string | null;
  retries: number;
  /** Milliseconds from now, or null. */
  dueIn: number | null;
  failingSince: Date | null;
}

function rowsOf(jobId: string): Promise<OutboxRow[]> {
  return database.query<OutboxRow>(
    `SELECT sequence, claim, retries, failing_since AS "failingSince",
            (extract(epoch FROM due_at - now()) * 1000)::float8 AS "dueIn"
     FROM outbox WHERE job_id = $1 ORDER BY sequence`,
    [jobId],
  );
}

function eventsOf(jobId: string) {
  return database.query(
    `SELECT sequence, delivery_status AS status, outcome, delivered_at IS NOT NULL AS delivered
     FROM export_job_event WHERE job_id = $1 ORDER BY sequence`,
    [jobId],
  );
}

function attemptsOf(jobId: string) {
  return database.query(
    `SELECT sequence, number, request, outcome, status_code AS "statusCode", retry_at AS "retryAt",
            (extract(epoch FROM now() - started_at) * 1000)::float8 AS "agoMs", duration_ms AS "durationMs", error,
            response_excerpt AS excerpt, pleo_status AS "pleoStatus",
            delivered_after_ms::float8 AS "deliveredAfterMs"
     FROM delivery_attempt WHERE job_id = $1 ORDER BY sequence, number`,
    [jobId],
  );
}

/** As if the lease of every claim had ended: its replica is gone. */
async function endLeases(): Promise<void> {
  await database.query(`UPDATE outbox SET due_at = now() - interval '1 millisecond' WHERE claim IS NOT NULL`);
}

function anAttempt(given: Partial<Attempt> = {}): Attempt {
  return {
    id: randomUUID(),
    route: 'POST /export-job-events',
    request: 'started',
    startedAt: performance.now() - 40,
    durationMs: 35,
    outcome: 'delivered',
    statusCode: 202,
    error: null,
    responseExcerpt: null,
    pleoStatus: null,
    ...given,
  };
}

const ALL_WRITTEN = { lost: [], later: [], delays: [] };
const ONE_DELIVERED = { ...ALL_WRITTEN, delays: [expect.any(Number)] };
const DELIVERED: Disposition = { kind: 'delivered', outcome: 'delivered' };
const DEAD: Disposition = { kind: 'dead', outcome: 'refused' };

function settlement(
  message: ClaimedMessage,
  disposition: Disposition,
  given: Partial<Settlement> = {},
): Settlement {
  const attempts = [anAttempt({ request: String(message.body['event']) })];
  return { message, disposition, attempts, pleoStatus: null, signal: null, ...given };
}

/** What the last call of `settle` noted of jobs at Pleo. */
let noted: ReadonlyMap<string, string> | null = null;

function settle(settlements: Settlement[]) {
  noted = null;
  return outbox.settle(settlements, WITHOUT_PARTS, async (statuses, last) => {
    noted = statuses;
    await last(NOTE_PLEO_STATUSES, NOTE_PLEO_STATUSES.values({ statuses: [...statuses] }));
  });
}

/** What is due, as long as deliveries are not paused. */
async function claim(limit: number): Promise<ClaimedMessage[]> {
  return (await outbox.claim(KINDS, limit, [], new Map(), KEYLESS, DEFAULT_QUEUE)).messages;
}

async function claimOne(): Promise<ClaimedMessage> {
  const [message] = await claim(1);
  if (!message) throw new Error('nothing was due');
  return message;
}

describe('claim', () => {
  it('takes what has been due for longest first', async () => {
    const young = await aQueue(['started'], { dueMs: 1000 });
    const old = await aQueue(['started'], { dueMs: 9000 });
    const middle = await aQueue(['started'], { dueMs: 5000 });
    expect([await claimOne(), await claimOne(), await claimOne()].map(({ jobId }) => jobId)).toEqual([
      old,
      middle,
      young,
    ]);
    expect(await claim(1)).toEqual([]);
  });

  it('gives all that is needed to send the event', async () => {
    const jobId = await aQueue(['failed'], { retries: 3, failingMs: 5000 });
    const message = await claimOne();
    expect(message).toMatchObject({
      jobId,
      sequence: 1,
      kind: 'event',
      body: { event: 'failed', failureReason: 'Closed.', failureReasonType: 'validation_failure' },
      retries: 3,
    });
    expect(message.failingMs).toBeGreaterThanOrEqual(5000);
    expect(message.failingMs).toBeLessThan(15_000);
    const [stored] = await database.query('SELECT id FROM export_job_event WHERE job_id = $1', [jobId]);
    expect(message.id).toBe(stored?.['id']);
  });

  it('says of an event that met no fault that it has been failing for no time, however long it was due', async () => {
    await aQueue(['started'], { dueMs: 3_600_000 });
    expect(await claimOne()).toMatchObject({ retries: 0, failingMs: 0 });
  });

  it('leaves what is due later, and what waits behind another event of its job', async () => {
    await aQueue(['started'], { dueMs: -60_000 });
    const jobId = await aQueue(['started', 'completed']);
    expect((await claim(10)).map(keyOf)).toEqual([`${jobId}/1`]);
  });

  it('takes as many as are wanted and no more', async () => {
    for (let count = 0; count < 5; count++) await aQueue(['started']);
    expect(await claim(3)).toHaveLength(3);
    expect(await claim(3)).toHaveLength(2);
  });

  describe('says whether more may be due', () => {
    const COMPANY = randomUUID();

    /** Whether, of `limit`, the default queue and that of a company had the whole of their share. */
    async function isMoreDue(
      limit: number,
      { ours, theirs, probes = [], remaining = new Map() }: Given,
    ): Promise<[boolean, boolean]> {
      for (let count = 0; count < ours; count++) await aQueue(['started'], { dueMs: 9000 - count });
      for (let count = 0; count < theirs; count++) {
        const jobId = await aQueue(['started'], { dueMs: 5000 - count });
        await database.query('UPDATE outbox SET credential = $2 WHERE job_id = $1', [jobId, COMPANY]);
      }
      const marks = new Map([
        ['default', 0],
        [COMPANY, 0],
      ]);
      const { queues } = await outbox.claim(KINDS, limit, probes, remaining, REACH, marks);
      return ['default', COMPANY].map(
        (name) => queues.find(({ credential }) => credential === name)?.isMoreDue,
      ) as [boolean, boolean];
    }
    interface Given {
      ours: number;
      theirs: number;
      probes?: string[];
      remaining?: Map<string, number>;
    }
    const REACH = { ...KEYLESS, keyIds: ['key'] };

    it.each<[string, number, Given, [boolean, boolean]]>([
      ['of one queue that had the limit', 4, { ours: 4, theirs: 0 }, [true, false]],
      ['not of one that had less', 4, { ours: 3, theirs: 0 }, [false, false]],
      ['of two that share the limit, each for itself', 4, { ours: 5, theirs: 1 }, [true, false]],
      ['not of two that had less than their shares', 8, { ours: 3, theirs: 3 }, [false, false]],
      [
        'of those that had no turn, as the limit is less than they are',
        1,
        { ours: 1, theirs: 1 },
        [true, false],
      ],
      [
        'not where no more may go',
        4,
        { ours: 4, theirs: 0, remaining: new Map([['default', 1]]) },
        [false, false],
      ],
      ['not of a probe', 1, { ours: 4, theirs: 0, probes: ['default'] }, [false, false]],
    ])('%s', async (_, limit, given, expected) => {
      expect(await isMoreDue(limit, given)).toEqual(expected);
    });
  });

  it('does not wait for a row that another claimer holds', async () => {
    const held = await aQueue(['started'], { dueMs: 9000 });
    const free = await aQueue(['started']);
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT FROM outbox WHERE job_id = $1 FOR UPDATE', [held]);
      expect((await claim(10)).map(({ jobId }) => jobId)).toEqual([free]);
    } finally {
      await other.end();
    }
  });

  it('gives no event to two claimers at once', async () => {
    for (let count = 0; count < 30; count++) await aQueue(['started']);
    const claims = await Promise.all(Array.from({ length: 5 }, () => claim(10)));
    const keys = claims.flat().map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length + (await claim(30)).length).toBe(30);
  });

  it('holds an event for the lease: after it the event is due again, under another token', async () => {
    const jobId = await aQueue(['started']);
    const first = await claimOne();
    const [row] = await rowsOf(jobId);
    expect(row?.dueIn).toBeGreaterThan(LEASE_MS - 5000);
    expect(row?.dueIn).toBeLessThanOrEqual(LEASE_MS);
    expect(await claim(10)).toEqual([]);
    await endLeases();
    const second = await claimOne();
    expect(keyOf(second)).toBe(keyOf(first));
    expect(second.claim).not.toBe(first.claim);
  });

  it('holds it for less than 15 s, the next poll included', () => {
    expect(LEASE_MS + 1000).toBeLessThan(15_000);
  });
});

describe('renew', () => {
  it('prolongs the claims that are held and names only those', async () => {
    const [kept, lost, gone] = [
      await aQueue(['started']),
      await aQueue(['started']),
      await aQueue(['started']),
    ];
    const claims = new Map((await claim(3)).map((message) => [message.jobId, message]));
    await settle([settlement(claims.get(gone) as ClaimedMessage, DELIVERED)]);
    await database.query('UPDATE outbox SET claim = $2 WHERE job_id = $1', [lost, randomUUID()]);
    await endLeases();
    expect(await outbox.renew([...claims.values()])).toEqual(new Set([`${kept}/1`]));
    expect((await rowsOf(kept))[0]?.dueIn).toBeGreaterThan(LEASE_MS - 5000);
    expect((await rowsOf(lost))[0]?.dueIn).toBeLessThan(0);
  });

  it('of nothing is nothing', async () => {
    expect(await outbox.renew([])).toEqual(new Set());
  });
});

describe('settle', () => {
  it('of a delivery takes the event out, and the next one of its job is due', async () => {
    const jobId = await aQueue(['started', 'completed'], { dueMs: 5000 });
    const message = await claimOne();
    expect(await settle([settlement(message, DELIVERED)])).toEqual(ONE_DELIVERED);
    const rows = await rowsOf(jobId);
    expect(rows).toMatchObject([{ sequence: 2, claim: null, retries: 0 }]);
    expect(rows[0]?.dueIn).toBeLessThanOrEqual(0);
    expect(rows[0]?.dueIn).toBeGreaterThan(-3000);
    expect(await eventsOf(jobId)).toEqual([
      { sequence: 1, status: 'delivered', outcome: 'delivered', delivered: true },
      { sequence: 2, status: 'pending', outcome: null, delivered: false },
    ]);
    const next = await claimOne();
    expect(next).toMatchObject({ jobId, sequence: 2, body: { event: 'completed' } });
    expect(next.failingMs).toBe(0);
  });

  it('of a delivery lets one event go, however many wait', async () => {
    const jobId = await aQueue(['started', 'completed', 'failed']);
    await settle([settlement(await claimOne(), DELIVERED)]);
    expect((await rowsOf(jobId)).map(({ dueIn }) => dueIn !== null)).toEqual([true, false]);
  });

  it('of a confirmed delivery keeps the outcome and what Pleo said of the job', async () => {
    const jobId = await aQueue(['started']);
    const disposition: Disposition = { kind: 'delivered', outcome: 'confirmed' };
    await settle([settlement(await claimOne(), disposition, { pleoStatus: 'in_progress' })]);
    expect(await eventsOf(jobId)).toMatchObject([{ status: 'delivered', outcome: 'confirmed' }]);
    expect(await database.query('SELECT pleo_status FROM export_job')).toEqual([
      { pleo_status: 'in_progress' },
    ]);
  });

  it('notes what Pleo said of the jobs that it was read for, and runs nothing where nothing was read', async () => {
    await aQueue(['started']);
    await settle([settlement(await claimOne(), DELIVERED)]);
    expect(noted).toBeNull();
    const [read, unread] = [await aQueue(['started']), await aQueue(['started'])];
    const claims = await claim(2);
    await settle(
      claims.map((message) =>
        settlement(message, DELIVERED, { pleoStatus: message.jobId === read ? 'pending' : null }),
      ),
    );
    expect(noted).toEqual(new Map([[read, 'pending']]));
    expect(
      await database.query('SELECT id, pleo_status FROM export_job WHERE id = ANY ($1)', [[read, unread]]),
    ).toEqual(
      expect.arrayContaining([
        { id: read, pleo_status: 'pending' },
        { id: unread, pleo_status: null },
      ]),
    );
  });

  it('writes nothing when what Pleo said of a job cannot be noted', async () => {
    const jobId = await aQueue(['started']);
    const settled = outbox.settle(
      [settlement(await claimOne(), DELIVERED, { pleoStatus: 'pending' })],
      WITHOUT_PARTS,
      () => Promise.reject(new Error('not noted')),
    );
    await expect(settled).rejects.toThrow('not noted');
    expect(await eventsOf(jobId)).toMatchObject([{ status: 'pending' }]);
  });

  it('of a dead event keeps it, and its later ones wait', async () => {
    const jobId = await aQueue(['started', 'completed']);
    await settle([settlement(await claimOne(), DEAD)]);
    expect(await rowsOf(jobId)).toMatchObject([
      { sequence: 1, claim: null, dueIn: null },
      { sequence: 2, claim: null, dueIn: null },
    ]);
    expect(await eventsOf(jobId)).toMatchObject([
      { status: 'dead', outcome: 'refused', delivered: false },
      { status: 'pending' },
    ]);
    expect(await claim(10)).toEqual([]);
  });

  it('of a retry makes the event due after the delay, still ahead of its later ones', async () => {
    const jobId = await aQueue(['started', 'completed']);
    const message = await claimOne();
    const attempts = [
      anAttempt({ outcome: 'conflict', statusCode: 422 }),
      anAttempt({ outcome: 'passing', statusCode: 503 }),
    ];
    await settle([settlement(message, { kind: 'retry', delayMs: 30_000 }, { attempts })]);
    const rows = await rowsOf(jobId);
    expect(rows).toMatchObject([
      { sequence: 1, claim: null, retries: 1, failingSince: expect.any(Date) },
      { sequence: 2, dueIn: null, failingSince: null },
    ]);
    expect(rows[0]?.dueIn).toBeGreaterThan(25_000);
    expect(rows[0]?.dueIn).toBeLessThanOrEqual(30_000);
    expect(await eventsOf(jobId)).toMatchObject([
      { status: 'pending', outcome: null },
      { status: 'pending' },
    ]);
    expect(await attemptsOf(jobId)).toMatchObject([
      { number: 1, retryAt: null },
      { number: 2, retryAt: expect.any(Date) },
    ]);
  });

  it('of a first retry counts the time from this fault, however long the event was due', async () => {
    await aQueue(['started'], { dueMs: 3_600_000 });
    await settle([settlement(await claimOne(), { kind: 'retry', delayMs: 0 })]);
    const { retries, failingMs } = await claimOne();
    expect(retries).toBe(1);
    expect(failingMs).toBeLessThan(10_000);
  });

  it('of a later retry counts the time on from the first fault', async () => {
    await aQueue(['started'], { retries: 2, failingMs: 3_600_000 });
    await settle([settlement(await claimOne(), { kind: 'retry', delayMs: 0 })]);
    const { retries, failingMs } = await claimOne();
    expect(retries).toBe(3);
    expect(failingMs).toBeGreaterThanOrEqual(3_600_000);
  });

  it('of a release that lets others go first makes the event due later, and no older', async () => {
    const jobId = await aQueue(['started']);
    await settle([settlement(await claimOne(), { kind: 'release', delayMs: 50_000 })]);
    const [row] = await rowsOf(jobId);
    expect(row).toMatchObject({ claim: null, retries: 1, failingSince: null });
    expect(row?.dueIn).toBeGreaterThan(40_000);
  });

  it('of a release makes an event that was told to wait due when the wait ends, behind those who came before that', async () => {
    const told = await aQueue(['started'], { dueMs: 5000 });
    const claim = await claimOne();
    await database.query(
      `INSERT INTO delivery_circuit (credential, faults, probes, pause, reason, paused_since, paused_until)
       VALUES ('default', 0, 0, 'told_to_wait', 'Pleo answered 429.', now(), now() + interval '1 hour')`,
    );
    try {
      await settle([settlement(claim, { kind: 'release', delayMs: 7000 })]);
      const rows = await database.query(
        `SELECT FROM outbox JOIN delivery_circuit ON due_at = paused_until WHERE job_id = $1 AND retries = 1`,
        [told],
      );
      expect(rows).toHaveLength(1);
    } finally {
      await database.query('DELETE FROM delivery_circuit');
    }
  });

  it('of a release makes the event due as if it had not been claimed', async () => {
    const jobId = await aQueue(['started'], { retries: 2, failingMs: 60_000 });
    const [before] = await rowsOf(jobId);
    const attempts = [anAttempt({ outcome: 'aborted', statusCode: null })];
    await settle([settlement(await claimOne(), { kind: 'release' }, { attempts })]);
    expect(await rowsOf(jobId)).toMatchObject([
      { claim: null, retries: 2, failingSince: before?.failingSince },
    ]);
    expect(await attemptsOf(jobId)).toMatchObject([{ outcome: 'aborted', retryAt: null }]);
    expect(keyOf(await claimOne())).toBe(`${jobId}/1`);
  });

  it('keeps every attempt as it was, in the time of the database', async () => {
    const jobId = await aQueue(['completed']);
    const attempts = [
      anAttempt({
        request: 'completed',
        startedAt: performance.now() - 60_000,
        outcome: 'started_first',
        statusCode: 422,
        error: 'Pleo answered 422.',
        responseExcerpt: '{}',
        pleoStatus: 'pending',
      }),
      anAttempt({ startedAt: performance.now() - 30_000 }),
      anAttempt({ request: 'completed', outcome: 'confirmed', statusCode: 422, pleoStatus: 'completed' }),
    ];
    await settle([settlement(await claimOne(), DELIVERED, { attempts })]);
    const kept = await attemptsOf(jobId);
    expect(kept).toMatchObject([
      {
        number: 1,
        request: 'completed',
        outcome: 'started_first',
        statusCode: 422,
        durationMs: 35,
        error: 'Pleo answered 422.',
        excerpt: '{}',
        pleoStatus: 'pending',
        deliveredAfterMs: null,
      },
      {
        number: 2,
        request: 'started',
        outcome: 'delivered',
        statusCode: 202,
        error: null,
        deliveredAfterMs: null,
      },
      { number: 3, request: 'completed', outcome: 'confirmed', deliveredAfterMs: expect.any(Number) },
    ]);
    expect(kept.map(({ agoMs }) => Math.round(Number(agoMs) / 10_000))).toEqual([6, 3, 0]);
  });

  it('numbers attempts on from those of earlier claims', async () => {
    const jobId = await aQueue(['started', 'completed']);
    await settle([settlement(await claimOne(), { kind: 'retry', delayMs: 0 })]);
    await settle([settlement(await claimOne(), DELIVERED)]);
    await settle([settlement(await claimOne(), DELIVERED)]);
    expect((await attemptsOf(jobId)).map(({ sequence, number }) => `${sequence}/${number}`)).toEqual([
      '1/1',
      '1/2',
      '2/1',
    ]);
  });

  it('says how long after its acceptance an event was delivered', async () => {
    const jobId = await aQueue(['started', 'completed']);
    await database.query(
      `WITH waiting AS (UPDATE outbox SET accepted_at = accepted_at - interval '1 hour' WHERE job_id = $1)
       UPDATE export_job_event SET accepted_at = accepted_at - interval '1 hour' WHERE job_id = $1`,
      [jobId],
    );
    const { delays } = await settle([settlement(await claimOne(), DELIVERED)]);
    expect(delays).toHaveLength(1);
    expect(delays[0]).toBeGreaterThanOrEqual(3600);
    expect(delays[0]).toBeLessThan(3660);
    expect(await attemptsOf(jobId)).toMatchObject([{ deliveredAfterMs: Math.round(delays[0]! * 1000) }]);
  });

  it('writes a group of jobs, each on its own terms', async () => {
    const jobs = [
      await aQueue(['started', 'completed']),
      await aQueue(['started', 'completed']),
      await aQueue(['started']),
    ];
    const claims = new Map((await claim(3)).map((message) => [message.jobId, message]));
    const results: Disposition[] = [DELIVERED, DEAD, { kind: 'retry', delayMs: 60_000 }];
    const group = jobs.map((jobId, index) =>
      settlement(claims.get(jobId) as ClaimedMessage, results[index] as Disposition),
    );
    expect(await settle(group)).toEqual(ONE_DELIVERED);
    expect((await claim(10)).map(keyOf)).toEqual([`${jobs[0]}/2`]);
    expect(await eventsOf(jobs[1] as string)).toMatchObject([{ status: 'dead' }, { status: 'pending' }]);
    expect(await rowsOf(jobs[2] as string)).toMatchObject([{ retries: 1 }]);
  });
});

describe('settle, while somebody else has locked one of the jobs', () => {
  it('writes the others at once, and says which one has to be written later', async () => {
    const [locked, free] = [await aQueue(['started']), await aQueue(['started'])];
    const claims = new Map((await claim(2)).map((message) => [message.jobId, message]));
    const ofLocked = settlement(claims.get(locked) as ClaimedMessage, DELIVERED);
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT FROM export_job WHERE id = $1 FOR UPDATE', [locked]);
      const group = [ofLocked, settlement(claims.get(free) as ClaimedMessage, DELIVERED)];
      expect(await settle(group)).toEqual({ ...ONE_DELIVERED, later: [ofLocked] });
      expect(await eventsOf(free)).toMatchObject([{ status: 'delivered' }]);
      expect(await eventsOf(locked)).toMatchObject([{ status: 'pending' }]);
      expect(await attemptsOf(locked)).toEqual([]);
    } finally {
      await other.end();
    }
    expect(await settle([ofLocked])).toEqual(ONE_DELIVERED);
    expect(await eventsOf(locked)).toMatchObject([{ status: 'delivered' }]);
  });
});

it('settle of a job that is gone says that the claim is lost, and writes the others', async () => {
  const [gone, other] = [await aQueue(['started']), await aQueue(['started'])];
  const claims = new Map((await claim(2)).map((message) => [message.jobId, message]));
  const group = [gone, other].map((jobId) => settlement(claims.get(jobId) as ClaimedMessage, DELIVERED));
  await forgetJob(database, gone);
  expect(await settle(group)).toEqual({ ...ONE_DELIVERED, lost: [group[0]] });
  expect(await eventsOf(other)).toMatchObject([{ status: 'delivered' }]);
});

it('attempts that are written again, because the answer to a commit was lost, are kept once', async () => {
  const jobId = await aQueue(['started']);
  const written = settlement(await claimOne(), { kind: 'delivered', outcome: 'delivered' });
  await settle([written]);
  expect((await settle([written])).lost).toHaveLength(1);
  expect(await attemptsOf(jobId)).toHaveLength(1);
});

describe('the fence', () => {
  it.each<[string, Disposition]>([
    ['delivered', DELIVERED],
    ['dead', DEAD],
    ['a retry', { kind: 'retry', delayMs: 0 }],
    ['released', { kind: 'release' }],
  ])('keeps out a late outcome, %s, and keeps its attempt', async (_, disposition) => {
    const jobId = await aQueue(['started', 'completed']);
    const late = await claimOne();
    await endLeases();
    const held = await claimOne();
    const before = await rowsOf(jobId);
    const tooLate = settlement(late, disposition, { pleoStatus: 'failed' });
    expect(await settle([tooLate])).toEqual({ ...ALL_WRITTEN, lost: [tooLate] });
    const after = await rowsOf(jobId);
    expect(after.map((row) => ({ ...row, dueIn: null }))).toEqual(
      before.map((row) => ({ ...row, dueIn: null })),
    );
    expect(after[0]?.dueIn).toBeGreaterThan(LEASE_MS - 5000);
    expect(await eventsOf(jobId)).toMatchObject([{ status: 'pending' }, { status: 'pending' }]);
    expect(await database.query('SELECT pleo_status FROM export_job')).toEqual([{ pleo_status: null }]);
    expect(await attemptsOf(jobId)).toHaveLength(1);
    expect(await settle([settlement(held, DELIVERED)])).toEqual(ONE_DELIVERED);
    expect(await attemptsOf(jobId)).toMatchObject([{ number: 1 }, { number: 2 }]);
  });

  it('keeps out a second outcome of the same claim', async () => {
    const jobId = await aQueue(['started']);
    const message = await claimOne();
    await settle([settlement(message, DELIVERED)]);
    const second = settlement(message, DEAD);
    expect(await settle([second])).toEqual({ ...ALL_WRITTEN, lost: [second] });
    expect(await eventsOf(jobId)).toMatchObject([{ status: 'delivered', outcome: 'delivered' }]);
  });

  it('lets the holder through when both outcomes come in one group', async () => {
    const jobId = await aQueue(['started']);
    const late = await claimOne();
    await endLeases();
    const held = await claimOne();
    await settle([settlement(late, DEAD), settlement(held, DELIVERED)]);
    expect(await eventsOf(jobId)).toMatchObject([{ status: 'delivered' }]);
    expect(await attemptsOf(jobId)).toMatchObject([{ number: 1 }, { number: 2 }]);
  });
});

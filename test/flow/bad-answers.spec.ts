import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BAD_ANSWERS, type BadAnswer, POST } from '../support/bad-answers.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { RelayProcess } from '../support/process.js';
import { type Act, goesOn, RawPleo, type RawRequest, says } from '../support/raw-pleo.js';

const TIMEOUT_MS = 6000;
const MIB = 2 ** 20;

interface Attempt {
  told: string;
  durationMs: number;
  error: string | null;
  excerpt: string | null;
  endedAt: number;
}

let pleo: RawPleo;
let database: TestDatabase;
let relay: RelayProcess;
beforeAll(async () => {
  pleo = await RawPleo.start();
  database = await createDatabase();
  relay = new RelayProcess({
    NODE_ENV: 'production',
    PORT: '0',
    LOG_LEVEL: 'warn',
    DATABASE_URL: database.url,
    PLEO_BASE_URL: pleo.url,
    PLEO_API_KEY: 'key',
    PLEO_TIMEOUT_MS: String(TIMEOUT_MS),
    // All of these are the answers of one Pleo: none may hold up the others.
    CIRCUIT_FAILURES: '1000',
    DELIVERY_CONCURRENCY: '200',
  });
  await relay.answers();
});
afterAll(async () => {
  await relay?.end();
  await pleo?.stop();
  await database?.drop();
});

async function reportStarted(jobIds: readonly string[]): Promise<void> {
  const events = jobIds.map((jobId) => ({ jobId, event: 'started' }));
  const { status, body } = await relay.post('/v1/export-job-events/batch', { events });
  expect([status, (body['results'] as unknown[]).length]).toEqual([207, jobIds.length]);
}

/** What became of a job's only event: `delivered confirmed`, or where it stands. */
async function endOf(jobId: string): Promise<string> {
  const [row] = await database.query<{ status: string; outcome: string | null }>(
    'SELECT delivery_status AS status, outcome FROM export_job_event WHERE job_id = $1',
    [jobId],
  );
  return row?.outcome ? `${row.status} ${row.outcome}` : (row?.status ?? 'none');
}

async function settled(jobId: string): Promise<string> {
  return eventually(async () => {
    const end = await endOf(jobId);
    return end !== 'pending' && end;
  });
}

async function attemptsOf(jobId: string): Promise<Attempt[]> {
  return database.query<Attempt & Record<string, unknown>>(
    `SELECT outcome || ' ' || coalesce(status_code::text, 'none') AS told, duration_ms AS "durationMs", error,
            response_excerpt AS excerpt,
            (extract(epoch FROM started_at) * 1000 + duration_ms)::float8 AS "endedAt"
     FROM delivery_attempt WHERE job_id = $1 ORDER BY number`,
    [jobId],
  );
}

async function residentBytes(): Promise<number> {
  const { body } = await relay.get<string>('/metrics');
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(body)?.[1]);
}

describe('an answer that Pleo should not give', () => {
  const jobs = new Map(BAD_ANSWERS.map((answer) => [answer, randomUUID()]));
  const others = Array.from({ length: 40 }, () => randomUUID());
  const idOf = (answer: BadAnswer) => jobs.get(answer) ?? '';
  let othersDeliveredAt: number;
  let before: number;

  beforeAll(async () => {
    for (const [answer, jobId] of jobs) pleo.play(jobId, answer);
    before = await residentBytes();
    await reportStarted([...jobs.values()]);
    // No others need to be waited for: they would use up the time for which those hang.
    const hanging = BAD_ANSWERS.filter(({ hangs }) => hangs);
    await eventually(() => hanging.every((answer) => pleo.of(idOf(answer)).length > 0));
    await reportStarted(others);
    const [row] = await eventually(async () => {
      const rows = await database.query<{ count: number; last: number }>(
        `SELECT count(*)::integer, max(extract(epoch FROM delivered_at) * 1000)::float8 AS last
         FROM export_job_event WHERE job_id = ANY ($1::uuid[]) AND delivery_status = 'delivered'`,
        [others],
      );
      return rows[0]?.count === others.length && rows;
    });
    othersDeliveredAt = row?.last ?? Infinity;
  });

  it.for(BAD_ANSWERS.map((answer) => [answer.name, answer] as const))('%s', async ([, answer]) => {
    const jobId = idOf(answer);
    const end = await settled(jobId);
    const attempts = await attemptsOf(jobId);
    expect([...attempts.map(({ told }) => told), end]).toEqual(answer.told);
    for (const { excerpt, error, durationMs } of attempts) {
      expect(excerpt?.length ?? 0).toBeLessThanOrEqual(2048);
      expect((error ?? '').length).toBeLessThan(700);
      expect(durationMs).toBeLessThan(TIMEOUT_MS * 2);
    }
    if (answer.excerpt) expect(attempts[0]?.excerpt).toBe(answer.excerpt);
    const asked = pleo.of(jobId).map(({ method, path }) => `${method} ${path.replace(jobId, 'ID')}`);
    expect(asked).toEqual(answer.asked ?? attempts.map(() => POST));
  });

  it('holds up the events of no other job', async () => {
    const hanging = BAD_ANSWERS.filter(({ hangs }) => hangs);
    expect(hanging.length).toBeGreaterThan(5);
    for (const answer of hanging) {
      await settled(idOf(answer));
      const [first] = await attemptsOf(idOf(answer));
      expect(first?.durationMs, answer.name).toBeGreaterThan(TIMEOUT_MS * 0.9);
      expect(first?.endedAt, answer.name).toBeGreaterThan(othersDeliveredAt);
    }
  });

  it('is read no further than anybody will look, and its connection is let go', async () => {
    const huge = BAD_ANSWERS.filter(({ isHuge }) => isHuge);
    expect(huge.length).toBeGreaterThan(5);
    for (const answer of huge) {
      await settled(idOf(answer));
      const { socket } = pleo.of(idOf(answer))[answer.gets ? 1 : 0] as RawRequest;
      await eventually(() => socket.destroyed);
      // What lies in the buffers of two sockets.
      expect(socket.bytesWritten - socket.writableLength, answer.name).toBeLessThan(24 * MIB);
    }
    expect((await residentBytes()) - before).toBeLessThan(120 * MIB);
  });

  it('ends neither the process nor its deliveries, and is no error of ours', async () => {
    await Promise.all([...jobs.values()].map(settled));
    const jobId = randomUUID();
    await reportStarted([jobId]);
    expect(await settled(jobId)).toBe('delivered delivered');
    expect(relay.hasEnded).toBe(false);
    expect(relay.output).not.toMatch(/"level":[56]0/);
  });
});

/** Deliveries are paused: the kind of the pause, and for how many seconds. */
async function paused(): Promise<[string, number]> {
  return eventually(async () => {
    const [row] = await database.query<{ pause: string; seconds: number }>(
      `SELECT pause, extract(epoch FROM paused_until - paused_since)::float8 AS seconds
       FROM delivery_circuit WHERE pause IS NOT NULL`,
    );
    return row && [row.pause, row.seconds];
  });
}

/** As if the pause had been waited out. */
async function goOn(): Promise<void> {
  await database.query(`DELETE FROM delivery_circuit`);
  await database.query('UPDATE outbox SET due_at = now() WHERE claim IS NULL AND due_at IS NOT NULL');
  await database.query(`SELECT pg_notify('outbox', '')`);
}

describe('an answer that all deliveries wait for', () => {
  const minutes = (count: number) => new Date(Date.now() + count * 60_000).toUTCString();
  const wait = (status: number, value: string, ...headers: string[]) =>
    says(status, '', [`Retry-After: ${value}`, ...headers]);

  it.for<[string, Act, number, string]>([
    ['a time to wait of 0', wait(429, '0'), 1, 'wait 429'],
    ['a time to wait of 30 years', wait(503, '9'.repeat(9)), 3600, 'wait 503'],
    ['a time beyond numbers', wait(503, '9'.repeat(400)), 3600, 'wait 503'],
    ['a date that is past', wait(429, minutes(-60)), 1, 'wait 429'],
    ['a date to come', wait(429, minutes(50), `Date: ${minutes(40)}`), 600, 'wait 429'],
    ['a date in 9999', wait(429, 'Fri, 31 Dec 9999 23:59:59 GMT'), 3600, 'wait 429'],
  ])('%s, is waited for and no longer', async ([, answer, seconds, told]) => {
    const jobId = randomUUID();
    pleo.play(jobId, { posts: [answer] });
    await reportStarted([jobId]);
    const [kind, length] = await paused();
    expect(kind).toBe('told_to_wait');
    expect(length).toBeCloseTo(seconds, 2);
    await goOn();
    expect(await settled(jobId)).toMatch(/^delivered/);
    expect((await attemptsOf(jobId)).map((attempt) => attempt.told)).toEqual([told, 'delivered 202']);
  });

  it('401 without end, is waited for when it comes again, and no longer', async () => {
    const jobId = randomUUID();
    const refuses = goesOn('HTTP/1.1 401 Odd\r\n\r\n', 'x'.repeat(64 * 1024));
    pleo.play(jobId, { posts: [refuses, refuses] });
    await reportStarted([jobId]);
    expect((await paused())[0]).toBe('credential_refused');
    expect(await settled(jobId)).toMatch(/^delivered/);
    expect((await attemptsOf(jobId)).map((attempt) => attempt.told)).toEqual([
      'credential 401',
      'credential 401',
      'delivered 202',
    ]);
  });
});

it('an answer to a request that is not read counts', async () => {
  for (const socket of pleo.sockets) socket.destroy();
  const jobId = randomUUID();
  pleo.greeting = (socket) => {
    pleo.greeting = null;
    socket.pause().write('HTTP/1.1 400 Odd\r\nConnection: close\r\nContent-Length: 14\r\n\r\n{"type":"ODD"}');
  };
  await reportStarted([jobId]);
  expect(await settled(jobId)).toBe('dead refused');
  expect((await attemptsOf(jobId)).map(({ told }) => told)).toEqual(['refused 400']);
  expect(pleo.of(jobId)).toEqual([]);
  for (const socket of pleo.sockets) socket.destroy();
});

describe('bytes that nobody asked for, on a connection that is idle,', () => {
  it.for([
    ['an answer', 'HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}'],
    ['half an answer', 'HTTP/1.1 202 Accepted\r\nContent-Le'],
    ['a goodbye', 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'],
    ['noise', '\r\nOK\r\n'],
  ] as const)('%s, are not the answer to the next request', async ([, bytes]) => {
    const warmUp = Array.from({ length: 8 }, () => randomUUID());
    await reportStarted(warmUp);
    await Promise.all(warmUp.map(settled));
    const idle = [...pleo.sockets].filter((socket) => !socket.destroyed);
    expect(idle.length).toBeGreaterThan(0);

    const jobId = randomUUID();
    pleo.play(jobId, { posts: [says(404, '{"type":"EXPORT_NOT_FOUND"}')] });
    for (const socket of idle) socket.write(bytes);
    await reportStarted([jobId]);
    expect(await settled(jobId)).toBe('dead refused');
    expect((await attemptsOf(jobId)).map(({ told }) => told)).toEqual(['refused 404']);
    await eventually(() => idle.every((socket) => socket.destroyed));
  });
});

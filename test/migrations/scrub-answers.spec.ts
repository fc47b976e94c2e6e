import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScrubAnswers1764100000000 } from '../../migrations/1764100000000-scrub-answers.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import { jobsBehindDeadEvents } from '../support/backlog.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { tableContents } from '../support/table-contents.js';

const KEY = 'pk_9fZq7Lw3Xt0Rb5';
const BASE64 = Buffer.from(`${KEY}:`).toString('base64');
const ECHO = `'${BASE64}' not a valid key=value pair (missing equal-sign) in Authorization header: 'Basic ${BASE64}'.`;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

async function scrub(): Promise<void> {
  const dataSource = await new DataSource(dataSourceOptions(database.url, 2)).initialize();
  const runner = dataSource.createQueryRunner();
  await new ScrubAnswers1764100000000().up(runner);
  await runner.release();
  await dataSource.destroy();
}

/** An attempt for some event that there is, as the release before wrote it. */
async function anAttempt(error: string | null, excerpt: string | null): Promise<string> {
  const id = randomUUID();
  await database.query(
    `INSERT INTO delivery_attempt
       (job_id, sequence, number, id, request, started_at, duration_ms, outcome, status_code, error, response_excerpt)
     SELECT job_id, sequence, 100 + (random() * 1e9)::integer, $1, event, now(), 1, 'refused', 403, $2, $3
     FROM export_job_event
     LIMIT 1`,
    [id, error, excerpt],
  );
  return id;
}

async function textsOf(id: string): Promise<unknown> {
  const [row] = await database.query('SELECT error, response_excerpt FROM delivery_attempt WHERE id = $1', [
    id,
  ]);
  return row;
}

describe('of answers that were stored before', () => {
  it.each([
    [`Pleo answered 403 (${ECHO}).`, 'Pleo answered 403.'],
    [`Pleo answered 403 FORBIDDEN (${ECHO}).`, 'Pleo answered 403 FORBIDDEN.'],
    [`Pleo answered 400 ${BASE64}.`, 'Pleo answered 400.'],
    [`Pleo answered 400 ${BASE64} (no).`, 'Pleo answered 400.'],
    [`Pleo answered 400 BAD${BASE64}.`, 'Pleo answered 400.'],
    [`Pleo answered 400 (in\ntwo lines: ${KEY}\n).`, 'Pleo answered 400.'],
    [
      `Pleo answered 422 WRONG_STATE. Reading the job back failed: Pleo answered 403 (${ECHO}).`,
      'Pleo answered 422 WRONG_STATE.',
    ],
    [
      `Pleo answered 422. Pleo's job is "failed" (${KEY}), which "completed" cannot change.`,
      'Pleo answered 422.',
    ],
    ['Pleo answered 404 EXPORT_NOT_FOUND.', 'Pleo answered 404 EXPORT_NOT_FOUND.'],
    ['Pleo could not be reached: ECONNREFUSED.', 'Pleo could not be reached: ECONNREFUSED.'],
    ['Pleo did not answer in time (PLEO_TIMEOUT_MS).', 'Pleo did not answer in time (PLEO_TIMEOUT_MS).'],
    [null, null],
  ])('%j leaves %j, and no excerpt', async (error, left) => {
    if ((await database.query('SELECT FROM export_job_event')).length === 0)
      await jobsBehindDeadEvents(database, 1);
    const id = await anAttempt(error, error === left ? null : `{"message":"${ECHO}"}`);
    const confirmed = await anAttempt(null, ECHO);
    await scrub();
    expect(await textsOf(id)).toEqual({ error: left, response_excerpt: null });
    expect(await textsOf(confirmed)).toEqual({ error: null, response_excerpt: null });
  });

  it('pauses and credentials keep the status and known words', async () => {
    const pauses = {
      default: [`Pleo answered 403 (${ECHO}).`, 'Pleo answered 403.'],
      [randomUUID()]: [
        `A new consent is needed: The authorization server answered 400 ${KEY}.`,
        'A new consent is needed: The authorization server answered 400.',
      ],
      [randomUUID()]: [
        'A new consent is needed: The authorization server answered 400 invalid_grant.',
        'A new consent is needed: The authorization server answered 400 invalid_grant.',
      ],
      [randomUUID()]: [
        'The access token is over and could not be renewed yet.',
        'The access token is over and could not be renewed yet.',
      ],
    };
    for (const [credential, [reason]] of Object.entries(pauses)) {
      await database.query(
        `INSERT INTO delivery_circuit VALUES ($1, 1, 'credential_refused', $2, now(), now() + interval '1 hour', 0)`,
        [credential, reason],
      );
      if (!reason?.startsWith('A new consent is needed: ')) continue;
      await database.query(
        `INSERT INTO company_credential
           (company_id, type, status, reason, generation, key_id, access_token, refresh_token, refreshed_at)
         VALUES (gen_random_uuid(), 'oauth', 'consent_needed', $1, gen_random_uuid(), 'k', '', '', now())`,
        [reason.replace('A new consent is needed: ', '')],
      );
    }
    await scrub();
    const rows = await database.query<{ credential: string; reason: string }>(
      'SELECT * FROM delivery_circuit',
    );
    for (const { credential, reason } of rows) expect(reason).toBe(pauses[credential]?.[1]);
    const reasons = await database.query<{ reason: string }>(
      'SELECT reason FROM company_credential ORDER BY 1',
    );
    expect(reasons.map(({ reason }) => reason)).toEqual([
      'The authorization server answered 400 invalid_grant.',
      'The authorization server answered 400.',
    ]);
    const contents = JSON.stringify(await tableContents(database));
    expect(contents).not.toContain(KEY);
    expect(contents).not.toContain(BASE64.slice(0, 8));
  });
});

it('nothing is written twice, and nobody who reads or writes attempts waits or is waited for', async () => {
  // More than is done in one transaction.
  await database.query(
    `INSERT INTO delivery_attempt
       (job_id, sequence, number, id, request, started_at, duration_ms, outcome, status_code, error)
     SELECT job_id, sequence, n, gen_random_uuid(), event, now(), 1, 'passing', 500,
            'Pleo answered 500 (' || repeat(md5(n::text), 55) || ').'
     FROM (SELECT * FROM export_job_event LIMIT 1) AS event
     CROSS JOIN generate_series(1, 10000) AS n`,
  );
  const pages = `SELECT pg_relation_size('delivery_attempt') / 8192 AS pages`;
  expect(Number((await database.query<{ pages: string }>(pages))[0]?.pages)).toBeGreaterThan(2000);
  // Who reads all, as pg_dump does, and has written something.
  const session = new pg.Client({ connectionString: database.url });
  await session.connect();
  await session.query('BEGIN; LOCK TABLE delivery_attempt IN ROW EXCLUSIVE MODE');
  await scrub();
  await session.query('COMMIT');
  await session.end();
  const rows = await database.query(
    'SELECT error, count(*)::integer AS count FROM delivery_attempt WHERE status_code = 500 GROUP BY 1',
  );
  expect(rows).toEqual([{ error: 'Pleo answered 500.', count: 10_000 }]);
  const last = () => database.query('SELECT max(xmin::text::bigint) AS last FROM delivery_attempt');
  const before = await last();
  await scrub();
  expect(await last()).toEqual(before);
});

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Statement } from '../../src/database/statement.js';
import { startApp, type TestApp } from '../support/app.js';
import { execute } from '../support/plans.js';
import { aJobInProgress, storeResults } from '../support/results.js';

const MANY = 20_000;

let relay: TestApp;
let session: pg.Client;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
  session = new pg.Client({ connectionString: relay.database.url });
  await session.connect();
});
afterAll(async () => {
  await session.end();
  await relay.stop();
});

/** A job with so many results, some of them dead, and as many requests in which they were sent. */
async function aJobWith(results: number, attempts: number): Promise<string> {
  const id = await aJobInProgress(relay.database);
  const rows = Array.from({ length: results }, (_, index) => ({
    delivery: index % 5 === 1 ? ('dead' as const) : ('delivered' as const),
    error: 'Pleo refused it: NOT_KNOWN.',
  }));
  await storeResults(relay.database, id, rows);
  await relay.database.query(
    `INSERT INTO delivery_attempt
       (job_id, sequence, number, id, request, started_at, duration_ms, outcome, status_code, entries)
     SELECT job_id, sequence, number, gen_random_uuid(), 'items', now(), 5, 'delivered', 200, 100
     FROM item_tally
     CROSS JOIN generate_series(1, $2::integer) AS number
     WHERE job_id = $1`,
    [id, attempts],
  );
  return id;
}

/** All that a read of the API asks the database about the job, as it is asked. */
async function statementsOf(path: string, jobId: string): Promise<[Statement, unknown[]][]> {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  const { status } = await relay.http.get(path.replace(':id', jobId));
  const calls: unknown[][] = query.mock.calls.slice();
  query.mockRestore();
  expect(status).toBe(200);
  return calls.flatMap(([first, second]): [Statement, unknown[]][] => {
    const {
      name = randomUUID(),
      text,
      values,
    } = typeof first === 'string'
      ? { text: first, values: second as unknown[] | undefined }
      : (first as { name?: string; text: string; values?: unknown[] });
    return JSON.stringify(values ?? [])?.includes(jobId) ? [[{ name, text }, values ?? []]] : [];
  });
}

async function pagesOf(path: string, jobId: string): Promise<number[]> {
  const pages: number[] = [];
  for (const [statement, values] of await statementsOf(path, jobId)) {
    const taken = await execute(session, statement, values, 'force_custom_plan');
    expect(taken.wholeTables, statement.text).toEqual([]);
    pages.push(taken.pages);
  }
  return pages;
}

it.each([
  ['/v1/export-jobs/:id/timeline', 6],
  ['/v1/export-jobs/:id', 2],
])(
  'GET %s costs as much for a job with 20,000 results and 2,000 requests as for one with ten and 21',
  async (path, statements) => {
    const few = await aJobWith(10, 21);
    const many = await aJobWith(MANY, 2000);
    for (const look of ['unknown to Postgres', 'known']) {
      const [ofFew, ofMany] = [await pagesOf(path, few), await pagesOf(path, many)];
      expect(ofFew.length).toBeGreaterThanOrEqual(statements);
      expect(ofMany).toHaveLength(ofFew.length);
      // Indexes may be a level deeper, and rows lie on other pages.
      ofMany.forEach((pages, place) => expect(pages - (ofFew[place] ?? 0), look).toBeLessThanOrEqual(8));
      await relay.database.query('ANALYZE');
    }
  },
  60_000,
);

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FIND_CLAIMABLE } from '../../src/claims/claimable.sql.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { haveBeenSteady } from '../support/steady.js';

/** Companies: to the first ones most jobs go, so one of them may fill the front of the queue. */
const COMPANIES = Array.from({ length: 12 }, () => randomUUID());

interface Company {
  readonly isLeased: boolean;
  readonly isPutAway: boolean;
}

interface Queue {
  readonly companies: readonly Company[];
  /** The company of each pending job, oldest first; null: none. */
  readonly jobs: readonly (number | null)[];
  readonly limit: number;
}

const QUEUE: fc.Arbitrary<Queue> = fc.record({
  companies: fc.array(fc.record({ isLeased: fc.boolean(), isPutAway: fc.boolean() }), {
    minLength: COMPANIES.length,
    maxLength: COMPANIES.length,
  }),
  jobs: fc
    .array(
      fc.record({
        company: fc.oneof(
          { arbitrary: fc.constantFrom(0, 1), weight: 8 },
          { arbitrary: fc.nat(COMPANIES.length - 1), weight: 2 },
          { arbitrary: fc.constant(null), weight: 1 },
        ),
        // Runs of one company: longer than the front.
        times: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 200 })),
      }),
      { maxLength: 12 },
    )
    .map((runs) => runs.flatMap(({ company, times }) => Array.from({ length: times }, () => company))),
  limit: fc.integer({ min: 1, max: 20 }),
});

let database: TestDatabase;
let session: pg.Client;
beforeAll(async () => {
  database = await createDatabase();
  await database.query('INSERT INTO relay_clock (noted_at, steady_since) VALUES (now(), now())');
  await haveBeenSteady(database);
  session = new pg.Client({ connectionString: database.url });
  await session.connect();
});
afterAll(async () => {
  await session.end();
  await database.drop();
});

async function fill({ companies, jobs }: Queue): Promise<void> {
  await session.query(
    `INSERT INTO export_job
       (id, company_id, status, source, expires_in, created_at, last_updated_at, expires_at, registered_at)
     SELECT ('00000000-0000-4000-8000-' || lpad(place::text, 12, '0'))::uuid, company, 'pending', 'webhook', 3600,
            at, at, at + interval '1 day', at
     FROM unnest($1::uuid[]) WITH ORDINALITY AS job (company, place)
     CROSS JOIN LATERAL (SELECT now() - interval '1 hour' + place * interval '1 ms') AS t (at)`,
    [jobs.map((company) => (company === null ? null : COMPANIES[company]))],
  );
  const having = (which: keyof Company) => COMPANIES.filter((_, place) => companies[place]?.[which]);
  await session.query(
    `WITH job AS (
       INSERT INTO export_job
         (id, company_id, status, source, expires_in, last_updated_at, expires_at, registered_at, started_at, last_sequence)
       SELECT gen_random_uuid(), company, 'in_progress', 'webhook', 3600, now(), now() + interval '1 day', now(), now(), 1
       FROM unnest($1::uuid[]) AS leased (company)
       RETURNING id, company_id
     )
     INSERT INTO job_lease (owner_id, job_id, token, until, lease_seconds, claimed_at)
     SELECT company_id, id, gen_random_uuid(), now() + interval '300 seconds', 300, now()
     FROM job`,
    [having('isLeased')],
  );
  await session.query(
    `INSERT INTO company (id, put_away_at, put_away_by, put_away_reason, put_away_waiting)
     SELECT id, now(), 'boss', 'It left.', 'park'
     FROM unnest($1::uuid[]) AS away (id)`,
    [having('isPutAway')],
  );
}

/** The places of the jobs that have to be given out. */
function oldest({ companies, jobs, limit }: Queue): number[] {
  const places = jobs.flatMap((company, place) => {
    if (company === null) return [place + 1];
    const { isLeased, isPutAway } = companies[company] as Company;
    return !isLeased && !isPutAway && jobs.indexOf(company) === place ? [place + 1] : [];
  });
  return places.slice(0, limit);
}

it('claims the oldest jobs, one of each company, wherever in the queue they are', async () => {
  await fc.assert(
    fc.asyncProperty(QUEUE, async (queue) => {
      await session.query('BEGIN; SET LOCAL enable_seqscan = off');
      try {
        await fill(queue);
        const values = FIND_CLAIMABLE.values({ limit: queue.limit, leftAlone: [] });
        const { rows } = await session.query<{ id: string | null }>(FIND_CLAIMABLE.text, values);
        const found = rows.flatMap(({ id }) => (id === null ? [] : [Number(id.slice(-12))]));
        expect(found).toEqual(oldest(queue));
      } finally {
        await session.query('ROLLBACK');
      }
    }),
    { numRuns: 60 },
  );
});

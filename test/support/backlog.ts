import { MAKE_FINISHED_JOBS } from '../../bench/database/finished-jobs.js';
import type { TestDatabase } from './database.js';

/** Jobs whose first event is dead, each with a second event blocked behind it: two rows of the outbox per job. */
export async function jobsBehindDeadEvents(database: TestDatabase, jobs: number): Promise<void> {
  await jobsWithEvents(database, jobs, {
    first: 'dead',
    behind: true,
    dueAt: 'NULL::timestamptz',
    retries: 0,
  });
}

/** Jobs whose first event is under way, each with a second event waiting behind it: two rows per job. */
export async function jobsUnderWay(database: TestDatabase, jobs: number): Promise<void> {
  const dueAt = `now() + interval '5 minutes' + n * interval '1 millisecond'`;
  await jobsWithEvents(database, jobs, { first: 'claimed', behind: true, dueAt, retries: 0 });
}

/** Jobs whose first event met passing faults and waits for its next try, in five minutes or later: one row per job. */
export async function jobsWaitingForRetry(database: TestDatabase, jobs: number): Promise<void> {
  const dueAt = `now() + interval '5 minutes' + n * interval '1 millisecond'`;
  await jobsWithEvents(database, jobs, { first: 'pending', behind: false, dueAt, retries: 5 });
}

/** Jobs that ended, with two delivered events and an attempt for each: nothing of them is in the outbox. */
export async function finishedJobs(database: TestDatabase, jobs: number): Promise<void> {
  await database.query(MAKE_FINISHED_JOBS, [jobs]);
}

/** Whole jobs, events and outbox rows in one statement, so that keys and checks hold as if the relay had made them. */
async function jobsWithEvents(
  database: TestDatabase,
  jobs: number,
  { first, behind, dueAt, retries }: { first: string; behind: boolean; dueAt: string; retries: number },
): Promise<void> {
  const last = behind ? 2 : 1;
  await database.query(
    `WITH job AS (
       INSERT INTO export_job
         (id, status, source, expires_in, started_at, completed_at, expires_at, last_updated_at, last_sequence)
       SELECT gen_random_uuid(), CASE $2::integer WHEN 2 THEN 'completed' ELSE 'in_progress' END, 'event', 86400,
              at, CASE $2::integer WHEN 2 THEN at END, at + interval '1 day', at, $2::integer
       FROM generate_series(1, $1::integer)
       CROSS JOIN (SELECT now()::timestamptz(3)) AS t (at)
       RETURNING id
     ), event AS (
       INSERT INTO export_job_event (job_id, sequence, id, event, origin, accepted_at, delivery_status, outcome)
       SELECT id, sequence, gen_random_uuid(), CASE sequence WHEN 1 THEN 'started' ELSE 'completed' END, 'api', now(),
              CASE WHEN sequence = 1 AND $3 = 'dead' THEN 'dead' ELSE 'pending' END,
              CASE WHEN sequence = 1 AND $3 = 'dead' THEN 'refused' END
       FROM job
       CROSS JOIN generate_series(1, $2::integer) AS sequence
       RETURNING job_id, sequence
     )
     INSERT INTO outbox (job_id, sequence, due_at, retries, failing_since, claim, dead)
     SELECT job_id, sequence,
            CASE WHEN sequence = 1 THEN ${dueAt} END,
            $4::integer,
            CASE WHEN $4::integer > 0 THEN now() END,
            CASE WHEN sequence = 1 AND $3 = 'claimed' THEN gen_random_uuid() END,
            sequence = 1 AND $3 = 'dead'
     FROM (SELECT job_id, sequence, row_number() OVER () AS n FROM event) AS event`,
    [jobs, last, first, retries],
  );
}

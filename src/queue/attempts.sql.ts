import { statement } from '../database/statement.js';

/** Attempts that are looked at for the events that they were made for, at most. */
const MAX_LOOKED_AT = 100_000;

/** Whether `attempt`, a row of `delivery_attempt`, delivered its event. A condition. */
export function hasDelivered(attempt: string): string {
  return `${attempt}.delivered_after_ms IS NOT NULL`;
}

/** Whether `attempt`, a row of `delivery_attempt`, failed, by the rules of the overview. A condition. */
export function hasFailed(attempt: string): string {
  return `(${attempt}.delivered_after_ms IS NULL AND ${attempt}.outcome IN ('passing', 'wait', 'credential', 'refused', 'conflict'))`;
}

/**
 * Jobs of which an attempt that began at $2 or later is such that `condition`; and whether those are all: $1 + 1 of
 * MAX_LOOKED_AT attempts. Served by delivery_attempt_started_at_idx; the upper bound tells Postgres that they are few.
 */
const jobsTriedSince = (condition: string) => `WITH tried AS MATERIALIZED (
     SELECT job_id, ${condition} AS is_meant
     FROM delivery_attempt AS attempt
     WHERE started_at >= $2::timestamptz
       AND started_at < now() + interval '1 day'
     LIMIT ${MAX_LOOKED_AT}
   ), found AS MATERIALIZED (
     SELECT job_id
     FROM tried
     WHERE is_meant
     LIMIT $1::integer + 1
   )
   SELECT DISTINCT job_id AS id, (SELECT count(*) FROM found) <= $1::integer AS "isAll"
   FROM found
   UNION ALL
   SELECT NULL, false
   WHERE (SELECT count(*) FROM tried) >= ${MAX_LOOKED_AT}`;

/** Of which an event was delivered. */
export const FIND_JOBS_DELIVERED_SINCE = statement(
  'find-jobs-delivered-since',
  jobsTriedSince(hasDelivered('attempt')),
);

/** Of which a request failed. */
export const FIND_JOBS_FAILED_SINCE = statement(
  'find-jobs-failed-since',
  jobsTriedSince(hasFailed('attempt')),
);

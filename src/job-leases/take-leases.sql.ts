import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { IS_OVER } from './lease-state.sql.js';

/** A lease that is to begin. */
export interface NewLease {
  readonly ownerId: string;
  readonly jobId: string;
  /** The token of the owner's row as it was seen; null where there was none. */
  readonly seen: string | null;
  readonly token: string;
  readonly leaseSeconds: number;
  readonly claimedBy: string | null;
  readonly isResumed: boolean;
}

const LEASES = columns<NewLease>({
  owner_id: ['uuid', ({ ownerId }) => ownerId],
  job_id: ['uuid', ({ jobId }) => jobId],
  seen: ['uuid', ({ seen }) => seen],
  token: ['uuid', ({ token }) => token],
  lease_seconds: ['integer', ({ leaseSeconds }) => leaseSeconds],
  claimed_by: ['text', ({ claimedBy }) => claimedBy],
  is_resumed: ['boolean', ({ isResumed }) => isResumed],
});

/**
 * Begins leases of jobs that are locked, one for each owner, by compare-and-swap: an owner whose row is another one
 * than was seen has another lease, and gets none here. The rows are written in the order of their owners, so
 * that no two transactions wait for each other. Returns those that began; `hasLapsed` where this was the first to note
 * that the one before is over. The sweep may note it at the same moment: the job of that one need not be locked here.
 * Served by primary keys.
 */
export const TAKE_LEASES = namedStatement(
  'take-leases',
  { leases: LEASES },
  ({ leases }) => `WITH wanted AS MATERIALIZED (
     SELECT *
     FROM unnest(${leases.arrays}) AS wanted (${leases.names})
   ), before AS MATERIALIZED (
     SELECT job_lease.owner_id, job_lease.job_id, job_lease.token, job_lease.until, job_lease.claimed_by
     FROM wanted
     JOIN job_lease ON (job_lease.owner_id, job_lease.token) = (wanted.owner_id, wanted.seen)
     WHERE job_lease.ended IS NULL
   ), taken AS (
     INSERT INTO job_lease (owner_id, job_id, token, until, lease_seconds, claimed_by, claimed_at)
     SELECT owner_id, job_id, token, statement_timestamp() + lease_seconds * interval '1 second', lease_seconds,
            claimed_by, statement_timestamp()
     FROM wanted
     ORDER BY owner_id
     ON CONFLICT (owner_id) DO UPDATE
       SET job_id = excluded.job_id,
           token = excluded.token,
           until = excluded.until,
           lease_seconds = excluded.lease_seconds,
           claimed_by = excluded.claimed_by,
           claimed_at = excluded.claimed_at,
           ended = NULL,
           returns = CASE
             WHEN job_lease.job_id <> excluded.job_id THEN 0
             WHEN job_lease.ended IS NULL THEN job_lease.returns + 1
             ELSE job_lease.returns
           END
       WHERE job_lease.token = (SELECT seen FROM wanted WHERE wanted.owner_id = job_lease.owner_id)
         AND ${IS_OVER}
     RETURNING owner_id, job_id, token, until, claimed_by, claimed_at, returns
   ), noted AS (
     INSERT INTO job_lease_change (job_id, token, change, at, by)
     SELECT before.job_id, before.token, 'lapsed', before.until, before.claimed_by
     FROM before
     JOIN taken USING (owner_id)
     UNION ALL
     SELECT taken.job_id, taken.token, CASE WHEN is_resumed THEN 'resumed' ELSE 'claimed' END, claimed_at, taken.claimed_by
     FROM taken
     JOIN wanted USING (owner_id)
     ON CONFLICT DO NOTHING
     RETURNING token
   )
   SELECT taken.job_id AS "jobId", taken.token, taken.until, taken.returns,
          coalesce(before.token IN (SELECT token FROM noted), false) AS "hasLapsed"
   FROM taken
   LEFT JOIN before USING (owner_id)`,
);

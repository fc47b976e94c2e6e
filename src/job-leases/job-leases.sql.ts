import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { HAS_LAPSED, IS_OVER, WAKE_CLAIMS } from './lease-state.sql.js';

/** A token that came with a report of a job. */
export interface ShownToken {
  readonly jobId: string;
  readonly token: string;
}

const SHOWN = columns<ShownToken>({
  job_id: ['uuid', ({ jobId }) => jobId],
  token: ['uuid', ({ token }) => token],
});

/**
 * What tokens are worth, of jobs that are locked. `isLast`: there is no lease, and it was the last one of its job.
 * Served by job_lease_job_id_key, and by the primary key of the changes.
 */
export const JUDGE_TOKENS = namedStatement(
  'judge-lease-tokens',
  { shown: SHOWN },
  ({ shown }) => `SELECT shown.job_id AS "jobId", shown.token,
          coalesce(job_lease.token = shown.token AND NOT ${IS_OVER}, false) AS "isLive",
          coalesce(last.token = shown.token, false) AS "isLast"
   FROM unnest(${shown.arrays}) AS shown (${shown.names})
   LEFT JOIN job_lease ON job_lease.job_id = shown.job_id
   LEFT JOIN LATERAL (
     SELECT token
     FROM job_lease_change AS change
     WHERE change.job_id = shown.job_id
       AND change.change IN ('claimed', 'resumed')
     ORDER BY at DESC
     LIMIT 1
   ) AS last ON job_lease.job_id IS NULL`,
);

/** What prolonging a lease sets. */
const PROLONGED = `until = statement_timestamp() + job_lease.lease_seconds * interval '1 second',
         returns = 0`;

/**
 * Prolongs leases, of jobs that are locked, by the seconds that they were claimed for. One that would gain less than a
 * second is left as it is: a worker may report hundreds of times in one. Served by job_lease_job_id_key.
 */
export const PROLONG_LEASES = namedStatement(
  'prolong-leases',
  { shown: SHOWN },
  ({ shown }) => `UPDATE job_lease
     SET ${PROLONGED}
     FROM unnest(${shown.arrays}) AS shown (${shown.names})
     WHERE job_lease.job_id = shown.job_id
       AND job_lease.token = shown.token
       AND job_lease.ended IS NULL
       AND (job_lease.until < statement_timestamp() + (job_lease.lease_seconds - 1) * interval '1 second'
         OR job_lease.returns > 0)`,
);

/**
 * Prolongs the lease with this token of the locked job in the relation `job` (id), if it is live. A fragment that
 * returns the job's id. Served by job_lease_job_id_key.
 */
export const prolongLiveLease = (token: string): string => `UPDATE job_lease
     SET ${PROLONGED}
     FROM job
     WHERE job_lease.job_id = job.id
       AND job_lease.token = ${token}
       AND NOT ${IS_OVER}
     RETURNING job_lease.job_id`;

/**
 * Ends the leases of the jobs in the relation `move` (id, ended) that have ended; others of their companies may be
 * claimed now. A fragment that returns a row for each lease. Served by job_lease_job_id_key.
 */
export const END_LEASES = `DELETE FROM job_lease
     WHERE job_id = ANY (ARRAY(SELECT id FROM move WHERE ended))
     RETURNING job_id`;

const COLUMNS = 'job_id, token, until, lease_seconds, claimed_by, claimed_at, ended, returns';

/**
 * Gives leases of the jobs in the relation `job` (id, company_id), whose company has become known, to the company. One
 * that has another lease keeps that, and the job its own: two workers are at it already. Fragments of a WITH clause; an
 * UPDATE of the key would fail where the company gets a lease at this moment. Served by primary keys.
 */
export const MOVE_LEASES_TO_COMPANY = `freed AS (
     DELETE FROM job_lease
     USING job
     WHERE job_lease.owner_id = job.id
       AND job.company_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM job_lease AS other WHERE other.owner_id = job.company_id)
     RETURNING ${COLUMNS}, job.company_id
   ), moved AS (
     INSERT INTO job_lease (owner_id, ${COLUMNS})
     SELECT company_id, ${COLUMNS}
     FROM freed
     ON CONFLICT (owner_id) DO NOTHING
     RETURNING job_id
   ), kept AS (
     INSERT INTO job_lease (owner_id, ${COLUMNS})
     SELECT job_id, ${COLUMNS}
     FROM freed
     WHERE job_id NOT IN (SELECT job_id FROM moved)
   )`;

/**
 * The same, later, for up to $1 leases that have ended and could not be moved then: until then their jobs are not given
 * out again. Served by job_lease_until_idx and primary keys.
 */
export const MOVE_ENDED_LEASES = statement(
  'move-ended-leases',
  `WITH job AS MATERIALIZED (
     SELECT DISTINCT ON (job.company_id) job.id, job.company_id
     FROM job_lease
     CROSS JOIN LATERAL (
       SELECT id, company_id
       FROM export_job
       WHERE id = job_lease.job_id
       LIMIT 1
     ) AS job
     WHERE job_lease.until <= now()
       AND job_lease.ended IS NOT NULL
       AND job_lease.owner_id = job_lease.job_id
       AND job.company_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM job_lease AS other WHERE other.owner_id = job.company_id)
     ORDER BY job.company_id, job_lease.until
     LIMIT $1
   ), ${MOVE_LEASES_TO_COMPANY}
   SELECT job_id, ${WAKE_CLAIMS}
   FROM moved`,
);

/**
 * Gives job `jobId` back, if the token is that of its live lease; its row is locked first. Saying so again changes
 * nothing: `wasReleased`, as long as nobody has claimed it since. Served by primary keys and job_lease_job_id_key.
 */
export const RELEASE_LEASE = namedStatement(
  'release-lease',
  { jobId: 'uuid', token: 'uuid', by: 'text' },
  ({ jobId, token, by }) => `WITH job AS MATERIALIZED (
     SELECT id
     FROM export_job
     WHERE id = ${jobId}
     FOR NO KEY UPDATE
   ), released AS (
     UPDATE job_lease
     SET ended = 'released',
         until = statement_timestamp(),
         returns = job_lease.returns + 1
     FROM job
     WHERE job_lease.job_id = job.id
       AND job_lease.token = ${token}
       AND NOT ${IS_OVER}
     RETURNING job_lease.job_id, job_lease.token, job_lease.until
   ), noted AS (
     INSERT INTO job_lease_change (job_id, token, change, at, by)
     SELECT job_id, token, 'released', until, ${by}
     FROM released
   )
   SELECT EXISTS (SELECT FROM released) AS "isReleased",
          EXISTS (
            SELECT
            FROM job_lease_change
            WHERE (job_id, token, change) = (${jobId}, ${token}, 'released')
          ) AND NOT EXISTS (
            SELECT
            FROM job_lease
            WHERE job_id = ${jobId}
              AND token <> ${token}
          ) AS "wasReleased",
          (SELECT ${WAKE_CLAIMS} FROM released)`,
);

/**
 * Notes that up to $1 leases have lapsed, oldest first. Locked jobs are left to the next look: their
 * workers may be heard of at this moment. Served by job_lease_until_idx and primary keys.
 */
export const LAPSE_LEASES = statement(
  'lapse-leases',
  `WITH silent AS MATERIALIZED (
     SELECT job_lease.job_id, job_lease.token
     FROM job_lease
     JOIN export_job AS job ON job.id = job_lease.job_id
     WHERE job_lease.until <= now()
       AND ${HAS_LAPSED}
     ORDER BY job_lease.until
     LIMIT $1
     FOR NO KEY UPDATE OF job SKIP LOCKED
   ), lapsed AS (
     UPDATE job_lease
     SET ended = 'lapsed',
         returns = job_lease.returns + 1
     FROM silent
     WHERE job_lease.job_id = silent.job_id
       AND job_lease.token = silent.token
       AND ${HAS_LAPSED}
     RETURNING job_lease.job_id, job_lease.token, job_lease.until, job_lease.claimed_by
   ), noted AS (
     INSERT INTO job_lease_change (job_id, token, change, at, by)
     SELECT job_id, token, 'lapsed', until, claimed_by
     FROM lapsed
   )
   SELECT job_id AS "jobId", ${WAKE_CLAIMS}
   FROM lapsed`,
);

/**
 * Forgets up to $1 leases that are over and whose jobs nobody will take up again: they have ended here, told by a
 * replica that knows no leases, or have one of the statuses $2 at Pleo. Served by job_lease_until_idx and primary keys.
 */
export const FORGET_LEASES = statement(
  'forget-leases',
  `DELETE FROM job_lease
   WHERE owner_id IN (
     SELECT job_lease.owner_id
     FROM job_lease
     CROSS JOIN LATERAL (
       SELECT status, pleo_status
       FROM export_job
       WHERE id = job_lease.job_id
       LIMIT 1
     ) AS job
     WHERE job_lease.until <= now()
       AND job_lease.ended IS NOT NULL
       AND (job.status <> 'in_progress' OR job.pleo_status = ANY ($2::text[]))
     LIMIT $1
     FOR UPDATE OF job_lease SKIP LOCKED
   )
   RETURNING job_id, ${WAKE_CLAIMS}`,
);

/**
 * Lets up to $1 leases that end later than any could begin again: a clock that was ahead has given it to them. Served
 * by the far end of job_lease_until_idx, where nothing else is.
 */
export const SHORTEN_LEASES = statement(
  'shorten-leases',
  `UPDATE job_lease
   SET until = now() + lease_seconds * interval '1 second'
   WHERE owner_id IN (
     SELECT owner_id
     FROM job_lease
     WHERE until > now() + 3660 * interval '1 second'
     ORDER BY until
     LIMIT $1
     FOR UPDATE SKIP LOCKED
   )
   RETURNING job_id`,
);

import { namedStatement } from '../database/named-statement.js';
import {
  COMPANY_KEY,
  COMPANY_ORDER,
  IS_CLAIMABLE,
  isOpenAtPleo,
  NO_COMPANY,
  ownerOf,
} from '../jobs/claimable.sql.js';
import { IS_OVER, RETURNS_AT } from '../job-leases/lease-state.sql.js';
import { isPutAway } from '../queue/put-away.sql.js';

/** Jobs that are read beyond those that are wanted, since others may have locked the first ones. */
const SPARE = 64;

/** A job that may be taken up again: it was claimed, and is in progress here and at Pleo. */
const isUnderWay = (of: string) => `(${of}.status = 'in_progress' AND ${isOpenAtPleo(of)})`;

/** The job of a lease, read by its primary key: LIMIT keeps conditions on it from choosing another index. */
const JOB_OF_LEASE = `(
       SELECT id, company_id, status, pleo_status, created_at
       FROM export_job
       WHERE id = job_lease.job_id
       LIMIT 1
     )`;

/** The lease of the company of a head, read by its primary key likewise. */
const LEASE_OF_COMPANY = `(
       SELECT owner_id, job_id, token, until, lease_seconds, ended
       FROM job_lease
       WHERE owner_id = head.company_id
       LIMIT 1
     )`;

/** The first claimable job of a company, or the first one of the next company, by one step in the index. */
const firstWhere = (condition: string) => `(
       SELECT ${COMPANY_KEY} AS company_id, id, created_at
       FROM export_job
       WHERE ${IS_CLAIMABLE}
         AND ${condition}
       ORDER BY ${COMPANY_ORDER}
       LIMIT 1
     )`;

/** A skip scan: the companies that have a claimable job, and the oldest one of each, however many there are. */
const OF_ALL_COMPANIES = `${firstWhere(`${COMPANY_KEY} > ${NO_COMPANY}`)}
     UNION ALL
     SELECT next.company_id, next.id, next.created_at
     FROM head
     CROSS JOIN LATERAL ${firstWhere(`${COMPANY_KEY} > head.company_id`)} AS next`;

/** The oldest claimable job of each of these companies. */
const ofCompanies = (companies: string) => `SELECT first.company_id, first.id, first.created_at
     FROM unnest(${companies}) AS wanted (id)
     CROSS JOIN LATERAL ${firstWhere(`${COMPANY_KEY} BETWEEN wanted.id AND wanted.id`)} AS first
     WHERE wanted.id > ${NO_COMPANY}`;

/** The oldest claimable jobs that have no company: each stands for itself. */
const withoutCompany = (limit: string, leftAlone: string) => `
     UNION ALL
     (
       SELECT id, id AS owner_id, NULL::uuid AS seen, true AS is_pending, created_at
       FROM export_job
       WHERE ${IS_CLAIMABLE}
         AND ${COMPANY_KEY} BETWEEN ${NO_COMPANY} AND ${NO_COMPANY}
       ORDER BY ${COMPANY_ORDER}
       LIMIT ${limit} + ${SPARE} + cardinality(${leftAlone})
     )`;

/**
 * The oldest claimable jobs, `limit` at most and one for each owner, locked; those that came back go before those that
 * are pending. Jobs that another transaction has locked are left out: `isContended` where there are such, or where more
 * were found than are wanted. `seen` is the token in the owner's row, which is to be there still when the lease is
 * written. Jobs of companies that are put away are not claimable: Pleo would never hear of what a worker booked for
 * them. The first row has no job where none was found. `nextMs`: when the next lease may lapse. `heads` is a query for
 * the oldest pending job of each company. The jobs `leftAlone` are not given out.
 */
const claimable = (
  heads: string,
  isWanted: string,
  others: string,
  { limit, leftAlone }: Record<'limit' | 'leftAlone', string>,
) => `
   WITH RECURSIVE head (company_id, id, created_at) AS (
     ${heads}
   ), candidate AS MATERIALIZED (
     SELECT job.id, job_lease.owner_id, job_lease.token AS seen, false AS is_pending, job.created_at
     FROM job_lease
     CROSS JOIN LATERAL ${JOB_OF_LEASE} AS job
     WHERE job_lease.until <= now()
       AND ${RETURNS_AT} <= now()
       AND ${IS_OVER}
       AND ${isUnderWay('job')}
       AND job_lease.owner_id = ${ownerOf('job')}
       AND NOT ${isPutAway('job_lease.owner_id')}
       AND ${isWanted}
     UNION ALL
     SELECT head.id, head.company_id, job_lease.token, true, head.created_at
     FROM head
     LEFT JOIN LATERAL ${LEASE_OF_COMPANY} AS job_lease ON true
     WHERE NOT ${isPutAway('head.company_id')}
       AND (
         job_lease.owner_id IS NULL
         OR (${IS_OVER} AND NOT coalesce((SELECT ${isUnderWay('job')} FROM ${JOB_OF_LEASE} AS job), false))
       )${others}
   ), chosen AS MATERIALIZED (
     SELECT *
     FROM candidate
     WHERE NOT id = ANY (${leftAlone})
     ORDER BY is_pending, created_at, id
     LIMIT ${limit} + ${SPARE}
   ), locked AS MATERIALIZED (
     SELECT job.id, chosen.owner_id, chosen.seen, chosen.is_pending, job.status, job.created_at, job.started_at,
            job.completed_at, job.expired_at, job.last_sequence, job.number_of_items
     FROM chosen
     JOIN export_job AS job ON job.id = chosen.id
     WHERE CASE
             WHEN chosen.is_pending THEN job.status = 'pending'
               AND ${ownerOf('job')} = chosen.owner_id
               AND ${isOpenAtPleo('job')}
             ELSE ${isUnderWay('job')}
           END
     ORDER BY chosen.is_pending, chosen.created_at, chosen.id
     LIMIT ${limit}
     FOR NO KEY UPDATE OF job SKIP LOCKED
   )
   SELECT locked.id, locked.owner_id AS "ownerId", locked.seen, locked.is_pending AS "isPending", locked.status,
          locked.created_at AS "createdAt", locked.started_at AS "startedAt", locked.completed_at AS "completedAt",
          locked.expired_at AS "expiredAt", locked.last_sequence AS "lastSequence",
          locked.number_of_items AS "numberOfItems",
          (SELECT count(*) FROM chosen) > (SELECT count(*) FROM locked) AS "isContended",
          (
            SELECT (extract(epoch FROM until - now()) * 1000)::float8
            FROM job_lease
            WHERE until > now()
            ORDER BY until
            LIMIT 1
          ) AS "nextMs"
   FROM (SELECT) AS always
   LEFT JOIN locked ON true
   ORDER BY locked.is_pending, locked.created_at, locked.id`;

/**
 * Of all companies. Served by job_lease_until_idx, export_job_claimable_idx and primary keys: what is read grows with
 * the companies that have a pending job, and with the leases that are over and whose jobs nobody has taken up again;
 * not with the pending jobs of a company, and not with jobs that are over.
 */
export const FIND_CLAIMABLE = namedStatement(
  'find-claimable',
  { limit: 'integer', leftAlone: 'uuid[]' },
  ({ limit, leftAlone }) =>
    claimable(OF_ALL_COMPANIES, 'true', withoutCompany(limit, leftAlone), { limit, leftAlone }),
);

/** Of the companies that workers name. Served by the same indexes. */
export const FIND_CLAIMABLE_OF = namedStatement(
  'find-claimable-of',
  { companies: 'uuid[]', limit: 'integer', leftAlone: 'uuid[]' },
  ({ companies, limit, leftAlone }) =>
    claimable(ofCompanies(companies), `job.company_id = ANY (${companies})`, '', { limit, leftAlone }),
);

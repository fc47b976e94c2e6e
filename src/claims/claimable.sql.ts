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

/** Whether the owner of a head has no lease, and no job that is to be taken up first. */
const IS_FREE = `(
         job_lease.owner_id IS NULL
         OR (${IS_OVER} AND NOT coalesce((SELECT ${isUnderWay('job')} FROM ${JOB_OF_LEASE} AS job), false))
       )`;

/** How many jobs the front of the queue has: half of them may be of companies whose turn it is not. */
const frontOf = (limit: string, leftAlone: string) => `2 * (${limit} + ${SPARE}) + cardinality(${leftAlone})`;

/**
 * The oldest claimable job of each company, of those that can be chosen. Where the front of the queue, its oldest jobs,
 * has enough of them, no other is older, and the heads in it are all that matter. Else a skip scan finds the head of
 * each company that has one, however many jobs it has: the front may be all of one company.
 */
const ofAllCompanies = (limit: string, leftAlone: string) => `front AS MATERIALIZED (
     SELECT ${COMPANY_KEY} AS company_id, id, created_at
     FROM export_job
     WHERE ${IS_CLAIMABLE}
     ORDER BY created_at, id
     LIMIT ${frontOf(limit, leftAlone)}
   ), front_head AS MATERIALIZED (
     SELECT DISTINCT ON (company_id) company_id, id, created_at
     FROM front
     WHERE company_id > ${NO_COMPANY}
     ORDER BY company_id, created_at, id
   ), enough AS MATERIALIZED (
     SELECT count(*) < ${frontOf(limit, leftAlone)}
         OR count(*) FILTER (WHERE company_id = ${NO_COMPANY}) + (
              SELECT count(*)
              FROM front_head AS head
              LEFT JOIN LATERAL ${LEASE_OF_COMPANY} AS job_lease ON true
              WHERE NOT ${isPutAway('head.company_id')}
                AND ${IS_FREE}
            ) >= ${limit} + ${SPARE} + cardinality(${leftAlone}) AS is_there
     FROM front
   ), scanned (company_id, id, created_at) AS (
     SELECT first.*
     FROM enough
     CROSS JOIN LATERAL ${firstWhere(`${COMPANY_KEY} > ${NO_COMPANY}`)} AS first
     WHERE NOT enough.is_there
     UNION ALL
     SELECT next.company_id, next.id, next.created_at
     FROM scanned
     CROSS JOIN LATERAL ${firstWhere(`${COMPANY_KEY} > scanned.company_id`)} AS next
   ), head AS MATERIALIZED (
     SELECT front_head.*
     FROM front_head
     CROSS JOIN enough
     WHERE enough.is_there
     UNION ALL
     SELECT *
     FROM scanned
   )`;

/** The oldest claimable job of each of these companies. */
const ofCompanies = (companies: string) => `head AS MATERIALIZED (
     SELECT first.company_id, first.id, first.created_at
     FROM unnest(${companies}) AS wanted (id)
     CROSS JOIN LATERAL ${firstWhere(`${COMPANY_KEY} BETWEEN wanted.id AND wanted.id`)} AS first
     WHERE wanted.id > ${NO_COMPANY}
   )`;

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
 * them. The first row has no job where none was found. `nextMs`: when the next lease may lapse. `heads` ends with
 * the CTE `head`, the oldest pending job of each company. The jobs `leftAlone` are not given out.
 */
const claimable = (
  heads: string,
  isWanted: string,
  others: string,
  { limit, leftAlone }: Record<'limit' | 'leftAlone', string>,
) => `
   WITH RECURSIVE ${heads}, candidate AS MATERIALIZED (
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
       AND ${IS_FREE}${others}
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
 * Of all companies. Served by export_job_status_idx, export_job_claimable_idx, job_lease_until_idx and primary keys.
 * What is read grows with the leases that are over and whose jobs nobody has taken up again; and with the companies
 * that have a pending job, where most of the oldest jobs cannot be given out. Not with the pending jobs of a company,
 * and not with jobs that are over.
 */
export const FIND_CLAIMABLE = namedStatement(
  'find-claimable',
  { limit: 'integer', leftAlone: 'uuid[]' },
  ({ limit, leftAlone }) =>
    claimable(ofAllCompanies(limit, leftAlone), 'true', withoutCompany(limit, leftAlone), {
      limit,
      leftAlone,
    }),
);

/** Of the companies that workers name. Served by the same indexes. */
export const FIND_CLAIMABLE_OF = namedStatement(
  'find-claimable-of',
  { companies: 'uuid[]', limit: 'integer', leftAlone: 'uuid[]' },
  ({ companies, limit, leftAlone }) =>
    claimable(ofCompanies(companies), `job.company_id = ANY (${companies})`, '', { limit, leftAlone }),
);

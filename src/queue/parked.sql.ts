import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { PARKED } from './credential-queue.js';
import { giveUp } from './give-up.sql.js';
import { IS_PARKED } from './put-away.sql.js';

/** The rows of `outbox` of a company that is put away. Served by outbox_parked_idx. */
const ofCompany = (company: string) => `${IS_PARKED} AND credential = '${PARKED}' || ${company}`;

/** The companies $1 of which something is parked. Served by outbox_parked_idx. */
export const FIND_PARKED = statement(
  'find-parked-companies',
  `SELECT id
   FROM unnest($1::uuid[]) AS company (id)
   WHERE EXISTS (SELECT FROM outbox WHERE ${ofCompany('company.id')})`,
);

/**
 * Takes the claims away from the messages of company $1 whose leases ended a minute ago: their holder is gone, and
 * nobody claims them where they are now. Served by outbox_parked_idx.
 */
export const RELEASE_ABANDONED = statement(
  'release-abandoned',
  `UPDATE outbox
   SET claim = NULL,
       due_at = statement_timestamp()
   WHERE ${ofCompany('$1::uuid')}
     AND claim IS NOT NULL
     AND due_at <= statement_timestamp() - interval '1 minute'`,
);

/**
 * Jobs of company $1 of which something is parked that is not under way, of up to $2 messages. By outbox_parked_idx.
 */
export const FIND_PARKED_JOBS = statement(
  'find-parked-jobs',
  `SELECT DISTINCT job_id AS id
   FROM (
     SELECT job_id
     FROM outbox
     WHERE ${ofCompany('$1::uuid')}
       AND claim IS NULL
     LIMIT $2
   ) AS parked`,
);

/** The messages of the jobs $1 that carry results, are parked and not under way. Served by the primary key. */
export const FIND_PARKED_ITEMS = statement(
  'find-parked-items',
  `SELECT job_id AS "jobId", sequence
   FROM outbox
   WHERE job_id = ANY ($1::uuid[])
     AND ${IS_PARKED}
     AND kind = 'items'
     AND claim IS NULL`,
);

/**
 * Gives the parked events of `jobs` up that are not under way, dead or not. The jobs must be locked; served by primary
 * keys. Returns a row for each.
 */
export const DISCARD_PARKED_EVENTS = namedStatement(
  'discard-parked-events',
  { jobs: 'uuid[]', by: 'text', reason: 'text' },
  ({ jobs, by, reason }) => `WITH chosen AS MATERIALIZED (
     SELECT job_id, sequence
     FROM outbox
     WHERE job_id = ANY (${jobs})
       AND ${IS_PARKED}
       AND kind = 'event'
       AND claim IS NULL
     FOR UPDATE
   ), ${giveUp(by, reason)}
   SELECT job_id
   FROM given_up`,
);

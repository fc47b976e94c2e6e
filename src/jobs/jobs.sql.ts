import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { MOVE_LEASES_TO_COMPANY, prolongLiveLease } from '../job-leases/job-leases.sql.js';
import { IS_OVER, LEASED_UNTIL, WAKE_CLAIMS } from '../job-leases/lease-state.sql.js';
import { MOVE_TO_OWN_CREDENTIAL } from '../queue/moves.sql.js';
import { isLastDiscarded } from './delivery-status.sql.js';

/** Wakes the workers that wait for a job. Served by the primary key. */
export const REGISTER_JOB = namedStatement(
  'register-job',
  {
    id: 'uuid',
    companyId: 'uuid',
    numberOfItems: 'integer',
    expiresIn: 'integer',
    source: 'text',
    by: 'text',
  },
  ({ id, companyId, numberOfItems, expiresIn, source, by }) => `INSERT INTO export_job
     (id, company_id, status, source, number_of_items, expires_in, expires_at, registered_at, registered_by)
   VALUES (${id}, ${companyId}, 'pending', ${source}, ${numberOfItems}, ${expiresIn},
           now() + ${expiresIn} * interval '1 second', now(), ${by})
   ON CONFLICT (id) DO NOTHING
   RETURNING id, ${WAKE_CLAIMS}`,
);

/** Served by the primary key. The lock keeps the row as it is until the registration is compared with it. */
export const LOCK_REGISTRATION = statement(
  'lock-registration',
  `SELECT registered_at AS "registeredAt", company_id AS "companyId", expires_in AS "expiresIn", number_of_items AS "numberOfItems"
   FROM export_job
   WHERE id = $1
   FOR NO KEY UPDATE`,
);

/**
 * What an event could not say of its job, filled in by the registration that came after it. Served by primary keys,
 * also those of the outbox, the leases and the credentials.
 */
export const COMPLETE_REGISTRATION = namedStatement(
  'complete-registration',
  { id: 'uuid', companyId: 'uuid', numberOfItems: 'integer', expiresIn: 'integer', by: 'text' },
  ({ id, companyId, numberOfItems, expiresIn, by }) => `WITH job AS (
     UPDATE export_job
     SET registered_at = now(),
         registered_by = ${by},
         company_id = ${companyId},
         number_of_items = ${numberOfItems},
         expires_in = ${expiresIn},
         expires_at = last_updated_at + ${expiresIn} * interval '1 second'
     WHERE id = ${id}
     RETURNING id, company_id
   ), ${MOVE_LEASES_TO_COMPANY}
   ${MOVE_TO_OWN_CREDENTIAL}`,
);

/** Fills in what a registration left out, from what Pleo says. Served by the same primary keys. */
export const FILL_IN = namedStatement(
  'fill-in',
  { id: 'uuid', companyId: 'uuid', numberOfItems: 'integer' },
  ({ id, companyId, numberOfItems }) => `WITH job AS (
     UPDATE export_job
     SET company_id = coalesce(company_id, ${companyId}),
         number_of_items = coalesce(number_of_items, ${numberOfItems})
     WHERE id = ${id}
     RETURNING id, company_id
   ), ${MOVE_LEASES_TO_COMPANY}
   ${MOVE_TO_OWN_CREDENTIAL}`,
);

/** Which of the jobs $1 are not registered yet, or lack their company. Served by the primary key. */
export const FIND_UNANNOUNCED = statement(
  'find-unannounced',
  `SELECT given.id
   FROM unnest($1::uuid[]) AS given (id)
   LEFT JOIN export_job AS job USING (id)
   WHERE job.registered_at IS NULL
      OR job.company_id IS NULL`,
);

/** Job $1, where it was known $2 milliseconds ago. Served by the primary key. */
export const FIND_KNOWN_BEFORE = statement(
  'find-job-known-before',
  `SELECT id
   FROM export_job
   WHERE id = $1::uuid
     AND created_at < statement_timestamp() - $2::float8 * interval '1 millisecond'`,
);

/**
 * Jobs whose credential is `credential`, of the `statuses`, that are not among `listed`, are older than `ageMs`, and
 * did not have one of the statuses `over` when Pleo was last asked. Some of them, so none is left out for good,
 * however many there are. Served by export_job_expires_at_idx.
 */
export const FIND_UNLISTED = namedStatement(
  'find-unlisted',
  {
    credential: 'text',
    statuses: 'text[]',
    listed: 'uuid[]',
    over: 'text[]',
    ageMs: 'float8',
    limit: 'integer',
  },
  ({ credential, statuses, listed, over, ageMs, limit }) => `SELECT id
   FROM (
     SELECT job.id
     FROM export_job AS job
     LEFT JOIN company_credential AS own USING (company_id)
     WHERE coalesce(own.company_id::text, 'default') = ${credential}
       AND job.status IN ('pending', 'in_progress')
       AND job.status = ANY (${statuses})
       AND NOT job.id = ANY (${listed})
       AND (pleo_status IS NULL OR NOT pleo_status = ANY (${over}))
       AND job.created_at < now() - ${ageMs} * interval '1 millisecond'
     ORDER BY expires_at
     LIMIT 1000
   ) AS soonest
   ORDER BY random()
   LIMIT ${limit}`,
);

const STATUSES = columns<readonly [id: string, status: string]>({
  id: ['uuid', ([id]) => id],
  pleo_status: ['text', ([, status]) => status],
});

/** Served by the primary key. */
export const NOTE_PLEO_STATUSES = namedStatement(
  'note-pleo-statuses',
  { statuses: STATUSES },
  ({ statuses }) => `UPDATE export_job
   SET pleo_status = noted.pleo_status
   FROM unnest(${statuses.arrays}) AS noted (${statuses.names})
   WHERE export_job.id = noted.id
     AND export_job.pleo_status IS DISTINCT FROM noted.pleo_status`,
);

/** Whole rows, in the names of their entity. Served by the primary key. */
export const FIND_WHOLE_JOBS = statement(
  'find-whole-jobs',
  `SELECT id, company_id AS "companyId", status, source, number_of_items AS "numberOfItems", expires_in AS "expiresIn",
          created_at AS "createdAt", started_at AS "startedAt", completed_at AS "completedAt", expired_at AS "expiredAt",
          last_updated_at AS "lastUpdatedAt", expires_at AS "expiresAt", failure_reason AS "failureReason",
          failure_reason_type AS "failureReasonType", pleo_status AS "pleoStatus", last_sequence AS "lastSequence",
          registered_at AS "registeredAt", registered_by AS "registeredBy"
   FROM export_job
   WHERE id = ANY ($1::uuid[])`,
);

/** Whose jobs these are. Served by the primary key. */
export const FIND_COMPANIES = statement(
  'find-companies-of-jobs',
  `SELECT id, company_id AS "companyId"
   FROM export_job
   WHERE id = ANY ($1::uuid[])`,
);

/** Served by the primary key. */
export const HEARTBEAT = statement(
  'heartbeat',
  `UPDATE export_job
   SET last_updated_at = now(),
       expires_at = now() + expires_in * interval '1 second'
   WHERE id = $1
     AND status = ANY ($2::text[])
   RETURNING id`,
);

/**
 * The same of the worker whose lease has the token $3, which is prolonged too: the job is locked first. Nothing is
 * written where that is not the live one. Served by the primary key and job_lease_job_id_key.
 */
export const HEARTBEAT_OF_LEASE = statement(
  'heartbeat-of-lease',
  `WITH job AS MATERIALIZED (
     SELECT id
     FROM export_job
     WHERE id = $1
       AND status = ANY ($2::text[])
     FOR NO KEY UPDATE
   ), lease AS (
     ${prolongLiveLease('$3')}
   )
   UPDATE export_job
   SET last_updated_at = now(),
       expires_at = now() + expires_in * interval '1 second'
   FROM lease
   WHERE export_job.id = lease.job_id
   RETURNING export_job.id`,
);

/** Gives jobs, which must be locked, their time again: another worker has taken them up. Served by the primary key. */
export const HEAR_OF_RESUMED = statement(
  'hear-of-resumed',
  `UPDATE export_job
   SET last_updated_at = now(),
       expires_at = now() + expires_in * interval '1 second'
   WHERE id = ANY ($1::uuid[])`,
);

/**
 * How many events of each job wait, what its item results come to, who has it, and whether its last event was given
 * up. No row for a job without any of these. Reads tables of other modules; served by their primary keys,
 * job_lease_job_id_key and audit_entry_discarded_idx.
 */
export const COUNT_UNDELIVERED = statement(
  'count-undelivered',
  `SELECT job_id AS "jobId",
          coalesce(event.pending, 0) AS pending,
          coalesce(event.dead, 0) AS dead,
          coalesce(tally.successful, 0) AS successful,
          coalesce(tally.failed, 0) AS failed,
          coalesce(tally.in_progress, 0) AS "inProgress",
          coalesce(tally.pending, 0) AS "pendingItems",
          coalesce(tally.dead, 0) AS "deadItems",
          tally.pleo_last_updated_at AS "pleoLastUpdatedAt",
          lease.until AS "leasedUntil",
          lease.claimed_by AS "leasedBy",
          coalesce(last.is_discarded, false) AS "isLastDiscarded"
   FROM (
     SELECT job_id,
            count(*) FILTER (WHERE kind = 'event' AND NOT dead)::integer AS pending,
            count(*) FILTER (WHERE kind = 'event' AND dead)::integer AS dead
     FROM outbox
     WHERE job_id = ANY ($1::uuid[])
     GROUP BY job_id
     -- A condition on the kind in WHERE would offer the index of all events that wait.
     HAVING bool_or(kind = 'event')
   ) AS event
   FULL JOIN (SELECT * FROM item_tally WHERE job_id = ANY ($1::uuid[])) AS tally USING (job_id)
   FULL JOIN (
     SELECT job_id, ${LEASED_UNTIL}::timestamptz(3) AS until, claimed_by
     FROM job_lease
     WHERE job_id = ANY ($1::uuid[])
       AND NOT ${IS_OVER}
   ) AS lease USING (job_id)
   FULL JOIN (
     SELECT id AS job_id, true AS is_discarded
     FROM export_job AS job
     WHERE id = ANY ($1::uuid[])
       AND ${isLastDiscarded('job')}
   ) AS last USING (job_id)`,
);

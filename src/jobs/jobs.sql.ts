import { statement } from '../database/statement.js';

/** Served by the primary key. */
export const REGISTER_JOB = statement(
  'register-job',
  `INSERT INTO export_job
     (id, company_id, status, source, number_of_items, expires_in, expires_at, registered_at, registered_by)
   VALUES ($1, $2, 'pending', $6, $3, $4::integer, now() + $4::integer * interval '1 second', now(), $5)
   ON CONFLICT (id) DO NOTHING
   RETURNING id`,
);

/** Served by the primary key. The lock keeps the row as it is until the registration is compared with it. */
export const LOCK_REGISTRATION = statement(
  'lock-registration',
  `SELECT registered_at AS "registeredAt", company_id AS "companyId", expires_in AS "expiresIn", number_of_items AS "numberOfItems"
   FROM export_job
   WHERE id = $1
   FOR NO KEY UPDATE`,
);

/** Events that came before the relay knew whose job it is, into the queue of the company's own credential. */
const MOVE_WAITING = `
   UPDATE outbox
   SET credential = own.company_id::text,
       due_at = CASE WHEN due_at < statement_timestamp() THEN statement_timestamp() ELSE due_at END
   FROM job
   JOIN company_credential AS own USING (company_id)
   WHERE outbox.job_id = job.id
   RETURNING pg_notify('outbox', '')`;

/**
 * What an event could not say of its job, filled in by the registration that came after it. Served by primary keys, also
 * that of the outbox and of the credentials.
 */
export const COMPLETE_REGISTRATION = statement(
  'complete-registration',
  `WITH job AS (
     UPDATE export_job
     SET registered_at = now(),
         registered_by = $5,
         company_id = $2,
         number_of_items = $3,
         expires_in = $4::integer,
         expires_at = last_updated_at + $4::integer * interval '1 second'
     WHERE id = $1
     RETURNING id, company_id
   )${MOVE_WAITING}`,
);

/** Fills in what a registration left out, from what Pleo says. Served by the same primary keys. */
export const FILL_IN = statement(
  'fill-in',
  `WITH job AS (
     UPDATE export_job
     SET company_id = coalesce(company_id, $2),
         number_of_items = coalesce(number_of_items, $3)
     WHERE id = $1
     RETURNING id, company_id
   )${MOVE_WAITING}`,
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

/**
 * Jobs whose credential is $6, of the statuses $1, that are not among $2, were registered more than $4 milliseconds ago, and did not have one of
 * the statuses $3 when Pleo was last asked. Some of them, so that none is left out for good, however many there are.
 * Served by export_job_expires_at_idx.
 */
export const FIND_UNLISTED = statement(
  'find-unlisted',
  `SELECT id
   FROM (
     SELECT job.id
     FROM export_job AS job
     LEFT JOIN company_credential AS own USING (company_id)
     WHERE coalesce(own.company_id::text, 'default') = $6
       AND job.status IN ('pending', 'in_progress')
       AND job.status = ANY ($1::text[])
       AND NOT job.id = ANY ($2::uuid[])
       AND (pleo_status IS NULL OR NOT pleo_status = ANY ($3::text[]))
       AND job.created_at < now() - $4 * interval '1 millisecond'
     ORDER BY expires_at
     LIMIT 1000
   ) AS soonest
   ORDER BY random()
   LIMIT $5`,
);

/** Served by the primary key. */
export const NOTE_PLEO_STATUS = statement(
  'note-pleo-status',
  `UPDATE export_job
   SET pleo_status = $2
   WHERE id = $1
     AND pleo_status IS DISTINCT FROM $2`,
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

/** How many events of each job wait. Reads a table of another module; served by its primary key. */
export const COUNT_UNDELIVERED = statement(
  'count-undelivered',
  `SELECT job_id AS "jobId",
          count(*) FILTER (WHERE NOT dead)::integer AS pending,
          count(*) FILTER (WHERE dead)::integer AS dead
   FROM outbox
   WHERE job_id = ANY ($1::uuid[])
   GROUP BY job_id`,
);

import { IS_STEADY, STEADY_SINCE } from '../clock/relay-clock.sql.js';
import { statement } from '../database/statement.js';
import { reason, tell } from '../notices/tell.sql.js';
import { isPutAway } from '../queue/put-away.sql.js';

/**
 * The soonest that a job may expire after the relay can hear again: its whole limit, an hour at most, which is how long
 * Pleo waits.
 */
const HELD_UNTIL = `${STEADY_SINCE} + least(expires_in, 3600) * interval '1 second'`;

/**
 * How long ago the time of the first unfinished job was over, in milliseconds; no row when none is. Served by
 * export_job_expires_at_idx, from its old end: while a transaction is held open it passes over what ended since.
 */
export const FIND_LONGEST_OVERDUE = statement(
  'find-longest-overdue',
  `SELECT (extract(epoch FROM now() - expires_at) * 1000)::float8 AS "overdueMs"
   FROM export_job
   WHERE status IN ('pending', 'in_progress')
     AND expires_at <= now()
   ORDER BY expires_at
   LIMIT 1`,
);

/**
 * Jobs whose time is over since $2 milliseconds at most; those with a report under way are left to the
 * next sweep. None while the database's clock is not what it should be. `isHeld` are those that may not have been
 * heard. Served by export_job_expires_at_idx, which holds unfinished jobs only.
 */
export const LOCK_STALE_JOBS = statement(
  'lock-stale-jobs',
  `SELECT id, status, created_at AS "createdAt", started_at AS "startedAt", completed_at AS "completedAt",
          expired_at AS "expiredAt", last_sequence AS "lastSequence",
          number_of_items AS "numberOfItems",
          expires_in AS "expiresIn", last_updated_at AS "lastUpdatedAt",
          ${HELD_UNTIL} > now() AS "isHeld"
   FROM export_job
   WHERE status IN ('pending', 'in_progress')
     AND expires_at BETWEEN now() - $2::float8 * interval '1 millisecond' AND now()
     AND ${IS_STEADY}
   ORDER BY expires_at
   LIMIT $1
   FOR NO KEY UPDATE SKIP LOCKED`,
);

/** Gives jobs the time that they have at least. They must be locked. Served by the primary key. */
export const HOLD_JOBS = statement(
  'hold-jobs',
  `UPDATE export_job
   SET expires_at = ${HELD_UNTIL}
   WHERE id = ANY ($1::uuid[])`,
);

/**
 * Tells the integrator of jobs that have just expired, but of companies that left. They must be locked. Served by the
 * primary keys.
 */
export const TELL_EXPIRED = statement(
  'tell-expired-jobs',
  tell(
    'job.expired',
    `SELECT id AS subject,
            jsonb_build_object(
              'jobId', id,
              'companyId', company_id,
              'expiredAt', expired_at,
              'reason', ${reason('failure_reason')}
            ) AS data
     FROM export_job AS job
     WHERE id = ANY ($1::uuid[])
       AND status = 'failed'
       AND NOT ${isPutAway('job.company_id')}`,
  ),
);

/**
 * Lets up to $1 jobs whose time ends later than any limit allows begin it again: a clock that was ahead has given it to
 * them. Served by the far end of export_job_expires_at_idx, where nothing else is.
 */
export const SHORTEN_JOBS = statement(
  'shorten-jobs',
  `UPDATE export_job
   SET last_updated_at = now(),
       expires_at = now() + expires_in * interval '1 second'
   WHERE id IN (
     SELECT id
     FROM export_job
     WHERE status IN ('pending', 'in_progress')
       AND expires_at > now() + 604860 * interval '1 second'
     ORDER BY expires_at
     LIMIT $1
     FOR NO KEY UPDATE SKIP LOCKED
   )
   RETURNING id`,
);

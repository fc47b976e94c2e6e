/**
 * Makes jobs known by their first event: those of the relation `move` that have no row. If one is there after all, it
 * stays as it is and is not returned. They are inserted in the order of their ids, so no two transactions wait for
 * each other. `expiresIn` is in seconds. A fragment that returns ids, as `MOVE_JOBS`. Served by the primary key.
 */
export function registerByEvent(expiresIn: string): string {
  return `INSERT INTO export_job
       (id, status, source, expires_in, created_at, started_at, completed_at, expired_at, last_updated_at, expires_at,
        failure_reason, failure_reason_type, last_sequence)
     SELECT id, status, 'event', ${expiresIn}, statement_timestamp(), started_at, completed_at, expired_at,
            statement_timestamp(), statement_timestamp() + ${expiresIn} * interval '1 second',
            failure_reason, failure_reason_type, last_sequence
     FROM move
     WHERE is_new
     ORDER BY id
     ON CONFLICT (id) DO NOTHING
     RETURNING id`;
}

/**
 * Gives jobs, which must be locked, the state that the relation `move` (id, is_new, status, started_at, completed_at,
 * expired_at, failure_reason, failure_reason_type, last_sequence) has for them, and their time again.
 */
export const MOVE_JOBS = `UPDATE export_job AS job
     SET status = move.status,
         started_at = coalesce(move.started_at, job.started_at),
         completed_at = move.completed_at,
         expired_at = move.expired_at,
         last_updated_at = statement_timestamp(),
         expires_at = statement_timestamp() + job.expires_in * interval '1 second',
         failure_reason = move.failure_reason,
         failure_reason_type = move.failure_reason_type,
         last_sequence = move.last_sequence
     FROM move
     WHERE job.id = move.id
       AND NOT move.is_new
     RETURNING job.id`;

/**
 * Notes that something was heard of the jobs of the relation `report` (job_id, sequence), which must be locked, and
 * that their order has reached its message. Served by the primary key.
 */
export const HEAR_OF_JOBS = `UPDATE export_job AS job
     SET last_updated_at = statement_timestamp(),
         expires_at = statement_timestamp() + job.expires_in * interval '1 second',
         last_sequence = greatest(job.last_sequence, report.sequence)
     FROM report
     WHERE job.id = report.job_id
       AND job.id = ANY (ARRAY(SELECT job_id FROM report))`;

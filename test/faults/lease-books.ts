import type { RestartablePostgres } from './restartable-postgres.js';

/** A lease as the relay's history has it. Times are milliseconds since 1970. */
export interface LeaseRow extends Record<string, unknown> {
  readonly jobId: string;
  /** Who can have one lease at a time: the job's company, or the job. */
  readonly ownerId: string;
  readonly token: string;
  readonly isResumed: boolean;
  readonly beganAt: number;
  /** Null: nothing is said of its end. */
  readonly endedAt: number | null;
  readonly end: 'released' | 'lapsed' | 'job' | null;
}

/** All leases, in the order in which they began. The last one of a job ends with it, where nothing else is said. */
export function readLeases(postgres: RestartablePostgres): Promise<LeaseRow[]> {
  return postgres.query<LeaseRow>(
    `SELECT job.id AS "jobId", coalesce(job.company_id, job.id) AS "ownerId", began.token,
            began.change = 'resumed' AS "isResumed",
            (extract(epoch FROM began.at) * 1000)::float8 AS "beganAt",
            (extract(epoch FROM coalesce(over.at, CASE WHEN is_last THEN job.completed_at END)) * 1000)::float8 AS "endedAt",
            coalesce(over.change, CASE WHEN is_last AND job.completed_at IS NOT NULL THEN 'job' END) AS "end"
     FROM (
       SELECT *, lead(at) OVER (PARTITION BY job_id ORDER BY at) IS NULL AS is_last
       FROM job_lease_change
       WHERE change IN ('claimed', 'resumed')
     ) AS began
     JOIN export_job AS job ON job.id = began.job_id
     LEFT JOIN job_lease_change AS over
       ON (over.job_id, over.token) = (began.job_id, began.token) AND over.change IN ('released', 'lapsed')
     ORDER BY began.at`,
  );
}

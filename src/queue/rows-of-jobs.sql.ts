/**
 * A condition on the rows of `outbox` whose jobs are in `jobs`, a query of ids: to be added where rows are joined by
 * their keys. The outbox is empty most of the time, and where Postgres has last seen it so while a transaction
 * kept it from cleaning up, it expects one row of the whole index, and would begin the join there: it passes over all
 * that was ever delivered. With an array for its index condition it reads those jobs, whatever it expects.
 */
export function ofJobs(jobs: string): string {
  return `outbox.job_id = ANY (ARRAY(${jobs}))`;
}

/** `of` is a job that Pleo is not known to have ended. As the condition of export_job_claimable_idx says it. */
export const isOpenAtPleo = (of: string): string =>
  `(${of}.pleo_status IS NULL OR ${of}.pleo_status NOT IN ('completed', 'completed_with_errors', 'failed'))`;

/** A job that a worker may begin. The condition of export_job_claimable_idx. */
export const IS_CLAIMABLE = `export_job.status = 'pending' AND ${isOpenAtPleo('export_job')}`;

/** The company of a job in export_job_claimable_idx; zeros where it has none. */
export const NO_COMPANY = `'00000000-0000-0000-0000-000000000000'::uuid`;
export const COMPANY_KEY = `coalesce(export_job.company_id, ${NO_COMPANY})`;

/** Of whose jobs one is claimed at a time: the company's, or the job's own where it has none. */
export const ownerOf = (job: string): string =>
  `coalesce(nullif(${job}.company_id, ${NO_COMPANY}), ${job}.id)`;

/** The order of export_job_claimable_idx. Said whole everywhere, since no other index has it. */
export const COMPANY_ORDER = `${COMPANY_KEY}, export_job.created_at, export_job.id`;

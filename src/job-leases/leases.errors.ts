import { DomainError } from '../api/domain-error.js';
import { describeStanding, type JobSummary } from '../lifecycle/job-summary.js';

/** The token is not that of the live lease: the caller is not, or no longer, the one who has the job. */
export class LeaseLost extends DomainError {
  readonly type = 'LEASE_LOST';

  constructor(readonly job: JobSummary) {
    super(
      `The Lease-Token is not that of a live lease of export job ${job.id}, and nothing was written: stop working on ` +
        `it. Its lease ran out, was released or ended with the job, or it never was a token of this job. ` +
        describeStanding(job),
    );
  }
}

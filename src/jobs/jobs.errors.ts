import { DomainError } from '../api/domain-error.js';
import { describeStanding, type JobSummary } from '../lifecycle/job-summary.js';

/** Pleo's word for a job that is not known. */
export class JobNotFound extends DomainError {
  readonly type = 'EXPORT_NOT_FOUND';

  constructor(readonly jobId: string) {
    super(`The export job ${jobId} is unknown. Register it with POST /v1/export-jobs first.`);
  }
}

/** The id is taken by a registration that says something else. */
export class JobAlreadyExists extends DomainError {
  readonly type = 'EXPORT_JOB_ALREADY_EXISTS';

  constructor(
    readonly jobId: string,
    readonly differences: readonly string[],
  ) {
    super(`The export job ${jobId} is registered with another ${differences.join(' and ')}.`);
  }
}

/** A final job takes no heartbeat: its worker works on a job that is over. */
export class JobIsFinal extends DomainError {
  readonly type = 'INVALID_EXPORT_JOB_STATUS_CHANGE';

  constructor(readonly job: JobSummary) {
    super(`A heartbeat of export job ${job.id} changes nothing. ${describeStanding(job)}`);
  }
}

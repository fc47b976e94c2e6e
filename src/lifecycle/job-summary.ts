import { eventLeadingTo, isFinal, type JobStatus } from './job-state.js';

/** The status of a job and the time of its last change: refusals name both, since Pleo's own name neither. */
export interface JobSummary {
  readonly id: string;
  readonly status: JobStatus;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly expiredAt: Date | null;
}

/** The way out where something is said of a job that has not begun. */
export const START_FIRST = 'Report the event "started" first.';

/** The summary in a sentence or two. */
export function describeStanding(job: JobSummary): string {
  const event = eventLeadingTo(job.status);
  if (event === null) return `It is "${job.status}" since ${job.createdAt.toISOString()}.`;
  if (job.expiredAt) {
    return `It became "${job.status}" at ${job.expiredAt.toISOString()} because it expired (job_expired): nothing was heard of it in time. Nothing more is accepted for it.`;
  }
  const since = (isFinal(job.status) ? job.completedAt : job.startedAt)?.toISOString() ?? 'this moment';
  const end = isFinal(job.status) ? ' Nothing more is accepted for it.' : '';
  return `It became "${job.status}" at ${since} by the event "${event}".${end}`;
}

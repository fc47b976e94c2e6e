import type { JobEvent } from '../lifecycle/job-state.js';
import { describeStanding, type JobSummary, START_FIRST } from '../lifecycle/job-summary.js';
import { DomainError } from '../api/domain-error.js';

/** Pleo's word for an event that the job's status does not allow. */
export class TransitionRefused extends DomainError {
  readonly type = 'INVALID_EXPORT_JOB_STATUS_CHANGE';

  constructor(
    readonly job: JobSummary,
    readonly event: JobEvent,
    reason: 'impossible' | 'recorded_with_another_reason',
  ) {
    super(
      reason === 'impossible'
        ? `The event "${event}" is not possible for export job ${job.id}. ${describeStanding(job)}` +
            (job.status === 'pending' ? ` ${START_FIRST}` : '')
        : `The event "${event}" of export job ${job.id} is recorded with another failure reason. ` +
            describeStanding(job),
    );
  }
}

/** No event has this id. */
export class EventNotFound extends DomainError {
  readonly type = 'EXPORT_JOB_EVENT_NOT_FOUND';

  constructor(readonly eventId: string) {
    super(`The export job event ${eventId} is unknown.`);
  }
}

/** Only dead events are redelivered or discarded. */
export class EventNotDead extends DomainError {
  readonly type = 'EVENT_NOT_DEAD';

  constructor(
    readonly eventId: string,
    readonly deliveryStatus: string,
  ) {
    const hint =
      deliveryStatus === 'pending'
        ? ' To discard what still waits, say so: "deliveryStatus": "pending".'
        : '';
    super(
      `The export job event ${eventId} is ${deliveryStatus}, not dead: there is nothing to redeliver or discard.${hint}`,
    );
  }
}

import { DomainError } from '../api/domain-error.js';

/** Results go before the final event of their job, which is on its way to Pleo at this moment. */
export class FinalEventUnderWay extends DomainError {
  readonly type = 'EXPORT_JOB_EVENT_UNDER_WAY';
  override readonly headers = { 'Retry-After': '1' };

  constructor(readonly jobId: string) {
    super(
      `The final event of export job ${jobId} is being delivered at this moment, and results go before it. Try again in a few seconds.`,
    );
  }
}

/** What is being delivered cannot be given up: it may arrive. */
export class EventUnderWay extends DomainError {
  readonly type = 'EXPORT_JOB_EVENT_UNDER_WAY';
  override readonly headers = { 'Retry-After': '1' };

  constructor(readonly eventId: string) {
    super(
      `The export job event ${eventId} is being delivered at this moment, and may arrive. Try again in a few seconds.`,
    );
  }
}

/** Only an event that waits is given up as one that does. */
export class EventNotPending extends DomainError {
  readonly type = 'EVENT_NOT_PENDING';

  constructor(
    readonly eventId: string,
    readonly deliveryStatus: string,
  ) {
    super(`The export job event ${eventId} is ${deliveryStatus}, and does not wait any more.`);
  }
}

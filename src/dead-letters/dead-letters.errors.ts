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

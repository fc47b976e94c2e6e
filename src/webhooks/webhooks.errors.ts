import { DomainError } from '../api/domain-error.js';

/** The webhook is not authenticated as Pleo's, or its time is out of tolerance. */
export class WebhookNotAuthentic extends DomainError {
  readonly type = 'WEBHOOK_NOT_AUTHENTIC';
  override readonly headers = { 'WWW-Authenticate': 'Basic realm="pleo-export-relay webhooks"' };

  constructor(reason: string) {
    super(`The webhook was not accepted: ${reason}`);
  }
}

import { DomainError } from '../api/domain-error.js';

/** The webhook cannot be shown to come from Pleo, or not in time. */
export class WebhookNotAuthentic extends DomainError {
  readonly type = 'WEBHOOK_NOT_AUTHENTIC';
  override readonly headers = { 'WWW-Authenticate': 'Basic realm="pleo-export-relay webhooks"' };

  constructor(reason: string) {
    super(`The webhook was not taken: ${reason}`);
  }
}

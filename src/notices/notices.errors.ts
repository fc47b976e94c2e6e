import { DomainError } from '../api/domain-error.js';

/** NOTICE_URL is not set: no notices are sent. */
export class NoticesNotConfigured extends DomainError {
  readonly type = 'NOTICES_NOT_CONFIGURED';

  constructor() {
    super('Set NOTICE_URL and NOTICE_SECRET on every replica first.');
  }
}

import { DomainError } from '../api/domain-error.js';

/** NOTICE_URL is not set: nobody is told anything. */
export class NoticesNotConfigured extends DomainError {
  readonly type = 'NOTICES_NOT_CONFIGURED';

  constructor() {
    super('Set NOTICE_URL and NOTICE_SECRET on every replica first.');
  }
}

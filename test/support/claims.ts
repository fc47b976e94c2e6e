import { randomUUID } from 'node:crypto';
import type { ClaimedEvent } from '../../src/outbox/outbox-message.js';

/** The claim of a `started` that was never tried, of a job of its own. */
export function aClaim(given: Partial<ClaimedEvent> = {}): ClaimedEvent {
  return {
    jobId: randomUUID(),
    sequence: 1,
    eventId: randomUUID(),
    event: 'started',
    failureReason: null,
    failureReasonType: null,
    companyId: null,
    credential: 'default',
    claim: randomUUID(),
    retries: 0,
    failingMs: 0,
    ...given,
  };
}

import { randomUUID } from 'node:crypto';
import type { Reach } from '../../src/queue/credential-queue.js';
import type { ClaimedMessage } from '../../src/queue/message.js';

/** Of a replica without CREDENTIALS_KEY. */
export const KEYLESS: Reach = { keyIds: [], leftAlone: new Map() };

/** The claim of a `started` that was never tried, of a job of its own. */
export function aClaim(given: Partial<ClaimedMessage> = {}): ClaimedMessage {
  return {
    jobId: randomUUID(),
    sequence: 1,
    id: randomUUID(),
    kind: 'event',
    body: { event: 'started', failureReason: null, failureReasonType: null },
    generation: null,
    credential: 'default',
    claim: randomUUID(),
    retries: 0,
    failingMs: 0,
    companyId: null,
    reportedBy: null,
    requestId: null,
    traceparent: null,
    ...given,
  };
}

/** The default credential's queue from its beginning, for a claim. */
export const DEFAULT_QUEUE: ReadonlyMap<string, number | null> = new Map([['default', 0]]);

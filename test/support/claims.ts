import { randomUUID } from 'node:crypto';
import { CLAIM_DUE } from '../../src/queue/claim.sql.js';
import type { Reach } from '../../src/queue/credential-queue.js';
import type { ClaimedMessage } from '../../src/queue/message.js';
import type { SettleParts } from '../../src/queue/queue.repository.js';
import { TAKE_PROBES } from '../../src/queue/probes.sql.js';

/** The kinds of messages that a replica delivers. */
export const KINDS = ['event', 'items'];

/** Of settlements none of which has parts. */
export const WITHOUT_PARTS: SettleParts = async (_, settlements) => settlements;

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
    stoppedIn: null,
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

const OF_ONE_KEY = { leaseMs: 12_000, keyIds: ['key'], leftAlone: [] };

/** The values of CLAIM_DUE for the default credential's queue from a low-water mark, in seconds since 1970. */
export function claimValues(mark: number): unknown[] {
  const marks = [['default', mark]] as const;
  return CLAIM_DUE.values({
    ...OF_ONE_KEY,
    kinds: KINDS,
    limit: 64,
    claim: randomUUID(),
    probes: [],
    rooms: [],
    marks,
  });
}

/** The same of TAKE_PROBES. */
export function probeValues(mark: number): unknown[] {
  return TAKE_PROBES.values({ ...OF_ONE_KEY, marks: [['default', mark]] });
}

import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import type { ClaimedMessage } from './message.js';
import { ofJobs } from './rows-of-jobs.sql.js';

const HELD = columns<ClaimedMessage>({
  job_id: ['uuid', ({ jobId }) => jobId],
  sequence: ['integer', ({ sequence }) => sequence],
  claim: ['uuid', ({ claim }) => claim],
});

/** Prolongs leases and returns the claims that are still held. Served by the primary key. */
export const RENEW_CLAIMS = namedStatement(
  'renew-claims',
  { held: HELD, leaseMs: 'float8' },
  ({ held, leaseMs }) => `WITH held AS (
     SELECT *
     FROM unnest(${held.arrays}) AS held (${held.names})
   )
   UPDATE outbox
   SET due_at = now() + ${leaseMs} * interval '1 millisecond'
   FROM held
   WHERE (outbox.job_id, outbox.sequence) = (held.job_id, held.sequence)
     AND ${ofJobs('SELECT job_id FROM held')}
     AND outbox.claim = held.claim
   RETURNING outbox.job_id AS "jobId", outbox.sequence`,
);

import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { HEAR_OF_JOBS } from '../jobs/transitions.sql.js';
import { enqueueItems, KEEP_ITEMS_MESSAGES, REVIVE_ITEMS_MESSAGES } from '../queue/enqueue-items.sql.js';
import type { NewReason, NewResult, TallyChange } from './item-batch.js';

const RESULTS = columns<NewResult>({
  job_id: ['uuid', ({ jobId }) => jobId],
  accounting_entry_id: ['uuid', ({ result }) => result.accountingEntryId],
  position: ['integer', ({ position }) => position],
  status: ['text', ({ result }) => result.status],
  exported_at: ['timestamptz', ({ result }) => result.exportedAt],
  external_id: ['text', ({ result }) => result.externalId],
  external_url: ['text', ({ result }) => result.externalUrl],
  failure_reason: ['text', ({ result }) => result.failureReason],
  failure_reason_type: ['text', ({ result }) => result.failureReasonType],
});

/** A job's tally, and the id that its message gets if it is new. */
export interface WrittenTally extends TallyChange {
  readonly messageId: string;
  /** Whether as many results wait as go into a request. */
  readonly isFull: boolean;
}

const TALLIES = columns<WrittenTally>({
  job_id: ['uuid', ({ jobId }) => jobId],
  sequence: ['integer', ({ sequence }) => sequence],
  id: ['uuid', ({ messageId }) => messageId],
  is_new: ['boolean', ({ isNew }) => isNew],
  is_changed: ['boolean', ({ isChanged }) => isChanged],
  is_full: ['boolean', ({ isFull }) => isFull],
  last_position: ['integer', ({ lastPosition }) => lastPosition],
  successful: ['integer', ({ successful }) => successful],
  failed: ['integer', ({ failed }) => failed],
  in_progress: ['integer', ({ inProgress }) => inProgress],
  pending: ['integer', ({ pending }) => pending],
  dead: ['integer', ({ dead }) => dead],
  discarded: ['integer', ({ discarded }) => discarded],
  reported_by: ['text', ({ reporters: [first] }) => first?.by ?? null],
  reported_after: ['integer', ({ reporters: [first] }) => first?.after ?? null],
  // Those behind the first: there are none, but where two workers report results of a job at the same moment.
  later_reporters: [
    'text',
    ({ reporters }) => (reporters.length > 1 ? JSON.stringify(reporters.slice(1)) : null),
  ],
  request_id: ['text', ({ request }) => request?.id ?? null],
  traceparent: ['text', ({ request }) => request?.traceparent ?? null],
});

const REASONS = columns<NewReason>({
  job_id: ['uuid', ({ jobId }) => jobId],
  failure_reason_type: ['text', ({ failureReasonType }) => failureReasonType],
  failure_reason: ['text', ({ failureReason }) => failureReason],
  count: ['integer', ({ count }) => count],
});

/** Different reasons that are counted in a job. */
const MAX_REASONS = 100;

/**
 * Writes what a batch of reports of item results comes to: results, tallies, and the message that carries them in each
 * job's order; all of it counts as news of the jobs, which must be locked. A result that waits already is replaced: the
 * newest state of an entry is what is sent.
 *
 * The message lingers for `lingerMs` (as Nagle's algorithm does) until a request is full, so results that are
 * reported one by one go out together. Served by primary keys, to which ON CONFLICT leads whatever Postgres thinks of
 * the tables' sizes.
 */
export const ACCEPT_ITEMS = namedStatement(
  'accept-items',
  { tallies: TALLIES, results: RESULTS, reasons: REASONS, lingerMs: 'float8' },
  ({ tallies, results, reasons, lingerMs }) => `WITH report AS MATERIALIZED (
     SELECT *
     FROM unnest(${tallies.arrays}) AS report (${tallies.names})
   ), heard AS (
     ${HEAR_OF_JOBS}
   ), kept AS (
     INSERT INTO export_job_item
       (job_id, accounting_entry_id, position, status, exported_at, external_id, external_url, failure_reason,
        failure_reason_type, reported_at)
     SELECT job_id, accounting_entry_id, position, status, exported_at, external_id, external_url, failure_reason,
            failure_reason_type, statement_timestamp()
     FROM unnest(${results.arrays}) AS result (${results.names})
     ON CONFLICT (job_id, accounting_entry_id) DO UPDATE
       SET position = excluded.position,
           status = excluded.status,
           exported_at = excluded.exported_at,
           external_id = excluded.external_id,
           external_url = excluded.external_url,
           failure_reason = excluded.failure_reason,
           failure_reason_type = excluded.failure_reason_type,
           reported_at = excluded.reported_at,
           delivery_status = 'pending',
           delivered_at = NULL,
           outcome = NULL,
           error = NULL,
           dead = false
   ), counted AS (
     INSERT INTO item_failure_tally AS known (job_id, fingerprint, failure_reason_type, failure_reason, count)
     SELECT job_id, fingerprint, failure_reason_type, failure_reason, count
     FROM (
       SELECT reason.*, counted.count IS NULL AS is_new,
              row_number() OVER (PARTITION BY reason.job_id, counted.count IS NULL ORDER BY reason.count DESC)
                + (SELECT count(*) FROM item_failure_tally AS one WHERE one.job_id = reason.job_id) AS place
       FROM (
         SELECT *,
                decode(md5(concat(failure_reason_type, ':', failure_reason)), 'hex') AS fingerprint
         FROM unnest(${reasons.arrays}) AS reason (${reasons.names})
       ) AS reason
       LEFT JOIN item_failure_tally AS counted USING (job_id, fingerprint)
     ) AS placed
     WHERE NOT is_new
        OR place <= ${MAX_REASONS}
     ON CONFLICT (job_id, fingerprint) DO UPDATE
       SET count = known.count + excluded.count
   ), message AS (
     ${KEEP_ITEMS_MESSAGES}
   ), revived AS (
     ${REVIVE_ITEMS_MESSAGES}
   ), tallied AS (
     INSERT INTO item_tally
       (job_id, sequence, last_position, successful, failed, in_progress, pending, dead, discarded)
     SELECT job_id, sequence, last_position, successful, failed, in_progress, pending, dead, discarded
     FROM report
     WHERE is_changed
     ON CONFLICT (job_id) DO UPDATE
       SET last_position = excluded.last_position,
           successful = excluded.successful,
           failed = excluded.failed,
           in_progress = excluded.in_progress,
           pending = excluded.pending,
           dead = excluded.dead,
           discarded = excluded.discarded
   ), queued AS (
     ${enqueueItems(lingerMs)}
   )
   SELECT report.job_id AS "jobId", statement_timestamp()::timestamptz(3) AS "reportedAt",
          CASE WHEN queued.news IS NOT NULL THEN pg_notify('outbox', queued.news) END
   FROM report
   LEFT JOIN queued USING (job_id)`,
);

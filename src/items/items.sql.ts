import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { byEntry } from './by-entry.sql.js';
import { DELIVERED_TOGETHER } from './item-delivery.sql.js';

/** An entry of a job whose result is looked for. */
interface WantedResult {
  readonly jobId: string;
  readonly accountingEntryId: string;
}

/** Tallies of jobs. Served by the primary key. */
export const FIND_TALLIES = statement(
  'find-item-tallies',
  `SELECT job_id AS "jobId", sequence, last_position AS "lastPosition", successful, failed,
          in_progress AS "inProgress", pending, dead, discarded
   FROM item_tally
   WHERE job_id = ANY ($1::uuid[])`,
);

const WANTED = columns<WantedResult>({
  job_id: ['uuid', ({ jobId }) => jobId],
  accounting_entry_id: ['uuid', ({ accountingEntryId }) => accountingEntryId],
});

/** What is known of the given entries, job by job. Served by the primary key. */
export const FIND_RESULTS = namedStatement(
  'find-item-results',
  { wanted: WANTED },
  ({ wanted }) => `SELECT known.*
   FROM unnest(${wanted.arrays}) AS wanted (${wanted.names})
   CROSS JOIN LATERAL (
     SELECT job_id AS "jobId", accounting_entry_id AS "accountingEntryId", status, exported_at AS "exportedAt",
            external_id AS "externalId", external_url AS "externalUrl", failure_reason AS "failureReason",
            failure_reason_type AS "failureReasonType", reported_at AS "reportedAt",
            CASE WHEN together.delivered_at IS NULL THEN delivery_status ELSE 'delivered' END AS "deliveryStatus",
            coalesce(together.delivered_at, item.delivered_at) AS "deliveredAt", error
     FROM export_job_item AS item
     LEFT JOIN LATERAL (${DELIVERED_TOGETHER}) AS together ON true
     WHERE ${byEntry('wanted.job_id', 'wanted.accounting_entry_id')}
   ) AS known`,
);

/** The reasons of failed results of jobs, some hundred rows each at most. Served by the primary key. */
export const FIND_REASONS = statement(
  'find-item-failure-reasons',
  `SELECT job_id AS "jobId", failure_reason_type AS "failureReasonType", failure_reason AS "failureReason", count
   FROM item_failure_tally
   WHERE job_id = ANY ($1::uuid[])`,
);

/** Up to $2 entries of a job that are in progress. Served by export_job_item_in_progress_idx. */
export const FIND_IN_PROGRESS = statement(
  'find-items-in-progress',
  `SELECT accounting_entry_id AS id
   FROM export_job_item
   WHERE job_id = $1::uuid
     AND status = 'in_progress'
   ORDER BY accounting_entry_id
   LIMIT $2`,
);

/**
 * Up to $2 results of a job that wait, oldest first, each with whether Pleo's job was read before; a row without a
 * result when none waits. Served by export_job_item_position_idx from the low-water mark: it passes over nothing that
 * was delivered before.
 */
export const FIND_PENDING_RESULTS = statement(
  'find-pending-item-results',
  `SELECT tally.settled_position > 0 OR tally.pleo_last_updated_at IS NOT NULL AS "isPleoRead", pending.*
   FROM item_tally AS tally
   LEFT JOIN LATERAL (
     SELECT position, accounting_entry_id AS "accountingEntryId", status, exported_at AS "exportedAt",
            external_id AS "externalId", external_url AS "externalUrl", failure_reason AS "failureReason",
            failure_reason_type AS "failureReasonType"
     FROM export_job_item
     WHERE job_id = tally.job_id
       AND position > tally.settled_position
       AND delivery_status = 'pending'
     ORDER BY position
     LIMIT $2
   ) AS pending ON true
   WHERE tally.job_id = $1::uuid`,
);

/**
 * What was wrong with the last attempt of the message that carries the results of job $1, while the message waits for
 * its next try. No row when it does not: what an attempt said of some results means nothing for the others. Reads
 * tables of the queue; served by primary keys.
 */
export const READ_WAITING_ERROR = statement(
  'read-waiting-error',
  `SELECT attempt.error
   FROM item_tally AS tally
   JOIN outbox USING (job_id, sequence)
   CROSS JOIN LATERAL (
     SELECT error
     FROM delivery_attempt
     WHERE job_id = tally.job_id
       AND sequence = tally.sequence
     ORDER BY number DESC
     LIMIT 1
   ) AS attempt
   WHERE tally.job_id = $1
     AND outbox.retries > 0`,
);

import { randomUUID } from 'node:crypto';
import type { ItemStatus } from '../../src/lifecycle/item-state.js';
import type { DeliveryStatus } from '../../src/queue/job-event.entity.js';
import type { TestDatabase } from './database.js';

/** A result as it is to stand in the table; what is left out is as in most of them. */
export interface StoredResult {
  readonly accountingEntryId?: string;
  readonly status?: ItemStatus;
  readonly delivery?: DeliveryStatus;
  /** `refused` where it is dead. */
  readonly outcome?: string;
  readonly error?: string | null;
  readonly exportedAt?: Date | null;
  readonly externalId?: string | null;
  readonly externalUrl?: string | null;
  readonly failureReason?: string | null;
  readonly failureReasonType?: string | null;
  readonly reportedAt?: Date;
}

/** A job in progress, whose start Pleo knows. Returns its id. */
export async function aJobInProgress(database: TestDatabase): Promise<string> {
  const id = randomUUID();
  await database.query(
    `WITH job AS (
       INSERT INTO export_job (id, status, source, expires_in, started_at, expires_at, last_sequence)
       VALUES ($1, 'in_progress', 'event', 86400, now(), now() + interval '2 days', 1)
     )
     INSERT INTO export_job_event
       (job_id, sequence, id, event, origin, accepted_at, delivery_status, delivered_at, outcome)
     VALUES ($1, 1, gen_random_uuid(), 'started', 'api', now(), 'delivered', now(), 'delivered')`,
    [id],
  );
  return id;
}

/**
 * Stores the results of a job that has none, in their order, with their tally and the message that carries them, which
 * is not due for a day. Returns their entries.
 */
export async function storeResults(
  database: TestDatabase,
  jobId: string,
  results: readonly StoredResult[],
): Promise<string[]> {
  const rows = results.map((result, index) => ({
    position: index + 1,
    accountingEntryId: randomUUID(),
    status: 'successful',
    delivery: 'pending',
    reportedAt: new Date(),
    ...result,
  }));
  await database.query(STORE, [jobId, JSON.stringify(rows)]);
  return rows.map(({ accountingEntryId }) => accountingEntryId);
}

/** Keys and checks hold as if the relay had made them. */
const STORE = `
  WITH result AS (
    SELECT *
    FROM jsonb_to_recordset($2::jsonb) AS result
      (position integer, "accountingEntryId" uuid, status text, delivery text, outcome text, error text, "exportedAt" timestamptz, "externalId" text,
       "externalUrl" text, "failureReason" text, "failureReasonType" text, "reportedAt" timestamptz)
  ), sums AS (
    SELECT count(*) FILTER (WHERE status = 'successful') AS successful,
           count(*) FILTER (WHERE status = 'failed') AS failed,
           count(*) FILTER (WHERE status = 'in_progress') AS in_progress,
           count(*) FILTER (WHERE delivery = 'pending') AS pending,
           count(*) FILTER (WHERE delivery = 'dead') AS dead,
           count(*) FILTER (WHERE delivery = 'discarded') AS discarded,
           coalesce(min(position) FILTER (WHERE delivery = 'pending') - 1, max(position)) AS settled,
           max(position) AS last
    FROM result
  ), item AS (
    INSERT INTO export_job_item
      (job_id, accounting_entry_id, position, status, exported_at, external_id, external_url, failure_reason,
       failure_reason_type, reported_at, delivery_status, delivered_at, outcome, error, dead)
    SELECT $1, "accountingEntryId", position, status, "exportedAt", "externalId", "externalUrl", "failureReason",
           "failureReasonType", "reportedAt", delivery, CASE delivery WHEN 'delivered' THEN now() END,
           CASE delivery WHEN 'pending' THEN NULL WHEN 'dead' THEN coalesce(outcome, 'refused') ELSE delivery END, error, delivery = 'dead'
    FROM result
  ), job AS (
    UPDATE export_job SET last_sequence = last_sequence + 1 WHERE id = $1 RETURNING last_sequence AS sequence
  ), message AS (
    INSERT INTO export_job_event
      (job_id, sequence, id, kind, body, origin, accepted_at, delivery_status, delivered_at, outcome)
    SELECT $1, sequence, gen_random_uuid(), 'items', '{}', 'api', now(), state,
           CASE state WHEN 'delivered' THEN now() END,
           CASE state WHEN 'pending' THEN NULL WHEN 'dead' THEN 'refused' ELSE state END
    FROM job
    CROSS JOIN (
      SELECT CASE WHEN pending > 0 THEN 'pending' WHEN dead > 0 THEN 'dead' ELSE 'delivered' END AS state FROM sums
    ) AS sums
    RETURNING job_id, sequence, delivery_status, accepted_at
  ), queued AS (
    INSERT INTO outbox (job_id, sequence, kind, due_at, accepted_at, dead)
    SELECT job_id, sequence, 'items', CASE delivery_status WHEN 'pending' THEN now() + interval '1 day' END, accepted_at,
           delivery_status = 'dead'
    FROM message
    WHERE delivery_status <> 'delivered'
  )
  INSERT INTO item_tally
    (job_id, sequence, last_position, settled_position, successful, failed, in_progress, pending, dead, discarded)
  SELECT $1, sequence, last, settled, successful, failed, in_progress, pending, dead, discarded
  FROM message
  CROSS JOIN sums`;

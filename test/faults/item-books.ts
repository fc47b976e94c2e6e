import { ITEM_STATES } from '../support/item-states.js';
import type { Result } from './item-plan.js';
import type { RestartablePostgres } from './restartable-postgres.js';

/** A result as the relay keeps it. */
export interface ItemRow extends Record<string, unknown> {
  readonly jobId: string;
  readonly accountingEntryId: string;
  readonly status: Result['status'];
  /** Milliseconds since 1970. */
  readonly exportedAt: number | null;
  readonly externalId: string | null;
  readonly externalUrl: string | null;
  readonly failureReason: string | null;
  readonly failureReasonType: string | null;
  readonly deliveryStatus: 'pending' | 'delivered' | 'dead' | 'discarded';
  readonly outcome: string | null;
  readonly error: string | null;
  /** Milliseconds since 1970. */
  readonly deliveredAt: number | null;
}

export function readItemBooks(postgres: RestartablePostgres): Promise<ItemRow[]> {
  return postgres.query<ItemRow>(
    `SELECT job_id AS "jobId", accounting_entry_id AS "accountingEntryId", status,
            (extract(epoch FROM exported_at) * 1000)::float8 AS "exportedAt", external_id AS "externalId",
            external_url AS "externalUrl", failure_reason AS "failureReason",
            failure_reason_type AS "failureReasonType", state AS "deliveryStatus", became AS outcome, error,
            (extract(epoch FROM told_at) * 1000)::float8 AS "deliveredAt"
     FROM ${ITEM_STATES} AS item
     ORDER BY job_id, position`,
  );
}

/** A job's counts of results, as its route shows them. */
export interface ItemCounts {
  readonly successful: number;
  readonly failed: number;
  readonly inProgress: number;
  readonly pendingDelivery: number;
  readonly dead: number;
}

export function countsOf(rows: readonly ItemRow[]): ItemCounts {
  const count = (is: (row: ItemRow) => boolean) => rows.filter(is).length;
  return {
    successful: count(({ status }) => status === 'successful'),
    failed: count(({ status }) => status === 'failed'),
    inProgress: count(({ status }) => status === 'in_progress'),
    pendingDelivery: count(({ deliveryStatus }) => deliveryStatus === 'pending'),
    dead: count(({ deliveryStatus }) => deliveryStatus === 'dead'),
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { ItemResult } from '../../client/relay-client.js';
import type { ExportItem } from './pleo.js';

const BOOKING_MS = 20;
const CHART_OF_ACCOUNTS = new Set(['6640', '6673', '6815']);

/**
 * Stands for the real work: writing an entry into an accounting system. Put yours here. A worker may end between the
 * booking and its report, so book under `accountingEntryId`, and look first whether it is there.
 */
export async function book({ accountingEntryId, accountingEntryLines }: ExportItem): Promise<ItemResult> {
  const codes = accountingEntryLines.map(({ account }) => account?.code ?? 'none');
  const unknown = codes.find((code) => !CHART_OF_ACCOUNTS.has(code));
  if (unknown !== undefined) {
    const failureReason = `The ledger has no account ${unknown}.`;
    return { accountingEntryId, status: 'failed', failureReason, failureReasonType: 'account_unknown' };
  }
  await sleep(BOOKING_MS);
  const exportedAt = new Date().toISOString();
  return { accountingEntryId, status: 'successful', externalId: `voucher-${accountingEntryId}`, exportedAt };
}

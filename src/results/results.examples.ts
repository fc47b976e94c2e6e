import type { UpdatedExportJobItems } from '../items/dto/export-job-item.dto.js';
import type { UpdateExportJobItem } from '../pleo/dto/update-export-job-item.dto.js';

/** An answer as it is sent: times are text. */
type Sent<Of> = Of extends Date ? string : Of extends object ? { [Name in keyof Of]: Sent<Of[Name]> } : Of;

const BOOKED = {
  accountingEntryId: '7d0c2f5b-1a36-4a0e-8f57-2f9a6b1c3d4e',
  status: 'successful',
  exportedAt: '2026-11-25T09:41:07.000Z',
  externalId: 'voucher-4711',
  externalUrl: 'https://ledger.example.com/vouchers/4711',
} as const;

const FAILED = {
  accountingEntryId: '1f6b8e20-5c94-4d7b-9a83-6e0d2c4b7f15',
  status: 'failed',
  failureReason: 'The ledger has no account 6837.',
  failureReasonType: 'account_unknown',
} as const;

const BOOKED_TWICE = {
  accountingEntryId: 'c2a4e6f8-0b1d-4e3f-8a5c-7d9e0f1a2b3c',
  status: 'successful',
  externalId: 'voucher-4712',
} as const;

/** A body of results for the OpenAPI document ... */
export const RESULTS: Sent<UpdateExportJobItem>[] = [BOOKED, FAILED, BOOKED_TWICE];

const WAITS = {
  exportJobId: '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c',
  reportedAt: '2026-11-25T09:41:08.214Z',
  delivery: { status: 'pending', deliveredAt: null, lastError: null },
} as const;

/** ... and its answer, where another result of the last entry stands. */
export const UPDATED_RESULTS: Sent<UpdatedExportJobItems> = {
  data: [
    { ...BOOKED, failureReason: null, failureReasonType: null, ...WAITS },
    { ...FAILED, exportedAt: null, externalId: null, externalUrl: null, ...WAITS },
  ],
  errors: [
    {
      accountingEntryId: BOOKED_TWICE.accountingEntryId,
      type: 'EXPORT_ENTRY_STATUS_UPDATE_FAILED',
      message:
        'The first final result of an entry stands: this one is "successful" with the external id "voucher-4690".',
    },
  ],
};

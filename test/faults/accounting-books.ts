import type { Draw } from './draw.js';
import type { Result } from './item-plan.js';
import { pace } from './pace.js';

export interface Voucher {
  readonly accountingEntryId: string;
  readonly number: string;
  readonly bookedAt: string;
}

/** The accounting system of all workers. It takes an entry as often as it is told to. */
export class AccountingBooks {
  /** In the order in which they were booked. */
  readonly vouchers: Voucher[] = [];

  constructor(private readonly draw: Draw) {}

  async find(accountingEntryId: string): Promise<Voucher | undefined> {
    const found = this.voucherOf(accountingEntryId);
    await this.takeTime();
    return found;
  }

  async book(accountingEntryId: string): Promise<Voucher> {
    const number = `voucher ${this.vouchers.length + 1}`;
    const voucher = { accountingEntryId, number, bookedAt: new Date().toISOString() };
    this.vouchers.push(voucher);
    await this.takeTime();
    return voucher;
  }

  voucherOf(accountingEntryId: string): Voucher | undefined {
    return this.vouchers.find((one) => one.accountingEntryId === accountingEntryId);
  }

  private async takeTime(): Promise<void> {
    await pace(this.draw.whole(0, 6));
  }
}

/** Whether the ledger has no account for the entry; it never will. */
export function isRefused(accountingEntryId: string): boolean {
  return '012'.includes(accountingEntryId.charAt(0));
}

export function resultOf(voucher: Voucher): Result {
  const { accountingEntryId, number, bookedAt } = voucher;
  return { accountingEntryId, status: 'successful', externalId: number, exportedAt: bookedAt };
}

export function failureOf(accountingEntryId: string): Result {
  const why = { failureReason: 'no such account', failureReasonType: 'account_unknown' } as const;
  return { accountingEntryId, status: 'failed', ...why };
}

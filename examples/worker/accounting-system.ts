import { appendFile, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportItem } from '../../client/relay-client.js';

const BOOKING_MS = 20;
const CHART_OF_ACCOUNTS = new Set(['6640', '6673', '6815']);

/** What the books say of an entry. */
export interface Voucher {
  readonly accountingEntryId: string;
  readonly number: string;
  readonly bookedAt: string;
}

/** The accounting system will not book this entry, and trying again would not help. */
export class BookingRefused extends Error {}

/**
 * Stands for the accounting system: its books are a file, a line for each voucher. It takes an entry as often as it is
 * told to. Put yours here; where it knows idempotency keys, `accountingEntryId` is one.
 */
export class AccountingSystem {
  constructor(private readonly file: string) {}

  /** The voucher of an entry that is booked already. */
  async find(accountingEntryId: string): Promise<Voucher | undefined> {
    const books = await readFile(this.file, 'utf8').catch(() => '');
    const vouchers = books.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Voucher] : []));
    return vouchers.find((voucher) => voucher.accountingEntryId === accountingEntryId);
  }

  /** Books an entry. Throws BookingRefused. */
  async book({ accountingEntryId, accountingEntryLines, amount }: ExportItem): Promise<Voucher> {
    const codes = accountingEntryLines.map(({ account }) => account?.code ?? 'none');
    const unknown = codes.find((code) => !CHART_OF_ACCOUNTS.has(code));
    if (unknown !== undefined) throw new BookingRefused(`The ledger has no account ${unknown}.`);
    await sleep(BOOKING_MS);
    const number = `voucher-${accountingEntryId}`;
    const voucher: Voucher = { accountingEntryId, number, bookedAt: new Date().toISOString() };
    await appendFile(this.file, `${JSON.stringify({ ...voucher, amount })}\n`);
    return voucher;
  }
}

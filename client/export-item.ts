/** Money in hundredths, and its currency by ISO 4217, or `UNDEFINED`. */
export interface Money {
  readonly currency: string;
  readonly value: number;
}

/** The same amount as the supplier and as the company's wallet counts it. */
export interface Amount {
  readonly inSupplierCurrency?: Money | null;
  readonly inWalletCurrency?: Money | null;
}

/** An account of the chart of accounts, as Pleo knows it. */
export interface Account {
  readonly id: string;
  readonly name?: string | null;
  readonly code?: string | null;
  readonly identifier?: string | null;
}

export interface AccountingEntryLine {
  readonly accountingEntryLineId: string;
  readonly lineAmount: Amount;
  readonly netAmount: Amount;
  /** None where the customer has not chosen one: such an entry cannot be booked. */
  readonly account?: Account | null;
  readonly tags?: readonly {
    readonly id: string;
    readonly code?: string | null;
    readonly groupCode?: string | null;
  }[];
  readonly tax?: {
    readonly id: string;
    readonly code?: string | null;
    /** A fraction, such as 0.2. */
    readonly rate: number;
    readonly type: string;
    readonly amount: Amount;
  } | null;
}

/** Its address needs no key, and is good for 24 hours; reading the entry again gives another one. */
export interface EntryFile {
  readonly url: string;
  /** A MIME type. */
  readonly type: string;
  readonly size: number;
}

/**
 * An accounting entry that is to be booked: Pleo's export item of v3. Fields that most integrations use have a name
 * here.
 */
export interface ExportItem {
  /** Pleo's id of the entry: book under it, and look for it before you book. */
  readonly accountingEntryId: string;
  readonly companyId: string;
  /** The date to book it at. */
  readonly date: string;
  /** Such as `card_purchase`, `out_of_pocket` or `invoice`. */
  readonly type: string;
  readonly amount: Amount;
  readonly accountingEntryLines: readonly AccountingEntryLine[];
  readonly supplier?: {
    readonly name?: string | null;
    readonly code?: string | null;
    readonly country?: string | null;
    readonly taxIdentifier?: string | null;
  } | null;
  readonly user?: {
    readonly id: string;
    readonly name?: string | null;
    readonly code?: string | null;
  } | null;
  readonly team?: {
    readonly id: string;
    readonly name?: string | null;
    readonly code?: string | null;
  } | null;
  readonly contraAccount?: Account | null;
  readonly note?: string | null;
  readonly files?: readonly EntryFile[] | null;
  readonly [more: string]: unknown;
}

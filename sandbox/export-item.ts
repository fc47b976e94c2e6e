import type { ExportJob } from './export-job.js';
import type { Version } from './export-job-item.js';
import { amounts, type Amount } from './export-item-amount.js';
import { derivedUuid } from './uuid.js';
import type { ReceiptFile } from './receipt-files.js';
import { seededRandom } from './seeded-random.js';

/** What an accounting system needs of an accounting entry, in the words of GET export-items. */
export type ExportItem = Record<string, unknown>;

const SUPPLIERS = [
  { name: 'Nordwind Air', country: 'DE', currency: 'EUR', account: 'Travel', code: '6673', taxRate: 0.19 },
  { name: 'Torvets Kaffebar', country: 'DK', currency: 'DKK', account: 'Meals', code: '6640', taxRate: 0.25 },
  { name: 'Cloudberry Hosting', country: 'US', currency: 'USD', account: 'IT', code: '6837', taxRate: 0 },
  { name: 'Mill Lane Rail', country: 'GB', currency: 'GBP', account: 'Travel', code: '6673', taxRate: 0.2 },
  {
    name: 'Ek & Björk Möbler',
    country: 'SE',
    currency: 'SEK',
    account: 'Office',
    code: '6815',
    taxRate: 0.25,
  },
];
const PEOPLE = ['Ada Holm', 'Björn Åkesson', 'Chloé Martin', 'Deniz Yılmaz', 'Eva Müller'];
const TEAMS = ['Sales', 'Engineering', 'Finance'];
const TYPES = ['card_purchase', 'card_purchase', 'card_purchase', 'out_of_pocket', 'invoice'];
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The export item of an entry: made up, always the same for the same entry, and its sums are right. v1 is shown in the
 * shape of v2.
 */
export function exportItem(
  job: ExportJob,
  accountingEntryId: string,
  version: Version,
  fileOf: (number: number) => ReceiptFile,
): ExportItem {
  const random = seededRandom(parseInt(accountingEntryId.slice(0, 8), 16));
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const id = (name: string): string => derivedUuid(`${accountingEntryId} ${name}`);
  const supplier = pick(SUPPLIERS);
  const type = pick(TYPES);
  const person = pick(PEOPLE);
  const team = pick(TEAMS);
  const booked = job.createdAt - Math.ceil(random() * 30) * DAY_MS;
  const { total, lines } = amounts(supplier.currency, supplier.taxRate, random() < 0.2 ? 2 : 1, random);
  const isV3 = version === 'v3';
  const taxAccounts = isV3 ? { ingoingTaxAccount: '1571', outgoingTaxAccount: '3806' } : {};

  const lineOf = (line: Amount, index: number): object => ({
    accountingEntryLineId: id(`line ${index}`),
    lineAmount: line.gross,
    netAmount: line.net,
    account: {
      id: derivedUuid(supplier.account),
      name: supplier.account,
      code: supplier.code,
      identifier: null,
    },
    tags: [{ id: derivedUuid(team), code: team.toUpperCase(), groupCode: 'COST_CENTRE' }],
    tax: {
      id: derivedUuid(`tax ${supplier.taxRate}`),
      code: `V${Math.round(supplier.taxRate * 100)}`,
      rate: supplier.taxRate,
      type: 'inclusive',
      amount: line.tax,
      ...taxAccounts,
    },
  });

  return {
    _links: {
      web: { exportItem: `https://app.example.com/expenses/${accountingEntryId}` },
      mobile: {},
      api: {},
    },
    accountingEntryId,
    companyId: job.companyId,
    date: seconds(booked),
    type,
    amount: total,
    accountingEntryLines: lines.map(lineOf),
    additionalInformation: {
      reconciliationId: String(parseInt(accountingEntryId.slice(0, 6), 16)),
      attendees: supplier.account === 'Meals' ? [pick(PEOPLE), person] : null,
      invoiceInformation: type === 'invoice' ? invoiceOf(booked, accountingEntryId) : null,
      reconciledEntries: null,
    },
    user: { id: derivedUuid(person), name: person, code: String(PEOPLE.indexOf(person) + 101) },
    team: { id: derivedUuid(team), name: team, code: team.toUpperCase() },
    ...(isV3 ? {} : { teamCode: team.toUpperCase() }),
    supplier: {
      name: supplier.name,
      code: String(SUPPLIERS.indexOf(supplier) + 70_001),
      country: supplier.country,
      account: null,
      categoryCode: null,
      taxIdentifier: null,
    },
    ...(job.vendorBasedBookkeeping ? vendorOf(supplier) : {}),
    servicePeriod: null,
    note: `${supplier.account} for ${team}`,
    files: Array.from({ length: random() < 0.25 ? 2 : 1 }, (_, index) => fileOf(index + 1)),
    ...(isV3
      ? {
          contraAccount: {
            id: derivedUuid('contra account'),
            name: 'Pleo DKK account',
            code: '1810',
            identifier: null,
          },
        }
      : {}),
  };
}

function invoiceOf(booked: number, accountingEntryId: string): object {
  const day = (time: number): string => seconds(time).slice(0, 10);
  return {
    status: 'paid',
    invoiceNumber: `INV-${accountingEntryId.slice(0, 8).toUpperCase()}`,
    invoiceDate: day(booked - 14 * DAY_MS),
    dueDate: day(booked + 14 * DAY_MS),
    paymentDate: day(booked),
    supplierBankAccount: {
      bankName: 'Example Bank',
      country: 'DE',
      iban: 'DE02120300000000202051',
      bic: 'BYLADEM1001',
      accountNumber: null,
      bankCode: null,
    },
  };
}

function vendorOf(supplier: (typeof SUPPLIERS)[number]): object {
  const code = String(SUPPLIERS.indexOf(supplier) + 70_001);
  return {
    vendor: {
      id: derivedUuid(`vendor ${supplier.name}`),
      name: supplier.name,
      code,
      externalId: code,
      country: supplier.country,
      defaultCurrency: supplier.currency,
    },
    bookkeeping: { method: 'accounts_payable' },
  };
}

function seconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

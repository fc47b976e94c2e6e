import {
  type ClaimedJob,
  type ExportItem,
  type ItemResult,
  RelayClient,
  RelayProblem,
} from '../../client/relay-client.js';
import { AccountingSystem, BookingRefused } from './accounting-system.js';

/** A worker: the relay gives it jobs, it books their entries and says how each went. Run as many as you like. */
const { RELAY_URL = 'http://127.0.0.1:3000', RELAY_KEY, BOOKS = 'books.jsonl' } = process.env;

const relay = new RelayClient({ url: RELAY_URL, key: RELAY_KEY });
const books = new AccountingSystem(BOOKS);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
const onTrouble = (error: unknown) => console.error('No jobs for now:', error);

console.log(`Takes jobs from ${RELAY_URL} and books them in ${BOOKS}`);
for await (const job of relay.claim({ signal: stopping.signal, onTrouble })) {
  // Whatever it is: the job comes back when its lease is over, and at once where this worker stops.
  await work(job).catch((error: unknown) => {
    if (!stopping.signal.aborted) console.error(`${job.id} is left:`, error);
  });
}

async function work(job: ClaimedJob): Promise<void> {
  try {
    for await (const entry of job.entries()) {
      const { errors } = await job.results([await resultOf(entry)]);
      for (const { accountingEntryId, message } of errors) console.error(`${accountingEntryId}: ${message}`);
    }
    const { event } = await job.finish();
    console.log(`${job.id} is done: ${event}`);
  } catch (error) {
    // Pleo hands out no entry before the customer has named this account, and then a new export is needed.
    if (!(error instanceof RelayProblem && /^MISSING_CONTRA_ACCOUNTS$/i.test(error.type))) throw error;
    await job.failed({ failureReason: error.message, failureReasonType: 'missing_configuration' });
  }
}

async function resultOf(entry: ExportItem): Promise<ItemResult> {
  const { accountingEntryId } = entry;
  try {
    // A worker that was killed may have booked it, and could not say so.
    const { number, bookedAt } = (await books.find(accountingEntryId)) ?? (await books.book(entry));
    return { accountingEntryId, status: 'successful', externalId: number, exportedAt: bookedAt };
  } catch (error) {
    if (!(error instanceof BookingRefused)) throw error;
    const { message: failureReason } = error;
    return { accountingEntryId, status: 'failed', failureReason, failureReasonType: 'account_unknown' };
  }
}

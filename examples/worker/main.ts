import { setTimeout as sleep } from 'node:timers/promises';
import { type ExportJob, RelayClient, RelayProblem } from '../../client/relay-client.js';
import { book } from './accounting-system.js';
import { exportItems } from './pleo.js';

/**
 * A worker: takes the jobs that are not finished, oldest first, one at a time, and says how each goes. The relay gives
 * no job to anybody: run one of these, or let several share the jobs by a lock of their own.
 */
const { RELAY_URL = 'http://127.0.0.1:3000', RELAY_KEY } = process.env;
const POLL_MS = 1000;
/** Well within a job's `expiresIn`. */
const HEARTBEAT_MS = 60_000;

const relay = new RelayClient({ url: RELAY_URL, key: RELAY_KEY });
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

console.log(`Takes jobs from ${RELAY_URL}`);
while (!stopping.signal.aborted) {
  for (const job of await unfinishedJobs()) {
    if (!stopping.signal.aborted) await work(job);
  }
  await sleep(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
}

/** Those in progress too: an earlier run of this worker has left them. */
async function unfinishedJobs(): Promise<ExportJob[]> {
  try {
    const { data } = await relay.jobs({ status: ['pending', 'in_progress'], limit: 200 }, stopping.signal);
    return data.reverse();
  } catch (error) {
    if (!stopping.signal.aborted) console.error('The relay does not list jobs:', error);
    return [];
  }
}

async function work(job: ExportJob): Promise<void> {
  const heartbeat = setInterval(() => void relay.heartbeat(job.id).catch(() => undefined), HEARTBEAT_MS);
  try {
    await relay.started(job.id);
    await report(job);
    console.log(`${job.id} is done`);
  } catch (error) {
    // Refused: it is over already, by its expiry or another worker. Relay or Pleo away: the next turn goes on with it.
    const why = error instanceof RelayProblem ? error.message : String(error);
    console.error(`${job.id} is left: ${why}`);
  } finally {
    clearInterval(heartbeat);
  }
}

/** Books what is not booked yet, and tells how each entry went. The relay derives from that how the job went. */
async function report(job: ExportJob): Promise<void> {
  // An earlier run may have reported some: the relay knows them, whether Pleo has heard of them or not.
  const booked = new Set<string>();
  for await (const { accountingEntryId, status } of relay.items(job.id))
    if (status !== 'in_progress') booked.add(accountingEntryId);
  for (const item of await exportItems(job.id))
    if (!booked.has(item.accountingEntryId)) await relay.results(job.id, [await book(item)]);
  await relay.finish(job.id);
}

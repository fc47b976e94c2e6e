import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchDatabase } from '../database/bench-database.js';
import { fillWithFinishedJobs } from '../database/finished-jobs.js';
import { ANY_STALE, FAIL_ALL, fillWithSilentJobs } from '../database/silent-jobs.js';
import { number } from '../figures/number.js';
import { rateOf, roundTable } from '../figures/round-table.js';
import type { Section } from '../figures/section.js';
import { metered } from '../machine/meter.js';
import type { Round } from '../rounds.js';
import type { Harness } from '../harness.js';

const RELAY = 'relay';
const LIMIT = 'one statement';
const LOOK_MS = 10;

/** The speed of failing silent jobs, and the duration of its locks. */
export async function expiry(harness: Harness): Promise<Section> {
  const { jobs, staleJobs } = harness.scale;
  const [swept, stated] = [await filled(harness), await filled(harness)];

  // Paused, so nothing is delivered meanwhile.
  await swept.hold();
  const pleo = await harness.program<never, unknown, string>('pleo');
  const relay = await harness.relay(swept, pleo, { EXPIRY_SWEEP_INTERVAL_SECONDS: '1' });
  harness.say('  sweep');
  await untilStale(harness, swept);
  const watch = watchTransactions(swept);
  const sweep = await metered(harness.server, swept, [relay.pid], () => swept.untilNone(ANY_STALE));
  const longestMs = await watch.longestMs();
  const [between] = await swept.query<{ seconds: number }>(
    `SELECT extract(epoch FROM max(accepted_at) - min(accepted_at))::float8 AS seconds
     FROM export_job_event WHERE origin = 'expiry'`,
  );
  await relay.stop();

  harness.say('  one statement');
  await untilStale(harness, stated);
  const statement = await metered(harness.server, stated, [], () => stated.query(FAIL_ALL));

  const round = (seconds: number, cost: Round['cost']): Round[] => [
    { rate: staleJobs / seconds, events: staleJobs, cost },
  ];
  const results = new Map([
    [RELAY, round(between?.seconds ?? NaN, sweep.cost)],
    [LIMIT, round(statement.cost.seconds, statement.cost)],
  ]);
  return {
    title: 'Expiry',
    about:
      `${number(staleJobs)} of ${number(jobs)} jobs become stale at the same moment. The sweep fails them in ` +
      'transactions of 500, so that reports on these jobs wait for a moment only; its rate is taken from its first event to its last. ' +
      'Beside it one statement does the same writes in one transaction, which locks all of them until it ends.',
    tables: [roundTable(results)],
    ratios: [
      {
        what: 'silent jobs failed per second',
        relay: number(rateOf(results, RELAY)),
        other: `${number(rateOf(results, LIMIT))} (${LIMIT})`,
        ratio: rateOf(results, RELAY) / rateOf(results, LIMIT),
      },
    ],
    notes: [
      `Longest transaction seen of the sweep: ${number(longestMs)} ms (looked at every ${LOOK_MS} ms); the one statement: ` +
        `${number(statement.cost.seconds * 1000)} ms.`,
    ],
  };
}

async function filled(harness: Harness): Promise<BenchDatabase> {
  const { jobs, staleJobs } = harness.scale;
  const database = await harness.database();
  await fillWithFinishedJobs(database, jobs - staleJobs);
  return database;
}

/** Fills with silent jobs and waits until all of them are stale, which happens to all at once. */
async function untilStale(harness: Harness, database: BenchDatabase): Promise<void> {
  const { staleJobs } = harness.scale;
  // Enough for filling and coming to rest.
  const seconds = 4 + Math.ceil(staleJobs / 4000);
  await fillWithSilentJobs(database, staleJobs, seconds);
  if ((await database.query(ANY_STALE)).length > 0)
    throw new Error('The jobs were stale before all was ready.');
  while ((await database.query(ANY_STALE)).length === 0) await sleep(2);
}

/** Observes the age of the relay's transactions. */
function watchTransactions(database: BenchDatabase): { longestMs(): Promise<number> } {
  let longest = 0;
  let watching = true;
  const watched = (async () => {
    while (watching) {
      const [row] = await database.query<{ ms: number | null }>(
        `SELECT extract(epoch FROM max(clock_timestamp() - xact_start)) * 1000 AS ms
         FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'pleo-export-relay%'`,
      );
      longest = Math.max(longest, Number(row?.ms ?? 0));
      await sleep(LOOK_MS);
    }
  })();
  return {
    async longestMs() {
      watching = false;
      await watched;
      return longest;
    },
  };
}

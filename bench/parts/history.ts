import { LOCK_STALE_JOBS } from '../../src/jobs/expiry.sql.js';
import { booked, relayDrain } from '../contenders/drain.js';
import { intakeContender } from '../contenders/intake.js';
import type { BenchDatabase } from '../database/bench-database.js';
import { fillWithFinishedJobs } from '../database/finished-jobs.js';
import { pagesOf } from '../database/pages.js';
import { ANY_WAITING } from '../database/waiting-events.js';
import { number } from '../figures/number.js';
import { OrderBook } from '../figures/order-book.js';
import { rateOf, roundTable } from '../figures/round-table.js';
import type { Ratio, Section } from '../figures/section.js';
import type { LoadAnswer, LoadQuestion } from '../programs/load.js';
import type { Program } from '../programs/program.js';
import { type Contender, interleaved, type Round } from '../rounds.js';
import type { Pleo, Stage } from '../stage.js';

/** Whether what has been makes slow what is. */
export async function history(stage: Stage): Promise<Section> {
  const [few, many] = stage.scale.history;
  const pleo: Pleo = await stage.program('pleo');
  const load = await stage.program<LoadQuestion, LoadAnswer>('load');
  const book = new OrderBook();
  const [none, full] = [await stage.database(), await stage.database()];
  const pages = [await sweepPages(none)];
  stage.say(`  filling with ${number(many)} finished jobs`);
  await fillWithFinishedJobs(full, few);
  pages.push(await sweepPages(full));
  await fillWithFinishedJobs(full, many - few);
  pages.push(await sweepPages(full));

  const limits = [
    await limit(stage, load, none, 'no history'),
    await limit(stage, load, full, `${number(many)} finished jobs`),
  ];
  const without = await contenders(stage, pleo, load, book, none, 'no history');
  const within = await contenders(stage, pleo, load, book, full, `${number(many)} finished jobs`);
  const taken = await interleaved(stage, [without.intake, within.intake, ...limits]);
  for (const database of [none, full]) {
    await database.letGo();
    await database.untilNone(ANY_WAITING);
  }
  const drained = await interleaved(stage, [without.drain, within.drain]);
  const ratio = (what: string, results: ReadonlyMap<string, readonly Round[]>, first = 0): Ratio => {
    const [before, after] = [...results.keys()].slice(first).map((name) => rateOf(results, name));
    return {
      what: `${what}, with ${number(many)} finished jobs`,
      relay: number(after),
      other: `${number(before)} (none)`,
      ratio: (after ?? NaN) / (before ?? NaN),
    };
  };
  return {
    title: 'History',
    about:
      `ReportBatcher (deliveries paused) and drain (one event per job) with ${number(many)} finished jobs in the tables, their ` +
      'events and attempts with them, beside the same with none. The intake limit does it with both as well: job ids are ' +
      'random, so each report goes to a page of each key that nobody has touched of late, whoever writes it.',
    tables: [
      roundTable(taken),
      roundTable(drained),
      {
        head: ['finished jobs', 'pages that a sweep touches which finds nothing'],
        rows: [0, few, many].map((jobs, index) => [number(jobs), number(pages[index])]),
      },
    ],
    ratios: [
      ratio('reports accepted per second', taken),
      ratio('reports of the intake limit per second', taken, 2),
      ratio('deliveries per second', drained),
    ],
    notes: book.notes(),
  };
}

async function contenders(
  stage: Stage,
  pleo: Pleo,
  load: Program<LoadQuestion, LoadAnswer>,
  book: OrderBook,
  database: BenchDatabase,
  what: string,
): Promise<{ intake: Contender; drain: Contender }> {
  await database.hold();
  const { pid, reports } = await stage.relay(database, pleo);
  const drain = relayDrain(stage, pleo, { name: `drain, ${what}`, database, pids: [pid], perJob: 1 });
  return {
    intake: intakeContender(stage, load, { name: `intake, ${what}`, database, pid, url: reports }),
    drain: booked(drain, pleo, book),
  };
}

async function limit(
  stage: Stage,
  load: Program<LoadQuestion, LoadAnswer>,
  database: BenchDatabase,
  what: string,
): Promise<Contender> {
  const { pid, greeting } = await stage.program<never, never, string>('intake-limit', database.url);
  return intakeContender(stage, load, { name: `intake limit, ${what}`, database, pid, url: greeting });
}

function sweepPages(database: BenchDatabase): Promise<number> {
  return pagesOf(database, LOCK_STALE_JOBS, '500');
}

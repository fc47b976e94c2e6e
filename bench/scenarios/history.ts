import { FIND_LONGEST_OVERDUE } from '../../src/jobs/expiry.sql.js';
import { checked, relayDrain } from '../subjects/drain.js';
import { intakeSubject } from '../subjects/intake.js';
import type { BenchDatabase } from '../database/bench-database.js';
import { fillWithFinishedJobs } from '../database/finished-jobs.js';
import { pagesOf } from '../database/pages.js';
import { ANY_WAITING } from '../database/waiting-events.js';
import { number } from '../figures/number.js';
import { DeliveryCheck } from '../figures/delivery-check.js';
import { rateOf, roundTable } from '../figures/round-table.js';
import type { Ratio, Section } from '../figures/section.js';
import type { LoadAnswer, LoadQuestion } from '../programs/load.js';
import type { Program } from '../programs/program.js';
import { type Subject, interleaved, type Results } from '../rounds.js';
import type { Pleo, Harness } from '../harness.js';

/** The cost of a long history. */
export async function history(harness: Harness): Promise<Section> {
  const [few, many] = harness.scale.history;
  const pleo: Pleo = await harness.program('pleo');
  const load = await harness.program<LoadQuestion, LoadAnswer>('load');
  const check = new DeliveryCheck();
  const [none, full] = [await harness.database(), await harness.database()];
  const pages = [await sweepPages(none)];
  harness.say(`  filling with ${number(many)} finished jobs`);
  await fillWithFinishedJobs(full, few);
  pages.push(await sweepPages(full));
  await fillWithFinishedJobs(full, many - few);
  pages.push(await sweepPages(full));

  const limits = [
    await limit(harness, load, none, 'no history'),
    await limit(harness, load, full, `${number(many)} finished jobs`),
  ];
  const without = await subjects(harness, pleo, load, check, none, 'no history');
  const within = await subjects(harness, pleo, load, check, full, `${number(many)} finished jobs`);
  const taken = await interleaved(harness, [without.intake, within.intake, ...limits]);
  for (const database of [none, full]) {
    await database.letGo();
    await database.untilNone(ANY_WAITING);
  }
  const drained = await interleaved(harness, [without.drain, within.drain]);
  const ratio = (what: string, results: Results, first = 0): Ratio => {
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
      `Intake (deliveries paused) and drain (one event per job) with ${number(many)} finished jobs in the tables, their ` +
      'events and attempts with them, beside the same with none. The intake limit does it with both as well: job ids are ' +
      'random, so each report goes to a cold page of each index, whichever program writes it.',
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
    notes: check.notes(),
  };
}

async function subjects(
  harness: Harness,
  pleo: Pleo,
  load: Program<LoadQuestion, LoadAnswer>,
  check: DeliveryCheck,
  database: BenchDatabase,
  what: string,
): Promise<{ intake: Subject; drain: Subject }> {
  await database.hold();
  const { pid, reports } = await harness.relay(database, pleo);
  const drain = relayDrain(harness, pleo, { name: `drain, ${what}`, database, pids: [pid], perJob: 1 });
  return {
    intake: intakeSubject(harness, load, { name: `intake, ${what}`, database, pid, url: reports }),
    drain: checked(drain, pleo, check),
  };
}

async function limit(
  harness: Harness,
  load: Program<LoadQuestion, LoadAnswer>,
  database: BenchDatabase,
  what: string,
): Promise<Subject> {
  const { pid, greeting } = await harness.measured<never, never, string>('intake-limit', database.url);
  return intakeSubject(harness, load, { name: `intake limit, ${what}`, database, pid, url: greeting });
}

function sweepPages(database: BenchDatabase): Promise<number> {
  return pagesOf(database, FIND_LONGEST_OVERDUE);
}

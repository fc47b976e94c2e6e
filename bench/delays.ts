import { setTimeout as sleep } from 'node:timers/promises';
import { number } from './figures/number.js';
import { percentile } from './figures/percentile.js';
import { foreignText } from './figures/round-table.js';
import type { Table } from './figures/section.js';
import { now } from './machine/now.js';
import { metered } from './machine/meter.js';
import type { Accepted } from './programs/load.js';
import { leastDisturbed } from './rounds.js';
import { type Pleo, type Harness, tallyOf } from './harness.js';

/** Timeout between two arrivals. */
const SILENT_MS = 60_000;

/** Times from report to Pleo, in milliseconds. */
export interface Delays {
  readonly name: string;
  /** From the answer to the report: negative when the event arrives before the answer. */
  readonly fromCommit: readonly number[];
  readonly fromReport: readonly number[];
  readonly foreign: number | null;
}

/** Joins the reports of `report` with their arrivals. Repeats a disturbed measurement. */
export async function delaysOf(
  harness: Harness,
  pleo: Pleo,
  name: string,
  report: () => Promise<readonly Accepted[]>,
): Promise<Delays> {
  return leastDisturbed(harness, name, () => once(harness, pleo, name, report));
}

async function once(
  harness: Harness,
  pleo: Pleo,
  name: string,
  report: () => Promise<readonly Accepted[]>,
): Promise<Delays> {
  const { result: reports, cost } = await metered(harness.server, null, [], () => delivered(pleo, report));
  const arrivals = new Map((await pleo.ask('arrivals')) as [string, number][]);
  const arrivedAt = (jobId: string) => arrivals.get(jobId) ?? NaN;
  harness.say(`  ${name}: ${reports.length} events`);
  return {
    name,
    fromCommit: reports.map(([jobId, , answeredAt]) => arrivedAt(jobId) - answeredAt),
    fromReport: reports.map(([jobId, sentAt]) => arrivedAt(jobId) - sentAt),
    foreign: cost.foreign,
  };
}

/** Reports, and waits until all has arrived: what is late would be counted in the next measurement. */
export async function delivered(
  pleo: Pleo,
  report: () => Promise<readonly Accepted[]>,
): Promise<readonly Accepted[]> {
  await pleo.ask('forget');
  const reports = await report();
  await arrived(pleo, reports.length);
  return reports;
}

/** Resolves when so many events arrived since the count was reset. Throws when arrivals stop before. */
export async function arrived(pleo: Pleo, events: number): Promise<void> {
  for (let tally = await tallyOf(pleo), at = now(); tally.events < events;) {
    await sleep(20);
    const before = tally.events;
    tally = await tallyOf(pleo);
    if (tally.events > before) at = now();
    if (now() - at > SILENT_MS) throw new Error(`Only ${tally.events} of ${events} events arrived`);
  }
}

/** The delays of several measurements. */
export function delayTable(all: readonly Delays[]): Table {
  return {
    head: ['', 'events', 'from commit: p50 ms', 'p99 ms', 'from report: p50 ms', 'p99 ms', 'foreign load'],
    rows: all.map(({ name, fromCommit, fromReport, foreign }) => [
      name,
      number(fromCommit.length),
      number(percentile(fromCommit, 50)),
      number(percentile(fromCommit, 99)),
      number(percentile(fromReport, 50)),
      number(percentile(fromReport, 99)),
      foreignText(foreign),
    ]),
  };
}

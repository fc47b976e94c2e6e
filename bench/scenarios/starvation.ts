import type { BenchDatabase } from '../database/bench-database.js';
import { fillWithBlockedEvents } from '../database/blocked-events.js';
import { type Delays, delaysOf, delayTable, delivered } from '../delays.js';
import { number } from '../figures/number.js';
import { percentile } from '../figures/percentile.js';
import type { Section } from '../figures/section.js';
import type { LoadAnswer, LoadQuestion } from '../programs/load.js';
import type { Program } from '../programs/program.js';
import type { Pleo, Harness } from '../harness.js';

const EVERY_MS = 50;

/** The cost of blocked events for a deliverable one. */
export async function starvation(harness: Harness): Promise<Section> {
  const pleo: Pleo = await harness.program('pleo');
  const load = await harness.program<LoadQuestion, LoadAnswer>('load');
  const [free, stuck] = [await harness.database(), await harness.database()];
  await fillWithBlockedEvents(stuck, harness.scale.blocked);
  const without = await delays(harness, pleo, load, free, 'none blocked');
  const within = await delays(harness, pleo, load, stuck, `${number(harness.scale.blocked)} blocked`);
  const p50 = ({ fromReport }: Delays) => percentile(fromReport, 50);
  return {
    title: 'Starvation',
    about:
      `${number(harness.scale.blocked)} events cannot go: a quarter is dead, a quarter waits behind those, and half waits ` +
      `for a next try in five minutes. Meanwhile a fresh job is reported each ${EVERY_MS} ms.`,
    tables: [delayTable([without, within])],
    ratios: [
      {
        what: `ms from report to Pleo, ${number(harness.scale.blocked)} events blocked, p50 (less is better)`,
        relay: number(p50(within)),
        other: `${number(p50(without))} (none blocked)`,
        ratio: p50(within) / p50(without),
      },
    ],
    notes: [],
  };
}

async function delays(
  harness: Harness,
  pleo: Pleo,
  load: Program<LoadQuestion, LoadAnswer>,
  database: BenchDatabase,
  name: string,
): Promise<Delays> {
  const relay = await harness.relay(database, pleo);
  const report = async (count: number) => {
    const seconds = (count * EVERY_MS) / 1000;
    return (await load.ask({ url: relay.reports, connections: 8, seconds, everyMs: EVERY_MS })).reports;
  };
  await delivered(pleo, () => report(40));
  const measured = await delaysOf(harness, pleo, name, () => report(harness.scale.delays));
  await relay.stop();
  return measured;
}

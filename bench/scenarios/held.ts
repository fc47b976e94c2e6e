import { arrived, delaysOf, delayTable, delivered, type Delays } from '../delays.js';
import { number } from '../figures/number.js';
import { percentile } from '../figures/percentile.js';
import type { Section } from '../figures/section.js';
import type { LoadAnswer, LoadQuestion } from '../programs/load.js';
import type { Program } from '../programs/program.js';
import type { Pleo, Harness } from '../harness.js';

/** 200 reports a second. */
const EVERY_MS = 5;

/** Seconds of the first and the last latency measurement. */
const SECONDS = 10;

/** The cost of a transaction that another session holds open on the same Postgres, such as a backup. */
export async function held(harness: Harness): Promise<Section> {
  const pleo: Pleo = await harness.program('pleo');
  const load = await harness.program<LoadQuestion, LoadAnswer>('load');
  const database = await harness.database();
  const relay = await harness.relay(database, pleo);
  const report = async (seconds: number) =>
    (await load.ask({ url: relay.reports, connections: 32, seconds, everyMs: EVERY_MS })).reports;
  await delivered(pleo, () => report(SECONDS));
  const without = await delaysOf(harness, pleo, 'no transaction open', () => report(SECONDS));
  const end = await database.openTransaction();
  const deliveries = await deliver(pleo, load, relay.reports, harness.scale.heldDeliveries);
  const name = `open since ${number(deliveries)} deliveries`;
  const within = await delaysOf(harness, pleo, name, () => report(SECONDS));
  await end();
  const p50 = ({ fromReport }: Delays) => percentile(fromReport, 50);
  return {
    title: 'A transaction held open',
    about:
      'Another session holds a transaction open on the same Postgres, so that vacuum cannot clean up after deliveries: so many ' +
      `as ${number((harness.scale.heldDeliveries * EVERY_MS) / 60_000)} minutes leave behind at the pace of ${1000 / EVERY_MS} fresh jobs a ` +
      'second, at which delays are taken.',
    tables: [delayTable([without, within])],
    ratios: [
      {
        what: `ms from report to Pleo, a transaction ${name}, p50 (less is better)`,
        relay: number(p50(within)),
        other: `${number(p50(without))} (none open)`,
        ratio: p50(within) / p50(without),
      },
    ],
    notes: [],
  };
}

/** Reports jobs as fast as they are accepted, and waits until all are delivered. Returns how many. */
async function deliver(
  pleo: Pleo,
  load: Program<LoadQuestion, LoadAnswer>,
  url: string,
  atLeast: number,
): Promise<number> {
  await pleo.ask('forget');
  let deliveries = 0;
  while (deliveries < atLeast) {
    deliveries += (await load.ask({ url, connections: 64, seconds: SECONDS / 10 })).accepted;
    await arrived(pleo, deliveries);
  }
  return deliveries;
}

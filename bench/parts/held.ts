import { delaysOf, delayTable, type Delays } from '../delays.js';
import { number } from '../figures/number.js';
import { percentile } from '../figures/percentile.js';
import type { Section } from '../figures/section.js';
import type { LoadAnswer, LoadQuestion } from '../programs/load.js';
import type { Pleo, Stage } from '../stage.js';

/** 200 reports a second. */
const EVERY_MS = 5;

/** Seconds for which delays are taken at first, and at the end. */
const SECONDS = 10;

/** What it costs when somebody else holds a transaction open on the same Postgres, such as for a backup. */
export async function held(stage: Stage): Promise<Section> {
  const pleo: Pleo = await stage.program('pleo');
  const load = await stage.program<LoadQuestion, LoadAnswer>('load');
  const database = await stage.database();
  const relay = await stage.relay(database, pleo);
  const report = async (seconds: number) =>
    (await load.ask({ url: relay.reports, connections: 32, seconds, everyMs: EVERY_MS })).reports;
  await report(SECONDS);
  const without = await delaysOf(stage, pleo, 'no transaction open', () => report(SECONDS));
  const end = await database.openTransaction();
  const minutes = number(stage.scale.heldSeconds / 60);
  await report(stage.scale.heldSeconds);
  const within = await delaysOf(stage, pleo, `open for ${minutes} minutes`, () => report(SECONDS));
  await end();
  const p50 = ({ fromReport }: Delays) => percentile(fromReport, 50);
  return {
    title: 'A transaction held open',
    about:
      `Somebody else holds a transaction open on the same Postgres for ${minutes} minutes, so that it cannot clean up ` +
      `after deliveries. Meanwhile ${1000 / EVERY_MS} fresh jobs are reported a second.`,
    tables: [delayTable([without, within])],
    ratios: [
      {
        what: `ms from report to Pleo, a transaction open for ${minutes} minutes, p50 (less is better)`,
        relay: number(p50(within)),
        other: `${number(p50(without))} (none open)`,
        ratio: p50(within) / p50(without),
      },
    ],
    notes: [],
  };
}

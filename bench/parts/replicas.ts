import { booked, relayDrain } from '../contenders/drain.js';
import { number } from '../figures/number.js';
import { OrderBook } from '../figures/order-book.js';
import { rateOf, roundTable } from '../figures/round-table.js';
import type { Section } from '../figures/section.js';
import { type Contender, interleaved } from '../rounds.js';
import type { Pleo, Stage } from '../stage.js';

const COUNTS = [1, 2, 3];

/** What more replicas bring, and whether they keep the order together. */
export async function replicas(stage: Stage): Promise<Section> {
  const pleo: Pleo = await stage.program('pleo');
  const book = new OrderBook();
  const contenders: Contender[] = [];
  for (const count of COUNTS) {
    const database = await stage.database();
    const pids: number[] = [];
    while (pids.length < count) pids.push((await stage.relay(database, pleo)).pid);
    const drain = relayDrain(stage, pleo, { name: nameOf(count), database, pids, perJob: 2 });
    contenders.push(booked(drain, pleo, book));
  }
  const results = await interleaved(stage, contenders);
  const one = rateOf(results, nameOf(1));
  return {
    title: 'Replicas',
    about:
      `The drain of ${number(stage.scale.backlog)} events, two per job, by one, two and three replicas on one database. ` +
      'All of them, Postgres and Pleo’s stand-in share this machine, so that this shows what they cost each other ' +
      'and not what more machines would bring. CPU and memory are those of all replicas together.',
    tables: [roundTable(results)],
    ratios: COUNTS.slice(1).map((count) => ({
      what: `deliveries per second, ${nameOf(count)}`,
      relay: number(rateOf(results, nameOf(count))),
      other: `${number(one)} (${nameOf(1)})`,
      ratio: rateOf(results, nameOf(count)) / one,
    })),
    notes: book.notes(),
  };
}

function nameOf(count: number): string {
  return count === 1 ? '1 replica' : `${count} replicas`;
}

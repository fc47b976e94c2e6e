import { checked, relayDrain } from '../subjects/drain.js';
import { number } from '../figures/number.js';
import { DeliveryCheck } from '../figures/delivery-check.js';
import { rateOf, roundTable } from '../figures/round-table.js';
import type { Section } from '../figures/section.js';
import { type Subject, interleaved } from '../rounds.js';
import type { Pleo, Harness } from '../harness.js';

const COUNTS = [1, 2, 3];

/** The gain of more replicas, and whether they keep the order together. */
export async function replicas(harness: Harness): Promise<Section> {
  const pleo: Pleo = await harness.program('pleo');
  const check = new DeliveryCheck();
  const subjects: Subject[] = [];
  for (const count of COUNTS) {
    const database = await harness.database();
    const pids: number[] = [];
    while (pids.length < count) pids.push((await harness.relay(database, pleo)).pid);
    const drain = relayDrain(harness, pleo, { name: nameOf(count), database, pids, perJob: 2 });
    subjects.push(checked(drain, pleo, check));
  }
  const results = await interleaved(harness, subjects);
  const one = rateOf(results, nameOf(1));
  return {
    title: 'Replicas',
    about:
      `The drain of ${number(harness.scale.backlog)} events, two per job, by one, two and three replicas on one database. ` +
      'All of them, Postgres and Pleo’s stand-in share this machine, so that this shows what they cost each other ' +
      'and not what more machines would bring. CPU and memory are those of all replicas together.',
    tables: [roundTable(results)],
    ratios: COUNTS.slice(1).map((count) => ({
      what: `deliveries per second, ${nameOf(count)}`,
      relay: number(rateOf(results, nameOf(count))),
      other: `${number(one)} (${nameOf(1)})`,
      ratio: rateOf(results, nameOf(count)) / one,
    })),
    notes: check.notes(),
  };
}

function nameOf(count: number): string {
  return count === 1 ? '1 replica' : `${count} replicas`;
}

import type { BenchDatabase } from '../database/bench-database.js';
import { ANY_WAITING, fillWithWaitingEvents } from '../database/waiting-events.js';
import { arrived } from '../delays.js';
import type { OrderBook } from '../figures/order-book.js';
import { metered } from '../machine/meter.js';
import { now } from '../machine/now.js';
import type { Contender, Round } from '../rounds.js';
import { type Pleo, type Stage, tallyOf } from '../stage.js';

/** The relay, in one process or several, delivers a backlog in each round. */
export function relayDrain(
  stage: Stage,
  pleo: Pleo,
  { name, database, pids, perJob }: { name: string; database: BenchDatabase; pids: number[]; perJob: 1 | 2 },
): Contender {
  return {
    name,
    async round() {
      await database.hold();
      await fillWithWaitingEvents(database, stage.scale.backlog / perJob, perJob);
      return timedDrain(stage, database, pids, async () => {
        await database.letGo();
        await drained(database, pleo, stage.scale.backlog, ANY_WAITING);
      });
    },
  };
}

/** A round in which `body` brings the whole backlog to Pleo. */
export async function timedDrain(
  stage: Stage,
  database: BenchDatabase | null,
  pids: readonly number[],
  body: () => Promise<unknown>,
): Promise<Round> {
  const { result: seconds, cost } = await metered(stage.server, database, pids, async () => {
    const begin = now();
    await body();
    return (now() - begin) / 1000;
  });
  const events = stage.scale.backlog;
  return { rate: events / seconds, events, cost };
}

/**
 * Resolves when all has arrived and `waiting` gives no row. Asks Pleo first, which costs little, and the database only
 * at the end.
 */
export async function drained(
  database: BenchDatabase,
  pleo: Pleo,
  events: number,
  waiting: string,
): Promise<void> {
  await arrived(pleo, events);
  await database.untilNone(waiting);
}

/** The same contender, of whose rounds the book keeps what Pleo saw. */
export function booked(contender: Contender, pleo: Pleo, book: OrderBook): Contender {
  return {
    name: contender.name,
    async round() {
      await pleo.ask('forget');
      const round = await contender.round();
      book.add(contender.name, round.events, await tallyOf(pleo));
      return round;
    },
  };
}

import type { BenchDatabase } from '../database/bench-database.js';
import { ANY_WAITING, fillWithWaitingEvents } from '../database/waiting-events.js';
import { arrived } from '../delays.js';
import type { DeliveryCheck } from '../figures/delivery-check.js';
import { metered } from '../machine/meter.js';
import { now } from '../machine/now.js';
import type { Subject, Round } from '../rounds.js';
import { type Pleo, type Harness, tallyOf } from '../harness.js';

/** The relay, in one process or several, delivers a backlog in each round. */
export function relayDrain(
  harness: Harness,
  pleo: Pleo,
  { name, database, pids, perJob }: { name: string; database: BenchDatabase; pids: number[]; perJob: 1 | 2 },
): Subject {
  return {
    name,
    async round() {
      await database.hold();
      await fillWithWaitingEvents(database, harness.scale.backlog / perJob, perJob);
      return timedDrain(harness, database, pids, async () => {
        await database.letGo();
        await drained(database, pleo, harness.scale.backlog, ANY_WAITING);
      });
    },
  };
}

/** A round in which `body` delivers the whole backlog. */
export async function timedDrain(
  harness: Harness,
  database: BenchDatabase | null,
  pids: readonly number[],
  body: () => Promise<unknown>,
): Promise<Round> {
  const { result: seconds, cost } = await metered(harness.server, database, pids, async () => {
    const begin = now();
    await body();
    return (now() - begin) / 1000;
  });
  const events = harness.scale.backlog;
  return { rate: events / seconds, events, cost };
}

/**
 * Resolves when all events have arrived and `waiting` returns no row. Asks Pleo first, which is cheap, and the database
 * only at the end.
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

/** The same subject, with the deliveries of its rounds added to `check`. */
export function checked<One extends Subject>(subject: One, pleo: Pleo, check: DeliveryCheck): One {
  return {
    ...subject,
    async round() {
      await pleo.ask('forget');
      const round = await subject.round();
      check.add(subject.name, round.events, await tallyOf(pleo));
      return round;
    },
  };
}

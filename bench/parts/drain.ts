import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchDatabase } from '../database/bench-database.js';
import { ANY_WAITING, fillWithWaitingEvents } from '../database/waiting-events.js';
import { number } from '../figures/number.js';
import { orderNote } from '../figures/order-note.js';
import { rateOf, roundTable } from '../figures/round-table.js';
import type { Section } from '../figures/section.js';
import { metered } from '../machine/meter.js';
import { now } from '../machine/now.js';
import type { DeliveryQuestion } from '../programs/delivery-limit.js';
import type { QueueQuestion } from '../programs/queue-question.js';
import { type Contender, interleaved, type Round } from '../rounds.js';
import { type Pleo, type Stage, tallyOf } from '../stage.js';

const RELAY = 'relay';
const LIMIT = 'delivery limit';
const EVENTS = ['started', 'completed'];

/** The job queues of others, and how each says that a message is not done yet. */
const PEERS = {
  'pg-boss': `SELECT FROM pgboss.job WHERE name = 'export-job-events' AND state < 'completed' LIMIT 1`,
  'graphile-worker': 'SELECT FROM graphile_worker._private_jobs LIMIT 1',
};

/** How fast a backlog goes to Pleo. */
export async function drain(stage: Stage): Promise<Section> {
  const notes: string[] = [];
  const one = await compare(stage, 1, notes);
  await stage.clear();
  const two = await compare(stage, 2, notes);
  const ratios = [
    [one, '1 event per job'],
    [two, '2 events per job'],
  ] as const;
  return {
    title: 'Drain',
    about:
      `${stage.scale.backlog.toLocaleString('en-US')} events that were accepted wait while deliveries are paused; the ` +
      'clock runs from the end of the pause until the outcome of each is written. Pleo’s stand-in answers after 5 ms. ' +
      'The delivery limit is 64 lanes of requests by the same HTTP client, without a database, from the first request ' +
      'to the last answer. pg-boss (policy `key_strict_fifo`) and graphile-worker (a queue per job) send the same ' +
      'requests from their own tables, 64 at once; they keep no history of events and attempts, move no job and read ' +
      'back nothing.',
    tables: [roundTable(one), roundTable(two)],
    ratios: ratios.flatMap(([results, what]) =>
      [...results.keys()].slice(1).map((name) => ({
        what: `deliveries per second, ${what}`,
        relay: number(rateOf(results, RELAY)),
        other: `${number(rateOf(results, name))} (${name})`,
        ratio: rateOf(results, RELAY) / rateOf(results, name),
      })),
    ),
    notes: ['The first table is for one event per job, the second for two.', ...notes],
  };
}

async function compare(stage: Stage, perJob: 1 | 2, notes: string[]): Promise<Map<string, Round[]>> {
  stage.say(` ${perJob} event(s) per job`);
  const pleo: Pleo = await stage.program('pleo');
  const contenders = [
    await relay(stage, pleo, perJob),
    await limit(stage, pleo, perJob),
    await peer(stage, pleo, perJob, 'pg-boss'),
    await peer(stage, pleo, perJob, 'graphile-worker'),
  ];
  const watched = contenders.map((contender) => ({
    ...contender,
    async round() {
      await pleo.ask('forget');
      const round = await contender.round();
      const tally = await tallyOf(pleo);
      const { disorder, overlaps, events } = tally;
      if (contender.name === RELAY || disorder + overlaps > 0 || events !== round.events)
        notes.push(orderNote(`${contender.name}, ${perJob} per job`, round.events, tally));
      return round;
    },
  }));
  return interleaved(stage, watched);
}

async function relay(stage: Stage, pleo: Pleo, perJob: 1 | 2): Promise<Contender> {
  const database = await stage.database();
  const { pid } = await stage.relay(database, pleo);
  return {
    name: RELAY,
    async round() {
      await database.hold();
      await fillWithWaitingEvents(database, jobsOf(stage, perJob), perJob);
      return timed(stage, database, pid, async () => {
        await database.letGo();
        await drained(database, pleo, stage.scale.backlog, ANY_WAITING);
      });
    },
  };
}

async function limit(stage: Stage, pleo: Pleo, perJob: 1 | 2): Promise<Contender> {
  const lanes = await stage.program<DeliveryQuestion, unknown>('delivery-limit', pleo.greeting);
  const question = { jobs: jobsOf(stage, perJob), events: EVENTS.slice(0, perJob) };
  return { name: LIMIT, round: () => timed(stage, null, lanes.pid, () => lanes.ask(question)) };
}

async function peer(stage: Stage, pleo: Pleo, perJob: 1 | 2, name: keyof typeof PEERS): Promise<Contender> {
  const database = await stage.database();
  const queue = await stage.program<QueueQuestion, unknown>(name, database.url, pleo.greeting);
  return {
    name,
    async round() {
      await queue.ask({ kind: 'fill', jobs: jobsOf(stage, perJob), events: EVENTS.slice(0, perJob) });
      await database.settle();
      const round = await timed(stage, database, queue.pid, async () => {
        await queue.ask({ kind: 'work' });
        await drained(database, pleo, stage.scale.backlog, PEERS[name]);
      });
      await queue.ask({ kind: 'rest' });
      return round;
    },
  };
}

function jobsOf({ scale }: Stage, perJob: 1 | 2): number {
  return scale.backlog / perJob;
}

async function timed(
  stage: Stage,
  database: BenchDatabase | null,
  pid: number,
  body: () => Promise<unknown>,
): Promise<Round> {
  const { result: seconds, cost } = await metered(stage.server, database, [pid], async () => {
    const begin = now();
    await body();
    return (now() - begin) / 1000;
  });
  const events = stage.scale.backlog;
  return { rate: events / seconds, events, cost };
}

/** Asks Pleo, which costs little, until all events have arrived; and only then the database, until all is written. */
async function drained(database: BenchDatabase, pleo: Pleo, events: number, waiting: string): Promise<void> {
  while ((await tallyOf(pleo)).events < events) await sleep(20);
  await database.untilNone(waiting);
}

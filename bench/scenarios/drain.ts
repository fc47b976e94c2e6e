import type { BenchDatabase } from '../database/bench-database.js';
import { checked, drained, relayDrain, timedDrain } from '../subjects/drain.js';
import { number } from '../figures/number.js';
import { DeliveryCheck } from '../figures/delivery-check.js';
import { cpuOf, rateOf, ratioOf, roundTable } from '../figures/round-table.js';
import type { Ratio, Section } from '../figures/section.js';
import type { DeliveryQuestion } from '../programs/delivery-limit.js';
import type { QueueQuestion } from '../programs/queue-question.js';
import { coldAndWarm, type ColdAndWarm, type Startable } from '../rounds.js';
import type { Pleo, Harness } from '../harness.js';

const RELAY = 'relay';
const LIMIT = 'delivery limit';
const ONE = '1 event per job';
const TWO = '2 events per job';
const EVENTS = ['started', 'completed'];

/** The other job queues, and the condition that a message is not done yet. */
const PEERS = {
  'pg-boss': `SELECT FROM pgboss.job WHERE name = 'export-job-events' AND state < 'completed' LIMIT 1`,
  'graphile-worker': 'SELECT FROM graphile_worker._private_jobs LIMIT 1',
};

/** The speed of delivering a backlog. */
export async function drain(harness: Harness): Promise<Section> {
  const check = new DeliveryCheck();
  const one = await compare(harness, 1, check);
  await harness.clear();
  const two = await compare(harness, 2, check);
  return {
    title: 'Drain',
    about:
      `${number(harness.scale.backlog)} events that were accepted wait while deliveries are paused; the clock runs from ` +
      'the end of the pause until the outcome of each is written. Pleo’s stand-in answers after 5 ms. The delivery limit ' +
      'is 64 lanes of requests by the same HTTP client, without a database, from the first request to the last answer. ' +
      'pg-boss (policy `key_strict_fifo`) and graphile-worker (a queue per job) send the same requests from their own ' +
      'tables, 64 at once; they keep no history of events and attempts, move no job and read back nothing. ' +
      'With one event per job, then with two; cold is the first such drain after the program has started, as after an ' +
      'outage, and warm a later one.',
    tables: [
      roundTable(one.cold, `cold, ${ONE}`),
      roundTable(one.warm, `warm, ${ONE}`),
      roundTable(two.cold, `cold, ${TWO}`),
      roundTable(two.warm, `warm, ${TWO}`),
    ],
    ratios: [...ratiosOf(one, ONE), ...ratiosOf(two, TWO)],
    notes: check.notes(),
  };
}

async function compare(harness: Harness, perJob: 1 | 2, check: DeliveryCheck): Promise<ColdAndWarm> {
  harness.say(` ${perJob} per job`);
  const pleo: Pleo = await harness.program('pleo');
  const programs = [
    await relay(harness, pleo, perJob),
    limit(harness, pleo, perJob),
    await peer(harness, pleo, perJob, 'pg-boss'),
    await peer(harness, pleo, perJob, 'graphile-worker'),
  ];
  return coldAndWarm(
    harness,
    programs.map((program) => ({
      name: program.name,
      start: async () => checked(await program.start(), pleo, check),
    })),
  );
}

async function relay(harness: Harness, pleo: Pleo, perJob: 1 | 2): Promise<Startable> {
  const database = await harness.database();
  return {
    name: RELAY,
    async start() {
      const relay = await harness.relay(database, pleo);
      const drain = relayDrain(harness, pleo, { name: RELAY, database, pids: [relay.pid], perJob });
      return { ...drain, stop: () => relay.stop() };
    },
  };
}

function limit(harness: Harness, pleo: Pleo, perJob: 1 | 2): Startable {
  const question = { jobs: harness.scale.backlog / perJob, events: EVENTS.slice(0, perJob) };
  return {
    name: LIMIT,
    async start() {
      const lanes = await harness.measured<DeliveryQuestion, unknown>('delivery-limit', pleo.greeting);
      return {
        name: LIMIT,
        round: () => timedDrain(harness, null, [lanes.pid], () => lanes.ask(question)),
        stop: () => lanes.stop(),
      };
    },
  };
}

async function peer(
  harness: Harness,
  pleo: Pleo,
  perJob: 1 | 2,
  name: keyof typeof PEERS,
): Promise<Startable> {
  const { backlog } = harness.scale;
  const database = await harness.database();
  return {
    name,
    async start() {
      const queue = await harness.measured<QueueQuestion, unknown>(name, database.url, pleo.greeting);
      return {
        name,
        async round() {
          await fill(harness, database, name, { jobs: backlog / perJob, events: EVENTS.slice(0, perJob) });
          const round = await timedDrain(harness, database, [queue.pid], async () => {
            await queue.ask({ kind: 'work' });
            await drained(database, pleo, backlog, PEERS[name]);
          });
          await queue.ask({ kind: 'rest' });
          return round;
        },
        stop: () => queue.stop(),
      };
    },
  };
}

/** Fills the tables of a queue by another process of it, so that the one which is measured is not warm from that. */
async function fill(
  harness: Harness,
  database: BenchDatabase,
  name: keyof typeof PEERS,
  messages: { jobs: number; events: string[] },
): Promise<void> {
  const queue = await harness.program<QueueQuestion, unknown>(name, database.url);
  await queue.ask({ kind: 'fill', ...messages });
  await queue.stop();
  await database.settle();
}

function ratiosOf(results: ColdAndWarm, what: string): Ratio[] {
  const others = [LIMIT, ...Object.keys(PEERS)];
  return [
    ...others.map((name) =>
      ratioOf(`CPU µs of the program per delivery, ${what} (less is better)`, results, RELAY, name, cpuOf),
    ),
    ...others.map((name) => ratioOf(`deliveries per second, ${what}`, results, RELAY, name, rateOf)),
  ];
}

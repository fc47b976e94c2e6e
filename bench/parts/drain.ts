import { booked, drained, relayDrain, timedDrain } from '../contenders/drain.js';
import { number } from '../figures/number.js';
import { OrderBook } from '../figures/order-book.js';
import { cpuOf, rateOf, roundTable } from '../figures/round-table.js';
import type { Ratio, Section } from '../figures/section.js';
import type { DeliveryQuestion } from '../programs/delivery-limit.js';
import type { QueueQuestion } from '../programs/queue-question.js';
import { type Contender, interleaved, type Round } from '../rounds.js';
import type { Pleo, Stage } from '../stage.js';

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
  const book = new OrderBook();
  const one = await compare(stage, 1, book);
  await stage.clear();
  const two = await compare(stage, 2, book);
  return {
    title: 'Drain',
    about:
      `${number(stage.scale.backlog)} events that were accepted wait while deliveries are paused; the clock runs from ` +
      'the end of the pause until the outcome of each is written. Pleo’s stand-in answers after 5 ms. The delivery limit ' +
      'is 64 lanes of requests by the same HTTP client, without a database, from the first request to the last answer. ' +
      'pg-boss (policy `key_strict_fifo`) and graphile-worker (a queue per job) send the same requests from their own ' +
      'tables, 64 at once; they keep no history of events and attempts, move no job and read back nothing. ' +
      'First with one event per job, then with two.',
    tables: [roundTable(one), roundTable(two)],
    ratios: [...ratiosOf(one, '1 event per job'), ...ratiosOf(two, '2 events per job')],
    notes: book.notes(),
  };
}

async function compare(stage: Stage, perJob: 1 | 2, book: OrderBook): Promise<Map<string, Round[]>> {
  stage.say(` ${perJob} per job`);
  const pleo: Pleo = await stage.program('pleo');
  const database = await stage.database();
  const { pid } = await stage.relay(database, pleo);
  const contenders = [
    relayDrain(stage, pleo, { name: RELAY, database, pids: [pid], perJob }),
    await limit(stage, pleo, perJob),
    await peer(stage, pleo, perJob, 'pg-boss'),
    await peer(stage, pleo, perJob, 'graphile-worker'),
  ];
  return interleaved(
    stage,
    contenders.map((contender) => booked(contender, pleo, book)),
  );
}

async function limit(stage: Stage, pleo: Pleo, perJob: 1 | 2): Promise<Contender> {
  const lanes = await stage.program<DeliveryQuestion, unknown>('delivery-limit', pleo.greeting);
  const question = { jobs: stage.scale.backlog / perJob, events: EVENTS.slice(0, perJob) };
  return { name: LIMIT, round: () => timedDrain(stage, null, [lanes.pid], () => lanes.ask(question)) };
}

async function peer(stage: Stage, pleo: Pleo, perJob: 1 | 2, name: keyof typeof PEERS): Promise<Contender> {
  const { backlog } = stage.scale;
  const database = await stage.database();
  const queue = await stage.program<QueueQuestion, unknown>(name, database.url, pleo.greeting);
  return {
    name,
    async round() {
      await queue.ask({ kind: 'fill', jobs: backlog / perJob, events: EVENTS.slice(0, perJob) });
      await database.settle();
      const round = await timedDrain(stage, database, [queue.pid], async () => {
        await queue.ask({ kind: 'work' });
        await drained(database, pleo, backlog, PEERS[name]);
      });
      await queue.ask({ kind: 'rest' });
      return round;
    },
  };
}

function ratiosOf(results: ReadonlyMap<string, readonly Round[]>, what: string): Ratio[] {
  const others = [...results.keys()].filter((name) => name !== RELAY);
  const ratio = (label: string, name: string, figure: typeof rateOf) => ({
    what: label,
    relay: number(figure(results, RELAY)),
    other: `${number(figure(results, name))} (${name})`,
    ratio: figure(results, RELAY) / figure(results, name),
  });
  return [
    ...others.map((name) => ratio(`deliveries per second, ${what}`, name, rateOf)),
    ...others.map((name) =>
      ratio(`CPU ms of the program per 1,000 deliveries, ${what} (less is better)`, name, cpuOf),
    ),
  ];
}

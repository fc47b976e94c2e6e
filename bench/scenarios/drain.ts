import { checked, drained, relayDrain, timedDrain } from '../subjects/drain.js';
import { number } from '../figures/number.js';
import { DeliveryCheck } from '../figures/delivery-check.js';
import { cpuOf, rateOf, roundTable } from '../figures/round-table.js';
import type { Ratio, Section } from '../figures/section.js';
import type { DeliveryQuestion } from '../programs/delivery-limit.js';
import type { QueueQuestion } from '../programs/queue-question.js';
import { type Subject, interleaved, type Round } from '../rounds.js';
import type { Pleo, Harness } from '../harness.js';

const RELAY = 'relay';
const LIMIT = 'delivery limit';
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
      'First with one event per job, then with two.',
    tables: [roundTable(one), roundTable(two)],
    ratios: [...ratiosOf(one, '1 event per job'), ...ratiosOf(two, '2 events per job')],
    notes: check.notes(),
  };
}

async function compare(harness: Harness, perJob: 1 | 2, check: DeliveryCheck): Promise<Map<string, Round[]>> {
  harness.say(` ${perJob} per job`);
  const pleo: Pleo = await harness.program('pleo');
  const database = await harness.database();
  const { pid } = await harness.relay(database, pleo);
  const subjects = [
    relayDrain(harness, pleo, { name: RELAY, database, pids: [pid], perJob }),
    await limit(harness, pleo, perJob),
    await peer(harness, pleo, perJob, 'pg-boss'),
    await peer(harness, pleo, perJob, 'graphile-worker'),
  ];
  return interleaved(
    harness,
    subjects.map((subject) => checked(subject, pleo, check)),
  );
}

async function limit(harness: Harness, pleo: Pleo, perJob: 1 | 2): Promise<Subject> {
  const lanes = await harness.program<DeliveryQuestion, unknown>('delivery-limit', pleo.greeting);
  const question = { jobs: harness.scale.backlog / perJob, events: EVENTS.slice(0, perJob) };
  return { name: LIMIT, round: () => timedDrain(harness, null, [lanes.pid], () => lanes.ask(question)) };
}

async function peer(harness: Harness, pleo: Pleo, perJob: 1 | 2, name: keyof typeof PEERS): Promise<Subject> {
  const { backlog } = harness.scale;
  const database = await harness.database();
  const queue = await harness.program<QueueQuestion, unknown>(name, database.url, pleo.greeting);
  return {
    name,
    async round() {
      await queue.ask({ kind: 'fill', jobs: backlog / perJob, events: EVENTS.slice(0, perJob) });
      await database.settle();
      const round = await timedDrain(harness, database, [queue.pid], async () => {
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

import { number } from '../figures/number.js';
import { rateOf, roundTable } from '../figures/round-table.js';
import type { Section } from '../figures/section.js';
import { metered } from '../machine/meter.js';
import type { BenchDatabase } from '../database/bench-database.js';
import { ANY_WAITING } from '../database/waiting-events.js';
import type { LoadAnswer, LoadQuestion } from '../programs/load.js';
import type { Program } from '../programs/program.js';
import { type Contender, interleaved } from '../rounds.js';
import type { Pleo, Stage } from '../stage.js';

const CONNECTIONS = 64;
const HELD = 'relay, deliveries paused';
const RUNNING = 'relay, deliveries running';
const LIMIT = 'intake limit';

/** How many reports are accepted. */
export async function intake(stage: Stage): Promise<Section> {
  const pleo: Pleo = await stage.program('pleo');
  const load = await stage.program<LoadQuestion, LoadAnswer>('load');
  const contenders = [
    await relay(stage, pleo, load, HELD),
    await limit(stage, load),
    await relay(stage, pleo, load, RUNNING),
  ];
  const results = await interleaved(stage, contenders);
  const [held, running, most] = [HELD, RUNNING, LIMIT].map((name) => rateOf(results, name)) as [
    number,
    number,
    number,
  ];
  return {
    title: 'Intake',
    about:
      `${CONNECTIONS} kept-alive connections report \`started\` of new jobs as fast as they are answered. The intake ` +
      'limit is a bare Node server with one prepared statement per report, which writes the same three rows, checks ' +
      'nothing and commits to disk as well, on a pool of the same size. With deliveries paused, as by Pleo’s ' +
      '`Retry-After`, only intake is measured; with deliveries running, both share the machine.',
    tables: [roundTable(results)],
    ratios: [
      {
        what: 'reports accepted per second',
        relay: number(held),
        other: `${number(most)} (${LIMIT})`,
        ratio: held / most,
      },
      {
        what: 'the same while they are delivered',
        relay: number(running),
        other: `${number(most)} (${LIMIT})`,
        ratio: running / most,
      },
    ],
    notes: [],
  };
}

async function relay(
  stage: Stage,
  pleo: Pleo,
  load: Program<LoadQuestion, LoadAnswer>,
  name: typeof HELD | typeof RUNNING,
): Promise<Contender> {
  const database = await stage.database();
  if (name === HELD) await database.hold();
  const service = await stage.relay(database, pleo);
  return contender(stage, database, name, service.pid, service.reports, load, async () => {
    if (name === RUNNING) await database.untilNone(ANY_WAITING);
  });
}

async function limit(stage: Stage, load: Program<LoadQuestion, LoadAnswer>): Promise<Contender> {
  const database = await stage.database();
  const server = await stage.program<unknown, unknown, string>('intake-limit', database.url);
  return contender(stage, database, LIMIT, server.pid, server.greeting, load);
}

async function contender(
  stage: Stage,
  database: BenchDatabase,
  name: string,
  pid: number,
  url: string,
  load: Program<LoadQuestion, LoadAnswer>,
  rest: () => Promise<void> = async () => undefined,
): Promise<Contender> {
  const { seconds } = stage.scale;
  const run = () => load.ask({ url, connections: CONNECTIONS, seconds });
  // Warm, as a service that has been running for a while.
  await run();
  await rest();
  return {
    name,
    async round() {
      await database.settle();
      const { result, cost } = await metered(stage.server, database, [pid], run);
      await rest();
      if (result.refused > 0) throw new Error(`${result.refused} reports were not accepted`);
      const { accepted, p50, p99 } = result;
      return { rate: accepted / result.seconds, events: accepted, cost, p50, p99 };
    },
  };
}

import type { BenchDatabase } from '../database/bench-database.js';
import { CONNECTIONS, intakeSubject } from '../subjects/intake.js';
import { ANY_WAITING } from '../database/waiting-events.js';
import { cpuOf, rateOf, ratioOf, roundTable } from '../figures/round-table.js';
import type { Section } from '../figures/section.js';
import type { LoadAnswer, LoadQuestion } from '../programs/load.js';
import { coldAndWarm, type Startable } from '../rounds.js';
import type { Pleo, Harness } from '../harness.js';

const HELD = 'relay, deliveries paused';
const RUNNING = 'relay, deliveries running';
const LIMIT = 'intake limit';

/** The rate of accepted reports. */
export async function intake(harness: Harness): Promise<Section> {
  const pleo: Pleo = await harness.program('pleo');
  const load = await harness.program<LoadQuestion, LoadAnswer>('load');
  const [held, bare, running] = [
    await harness.database(),
    await harness.database(),
    await harness.database(),
  ];
  await held.hold();
  const relay = (name: string, database: BenchDatabase, rest = () => Promise.resolve()): Startable => ({
    name,
    async start() {
      const relay = await harness.relay(database, pleo);
      const { pid, reports: url } = relay;
      return {
        ...intakeSubject(harness, load, { name, database, pid, url, rest }),
        stop: () => relay.stop(),
      };
    },
  });
  const limit: Startable = {
    name: LIMIT,
    async start() {
      const server = await harness.measured<never, never, string>('intake-limit', bare.url);
      const { pid, greeting: url } = server;
      return {
        ...intakeSubject(harness, load, { name: LIMIT, database: bare, pid, url }),
        stop: () => server.stop(),
      };
    },
  };
  const results = await coldAndWarm(harness, [
    relay(HELD, held),
    limit,
    relay(RUNNING, running, () => running.untilNone(ANY_WAITING)),
  ]);
  return {
    title: 'Intake',
    about:
      `${CONNECTIONS} kept-alive connections report \`started\` of new jobs as fast as they are answered. The intake ` +
      'limit is a bare Node server with one prepared statement per report, which writes the same three rows, checks ' +
      'nothing and commits to disk as well, on a pool of the same size. With deliveries paused, as by Pleo’s ' +
      '`Retry-After`, only intake is measured; with deliveries running, both share the machine. Cold are the first ' +
      `${harness.scale.seconds} seconds of load after the program has started, and warm as many later ones.`,
    tables: [roundTable(results.cold, 'cold'), roundTable(results.warm, 'warm')],
    ratios: [
      ratioOf('CPU µs of the program per report (less is better)', results, HELD, LIMIT, cpuOf),
      ratioOf('reports accepted per second', results, HELD, LIMIT, rateOf),
      ratioOf('reports accepted per second while they are delivered', results, RUNNING, LIMIT, rateOf),
    ],
    notes: [],
  };
}

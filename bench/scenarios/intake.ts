import { CONNECTIONS, intakeSubject } from '../subjects/intake.js';
import { ANY_WAITING } from '../database/waiting-events.js';
import { number } from '../figures/number.js';
import { cpuOf, rateOf, roundTable } from '../figures/round-table.js';
import type { Section } from '../figures/section.js';
import type { LoadAnswer, LoadQuestion } from '../programs/load.js';
import { interleaved } from '../rounds.js';
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
  const relay = await harness.relay(held, pleo);
  const limit = await harness.program<never, never, string>('intake-limit', bare.url);
  const busy = await harness.relay(running, pleo);
  const results = await interleaved(harness, [
    intakeSubject(harness, load, { name: HELD, database: held, pid: relay.pid, url: relay.reports }),
    intakeSubject(harness, load, { name: LIMIT, database: bare, pid: limit.pid, url: limit.greeting }),
    intakeSubject(harness, load, {
      name: RUNNING,
      database: running,
      pid: busy.pid,
      url: busy.reports,
      rest: () => running.untilNone(ANY_WAITING),
    }),
  ]);
  const ratio = (what: string, name: string, figure: typeof rateOf) => ({
    what,
    relay: number(figure(results, name)),
    other: `${number(figure(results, LIMIT))} (${LIMIT})`,
    ratio: figure(results, name) / figure(results, LIMIT),
  });
  return {
    title: 'Intake',
    about:
      `${CONNECTIONS} kept-alive connections report \`started\` of new jobs as fast as they are answered. The intake ` +
      'limit is a bare Node server with one prepared statement per report, which writes the same three rows, checks ' +
      'nothing and commits to disk as well, on a pool of the same size. With deliveries paused, as by Pleo’s ' +
      '`Retry-After`, only intake is measured; with deliveries running, both share the machine.',
    tables: [roundTable(results)],
    ratios: [
      ratio('reports accepted per second', HELD, rateOf),
      ratio('reports accepted per second while they are delivered', RUNNING, rateOf),
      ratio('CPU ms of the program per 1,000 reports (less is better)', HELD, cpuOf),
    ],
    notes: [],
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { number } from '../figures/number.js';
import { percentile } from '../figures/percentile.js';
import type { Section } from '../figures/section.js';
import { type Cost, metered } from '../machine/meter.js';
import type { Accepted, LoadAnswer, LoadQuestion } from '../programs/load.js';
import type { NotifyQuestion } from '../programs/notify-limit.js';
import { type Pleo, type Stage, tallyOf } from '../stage.js';

const QUIET_MS = 50;
const CONNECTIONS = 64;

/** Delays of events, in milliseconds. */
interface Delays {
  readonly name: string;
  readonly fromCommit: readonly number[];
  readonly fromRequest: readonly number[];
  readonly foreign: number | null;
}

/** How long an event takes to Pleo. */
export async function latency(stage: Stage): Promise<Section> {
  const { delays, seconds } = stage.scale;
  const pleo: Pleo = await stage.program('pleo');
  const database = await stage.database();
  const relay = await stage.relay(database, pleo);
  const load = await stage.program<LoadQuestion, LoadAnswer>('load');
  const bare = await stage.program<NotifyQuestion, readonly Accepted[]>(
    'notify-limit',
    (await stage.database()).url,
    pleo.greeting,
  );
  const report = (connections: number, duration: number, everyMs?: number) =>
    load.ask({
      url: relay.reports,
      connections,
      seconds: duration,
      ...(everyMs !== undefined && { everyMs }),
    });

  // The first reports warm everything up, and say how many are half of what it can take while it delivers them.
  const begin = performance.now();
  const { accepted } = await report(CONNECTIONS, seconds);
  while ((await tallyOf(pleo)).events < accepted) await sleep(20);
  const halfLoadMs = (performance.now() - begin) / accepted / 0.5;
  await bare.ask({ count: 20, everyMs: 1 });

  const quiet = await measured(stage, pleo, [relay.pid], 'relay, quiet', async () => {
    return (await report(4, (delays * QUIET_MS) / 1000, QUIET_MS)).reports;
  });
  const limit = await measured(stage, pleo, [bare.pid], 'latency limit, quiet', () =>
    bare.ask({ count: delays, everyMs: QUIET_MS }),
  );
  const half = await measured(stage, pleo, [relay.pid], 'relay, half load', async () => {
    return (await report(CONNECTIONS, seconds, halfLoadMs)).reports;
  });
  const p50 = (values: readonly number[]) => percentile(values, 50);
  return {
    title: 'Latency',
    about:
      `From the answer to a report, which is sent when all is committed, to the arrival of the event at Pleo’s stand-in; ` +
      `and from the report itself. Quiet is one report each ${QUIET_MS} ms. Half load is half of the reports that the ` +
      `service accepts and delivers at once: ${number(1000 / halfLoadMs)} per second. The latency limit inserts a row ` +
      'and notifies in one statement, and sends the same request when it hears of it, in a process that does nothing else. ' +
      'An event may arrive before the answer does: then the delay is below zero.',
    tables: [
      {
        head: [
          '',
          'events',
          'from commit: p50 ms',
          'p99 ms',
          'from report: p50 ms',
          'p99 ms',
          'foreign load',
        ],
        rows: [quiet, limit, half].map(({ name, fromCommit, fromRequest, foreign }) => [
          name,
          number(fromCommit.length),
          number(p50(fromCommit)),
          number(percentile(fromCommit, 99)),
          number(p50(fromRequest)),
          number(percentile(fromRequest, 99)),
          foreign === null ? 'not measured' : `${Math.round(foreign * 100)} %`,
        ]),
      },
    ],
    ratios: [
      {
        what: 'ms from report to Pleo, quiet, p50 (less is better)',
        relay: number(p50(quiet.fromRequest)),
        other: `${number(p50(limit.fromRequest))} (latency limit)`,
        ratio: p50(quiet.fromRequest) / p50(limit.fromRequest),
      },
    ],
    notes: [],
  };
}

/** Joins what was reported with what arrived. */
async function measured(
  stage: Stage,
  pleo: Pleo,
  pids: readonly number[],
  name: string,
  body: () => Promise<readonly Accepted[]>,
): Promise<Delays> {
  await pleo.ask('forget');
  const { result: reports, cost }: { result: readonly Accepted[]; cost: Cost } = await metered(
    stage.server,
    null,
    pids,
    body,
  );
  while ((await tallyOf(pleo)).events < reports.length) await sleep(20);
  const arrivals = new Map((await pleo.ask('arrivals')) as [string, number][]);
  const delays = reports.map(([jobId, sentAt, answeredAt]) => {
    const at = arrivals.get(jobId) ?? NaN;
    return { fromCommit: at - answeredAt, fromRequest: at - sentAt };
  });
  stage.say(`  ${name}: ${delays.length} events`);
  return {
    name,
    fromCommit: delays.map(({ fromCommit }) => fromCommit),
    fromRequest: delays.map(({ fromRequest }) => fromRequest),
    foreign: cost.foreign,
  };
}

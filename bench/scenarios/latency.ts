import { arrived, delaysOf, delayTable } from '../delays.js';
import { number } from '../figures/number.js';
import { percentile } from '../figures/percentile.js';
import type { Section } from '../figures/section.js';
import type { Accepted, LoadAnswer, LoadQuestion } from '../programs/load.js';
import type { NotifyQuestion } from '../programs/notify-limit.js';
import type { Pleo, Harness } from '../harness.js';

const QUIET_MS = 50;
const CONNECTIONS = 64;

/** The time from a report to Pleo. */
export async function latency(harness: Harness): Promise<Section> {
  const { delays, seconds } = harness.scale;
  const pleo: Pleo = await harness.program('pleo');
  const relay = await harness.relay(await harness.database(), pleo);
  const load = await harness.program<LoadQuestion, LoadAnswer>('load');
  const bare = await harness.measured<NotifyQuestion, readonly Accepted[]>(
    'notify-limit',
    (await harness.database()).url,
    pleo.greeting,
  );
  const most = () => load.ask({ url: relay.reports, connections: CONNECTIONS, seconds });
  const atPace = async (everyMs: number, duration: number) =>
    (await load.ask({ url: relay.reports, connections: CONNECTIONS, seconds: duration, everyMs })).reports;

  const warmUp = await most();
  await arrived(pleo, warmUp.accepted);
  await bare.ask({ count: 20, everyMs: 1 });
  await pleo.ask('forget');
  const begin = performance.now();
  const { accepted } = await most();
  await arrived(pleo, accepted);
  const halfLoadMs = ((performance.now() - begin) / accepted) * 2;

  const quiet = await delaysOf(harness, pleo, 'relay, quiet', () =>
    atPace(QUIET_MS, (delays * QUIET_MS) / 1000),
  );
  const limit = await delaysOf(harness, pleo, 'latency limit, quiet', () =>
    bare.ask({ count: delays, everyMs: QUIET_MS }),
  );
  const halfLoad = `relay, half load (${number(1000 / halfLoadMs)} per second)`;
  const half = await delaysOf(harness, pleo, halfLoad, () => atPace(halfLoadMs, seconds));
  const ratio = (from: 'fromReport' | 'fromCommit', percent: number) => {
    const [ours, other] = [quiet, limit].map((delays) => percentile(delays[from], percent));
    return {
      what: `ms from ${from === 'fromReport' ? 'report' : 'commit'} to Pleo, quiet, p${percent} (less is better)`,
      relay: number(ours),
      other: `${number(other)} (latency limit)`,
      ratio: (ours ?? NaN) / (other ?? NaN),
    };
  };
  return {
    title: 'Latency',
    about:
      'From the answer to a report, which is sent when all is committed, to the arrival of the event at Pleo’s ' +
      `stand-in; and from the report itself. Quiet is one report each ${QUIET_MS} ms. Half load is half of what the ` +
      'service accepts and delivers at the same time. The latency limit inserts a row and notifies in one statement, and sends the same request when it hears of it, in a process ' +
      'that does nothing else.',
    tables: [delayTable([quiet, limit, half])],
    ratios: [
      ratio('fromReport', 50),
      ratio('fromReport', 99),
      ratio('fromCommit', 50),
      ratio('fromCommit', 99),
    ],
    notes: [],
  };
}

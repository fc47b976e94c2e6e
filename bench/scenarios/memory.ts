import { setTimeout as sleep } from 'node:timers/promises';
import { fillWithWaitingEvents } from '../database/waiting-events.js';
import { median } from '../figures/median.js';
import { number } from '../figures/number.js';
import type { Section } from '../figures/section.js';
import { rssMb } from '../machine/memory.js';
import { type Cost, metered } from '../machine/meter.js';
import type { Pleo, Harness } from '../harness.js';

const STARTS = 3;

/** More than a second's deliveries. */
const ENOUGH = 10_000;

/** The needs of the service: CPU and time to start, memory, and CPU when idle. */
export async function memory(harness: Harness): Promise<Section> {
  const { watchSeconds, waiting } = harness.scale;
  const pleo: Pleo = await harness.program('pleo');
  const database = await harness.database();
  const [wallMs, cpuMs]: [number[], number[]] = [[], []];
  while (wallMs.length < STARTS) {
    const relay = await harness.relay(database, pleo);
    wallMs.push(relay.startMs);
    cpuMs.push(relay.startCpuMs ?? NaN);
    await relay.stop();
  }

  const relay = await harness.relay(database, pleo);
  await sleep(2000);
  harness.say('  idle');
  const { cost: idle } = await metered(harness.server, database, [relay.pid], () =>
    sleep(watchSeconds * 1000),
  );
  const idleRss = await rssMb(relay.pid);

  await relay.stop();
  const few = await flooded(harness, pleo, watchSeconds * ENOUGH);
  const many = await flooded(harness, pleo, waiting);
  const perSecond = (cpuMs: number | null, { seconds }: Cost) => (cpuMs === null ? null : cpuMs / seconds);
  return {
    title: 'Start, memory and idle',
    about:
      'One replica with default settings. It has started when it first answers that it is ready, on a database that is ' +
      `migrated. Idle is ${watchSeconds} s without a report. Drain has the peak memory after a start.`,
    tables: [
      {
        head: ['', ''],
        rows: [
          [`start to ready: CPU ms (median of ${STARTS})`, number(median(cpuMs))],
          [`start to ready: ms (median of ${STARTS})`, number(median(wallMs))],
          ['idle: RSS MB', number(idleRss)],
          ['idle: CPU ms per second, service', number(perSecond(idle.serviceCpuMs, idle))],
          ['idle: CPU ms per second, Postgres', number(perSecond(idle.postgresCpuMs, idle))],
        ],
      },
    ],
    ratios: [
      {
        what: `peak RSS MB, ${watchSeconds} s of delivering, ${number(waiting)} waiting (less is better)`,
        relay: number(many.peakRssMb),
        other: `${number(few.peakRssMb)} (${number(watchSeconds * ENOUGH)} waiting)`,
        ratio: (many.peakRssMb ?? NaN) / (few.peakRssMb ?? NaN),
      },
    ],
    notes: [],
  };
}

/** The cost of a new replica that delivers without pause while so many events wait. */
async function flooded(harness: Harness, pleo: Pleo, waiting: number): Promise<Cost> {
  harness.say(`  filling with ${number(waiting)} waiting events`);
  const database = await harness.database();
  await database.hold();
  await fillWithWaitingEvents(database, waiting, 1);
  const relay = await harness.relay(database, pleo);
  const { cost } = await metered(harness.server, database, [relay.pid], async () => {
    await database.letGo();
    await sleep(harness.scale.watchSeconds * 1000);
  });
  await relay.stop();
  return cost;
}

import { randomUUID } from 'node:crypto';
import type { BenchDatabase } from '../database/bench-database.js';
import { ANY_WAITING } from '../database/waiting-events.js';
import { number } from '../figures/number.js';
import { cpuOf, p50Of, rateOf, roundTable } from '../figures/round-table.js';
import type { Section } from '../figures/section.js';
import type { Harness, Pleo } from '../harness.js';
import { metered } from '../machine/meter.js';
import type { LoadAnswer, LoadQuestion } from '../programs/load.js';
import type { Program } from '../programs/program.js';
import type { ReadsAnswer, ReadsQuestion } from '../programs/reads.js';
import { interleaved, type Subject } from '../rounds.js';
import { intakeSubject } from '../subjects/intake.js';

const CONNECTIONS = 64;

/** As many reads as a replica passes at a time by default. */
const READ_CONCURRENCY = 16;

const PASSED = 'reads, passed by the relay';
const BARE = 'reads, passed by a bare proxy in Node';
const STRAIGHT = 'reads, straight from Pleo’s stand-in';
const ONE_PASSED = 'one read at a time, passed by the relay';
const ONE_STRAIGHT = 'one read at a time, straight from Pleo’s stand-in';
const ALONE = 'events, reported and delivered';
const BESIDE = `events, beside ${READ_CONCURRENCY} reads at a time, the default`;
const BESIDE_ALL = `events, beside ${CONNECTIONS} reads at a time`;

/** The rate of reads that are passed to Pleo, and what deliveries lose by them. */
export async function passedReads(harness: Harness): Promise<Section> {
  const pleo: Pleo = await harness.program('pleo');
  const reads = await harness.program<ReadsQuestion, ReadsAnswer>('reads');
  const load = await harness.program<LoadQuestion, LoadAnswer>('load');
  const database = await harness.database();
  const relay = await harness.relay(database, pleo, { READ_CONCURRENCY: String(CONNECTIONS) });
  const proxy = await harness.measured<never, never, string>(
    'proxy-limit',
    pleo.greeting,
    String(CONNECTIONS),
  );
  const path = `/v3/export-jobs/${randomUUID()}`;
  const events = (name: string): Subject =>
    intakeSubject(harness, load, {
      name,
      database,
      pid: relay.pid,
      url: relay.reports,
      rest: () => database.untilNone(ANY_WAITING),
    });
  const passed = { pid: relay.pid, url: relay.url + path };
  const straight = { pid: pleo.pid, url: pleo.greeting + path };
  const reading = (name: string, subject: { pid: number; url: string }, connections = CONNECTIONS): Subject =>
    readsSubject(harness, reads, database, { name, ...subject, connections });
  const besideReads = (name: string, connections: number): Subject => {
    const reported = events(name);
    return {
      name,
      async round() {
        const { seconds } = harness.scale;
        const meanwhile = reads.ask({ url: passed.url, connections, seconds });
        const [round] = await Promise.all([reported.round(), meanwhile]);
        return round;
      },
    };
  };
  const results = await interleaved(harness, [
    reading(PASSED, passed),
    reading(BARE, { pid: proxy.pid, url: proxy.greeting + path }),
    reading(STRAIGHT, straight),
    reading(ONE_PASSED, passed, 1),
    reading(ONE_STRAIGHT, straight, 1),
    events(ALONE),
    besideReads(BESIDE, READ_CONCURRENCY),
    besideReads(BESIDE_ALL, CONNECTIONS),
  ]);
  return {
    title: 'Reads that are passed to Pleo',
    about:
      `${CONNECTIONS} kept-alive connections read one job as fast as they are answered, from the relay, from a proxy ` +
      'of a few lines that does nothing but pass them on (Node’s HTTP server before undici: the limit), and straight ' +
      'from Pleo’s stand-in, which takes 5 ms for an answer. The relay asks the database first whether anything is on ' +
      'its way to Pleo, once for all reads that wait. Then one connection reads by itself. Then events are reported and ' +
      'delivered, by themselves and while others read as fast as they are answered.',
    tables: [roundTable(results)],
    ratios: [
      ratio(
        'CPU µs of the program per read (less is better)',
        cpuOf(results, PASSED),
        cpuOf(results, BARE),
        BARE,
      ),
      ratio('reads per second', rateOf(results, PASSED), rateOf(results, STRAIGHT), STRAIGHT),
      ratio('reads per second', rateOf(results, PASSED), rateOf(results, BARE), BARE),
      ratio(
        'ms for a read, one at a time, p50 (less is better)',
        p50Of(results, ONE_PASSED),
        p50Of(results, ONE_STRAIGHT),
        ONE_STRAIGHT,
      ),
      ...[BESIDE, BESIDE_ALL].map((name) =>
        ratio(
          `reports accepted and delivered per second: ${name}`,
          rateOf(results, name),
          rateOf(results, ALONE),
          ALONE,
        ),
      ),
    ],
    notes: [],
  };
}

function ratio(what: string, relay: number, other: number, name: string): Section['ratios'][number] {
  return { what, relay: number(relay), other: `${number(other)} (${name})`, ratio: relay / other };
}

/** Reads for a while in each round, as fast as they are answered. */
function readsSubject(
  harness: Harness,
  reads: Program<ReadsQuestion, ReadsAnswer>,
  database: BenchDatabase,
  { name, pid, url, connections }: { name: string; pid: number; url: string; connections: number },
): Subject {
  const run = () => reads.ask({ url, connections, seconds: harness.scale.seconds });
  return {
    name,
    async round() {
      const { result, cost } = await metered(harness.server, database, [pid], run);
      const { read, refused, seconds, p50, p99 } = result;
      if (refused > 0) throw new Error(`${refused} reads were not answered`);
      return { rate: read / seconds, events: read, cost, p50, p99 };
    },
  };
}

import { ANY_WAITING } from '../database/waiting-events.js';
import type { BenchDatabase } from '../database/bench-database.js';
import { median } from '../figures/median.js';
import { number } from '../figures/number.js';
import { rateOf, roundTable } from '../figures/round-table.js';
import type { Section } from '../figures/section.js';
import { type Harness, type Pleo, tallyOf } from '../harness.js';
import { metered } from '../machine/meter.js';
import type { LoadAnswer, LoadQuestion } from '../programs/load.js';
import type { Program } from '../programs/program.js';
import type { Relay } from '../programs/relay.js';
import type { ResultsAnswer, ResultsQuestion } from '../programs/results.js';
import { interleaved, type Subject } from '../rounds.js';
import { CONNECTIONS, intakeSubject } from '../subjects/intake.js';

const EVENTS = 'events, one by one';
const SINGLE = 'results of one job, one by one';
const ARRAYS = 'results of many jobs, 100 at once';
const LIMIT = 'limit of results, 100 at once';
const PER_JOB = 500;

/** The rate of reported item results, beside that of events, and how many requests they come to at Pleo. */
export async function items(harness: Harness): Promise<Section> {
  const { results, resultJobs } = harness.scale;
  const pleo: Pleo = await harness.program('pleo');
  const load = await harness.program<LoadQuestion, LoadAnswer>('load');
  const reporter = await harness.program<ResultsQuestion, ResultsAnswer>('results');
  const database = await harness.database();
  const relay = await harness.relay(database, pleo);
  const bare = await harness.database();
  const limit = await harness.measured<never, never, string>('results-limit', bare.url);
  const [requests, memories]: [number[], number[]] = [[], []];
  const of = (name: string, jobs: number, perJob: number, size: number) =>
    resultsSubject(harness, { name, database, relay, pleo, reporter }, { jobs, perJob, size }, requests);
  const single = of(SINGLE, 1, results, 1);
  const measured = await interleaved(harness, [
    intakeSubject(harness, load, {
      name: EVENTS,
      database,
      pid: relay.pid,
      url: relay.reports,
      rest: () => database.untilNone(ANY_WAITING),
    }),
    single,
    of(ARRAYS, resultJobs, PER_JOB, 100),
    {
      name: LIMIT,
      async round() {
        await bare.settle();
        const amounts = { jobs: resultJobs, perJob: PER_JOB, size: 100 };
        const { result, cost } = await metered(harness.server, bare, [limit.pid], () =>
          reporter.ask({ url: limit.greeting, connections: CONNECTIONS, ...amounts }),
        );
        const { accepted, refused, seconds, p50, p99 } = result;
        if (refused > 0) throw new Error(`${refused} requests with results were not accepted`);
        return { rate: accepted / seconds, events: accepted, cost, p50, p99 };
      },
    },
  ]);
  for (const [name, rounds] of measured) {
    if (name === LIMIT) continue;
    memories.push(...rounds.flatMap(({ cost }) => cost.peakRssMb ?? []));
  }
  const ratio = (what: string, name: string, beside = EVENTS) => ({
    what,
    relay: number(rateOf(measured, name)),
    other: `${number(rateOf(measured, beside))} (${beside})`,
    ratio: rateOf(measured, name) / rateOf(measured, beside),
  });
  return {
    title: 'Item results',
    about:
      `${CONNECTIONS} connections report results as fast as they are answered, while they are delivered: ` +
      `${number(results)} of one job, one in a request; then ${number(resultJobs)} jobs with ${PER_JOB} each, 100 in a ` +
      'request. Beside them, `started` of new jobs, and the limit of such arrays: a bare Node server with one prepared ' +
      'statement per request, which writes the rows of the results, checks nothing and delivers nothing.',
    tables: [
      roundTable(measured),
      {
        head: [`${number(results)} results of one job, one by one`, ''],
        rows: [
          ['requests to Pleo, which answers in 5 ms (median)', number(median(requests))],
          ['peak RSS MB over all rounds', number(Math.max(...memories))],
        ],
      },
    ],
    ratios: [
      ratio('item results per second, one by one', SINGLE),
      ratio('item results per second, 100 at once', ARRAYS),
      ratio('item results per second, 100 at once, while they are delivered', ARRAYS, LIMIT),
    ],
    notes: [],
  };
}

interface Parts {
  readonly name: string;
  readonly database: BenchDatabase;
  readonly relay: Relay;
  readonly pleo: Pleo;
  readonly reporter: Program<ResultsQuestion, ResultsAnswer>;
}

/** Reports all results in each round until Pleo has them; notes in `requests` how many those of one job took. */
function resultsSubject(
  harness: Harness,
  { name, database, relay, pleo, reporter }: Parts,
  amounts: Pick<ResultsQuestion, 'jobs' | 'perJob' | 'size'>,
  requests: number[],
): Subject {
  return {
    name,
    async round() {
      await database.settle();
      await pleo.ask('forget');
      const { result, cost } = await metered(harness.server, database, [relay.pid], () =>
        reporter.ask({ url: relay.url, connections: CONNECTIONS, ...amounts }),
      );
      await database.untilNone(ANY_WAITING);
      const tally = await tallyOf(pleo);
      const { accepted, refused, seconds, p50, p99 } = result;
      if (refused > 0) throw new Error(`${refused} requests with results were not accepted`);
      if (tally.results !== accepted || tally.disorder + tally.overlaps > 0)
        throw new Error(`of ${accepted} results Pleo has ${JSON.stringify(tally)}`);
      if (amounts.jobs === 1) requests.push(tally.updates);
      return { rate: accepted / seconds, events: accepted, cost, p50, p99 };
    },
  };
}

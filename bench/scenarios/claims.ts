import { fillWithClaimableJobs } from '../database/claimable-jobs.js';
import type { BenchDatabase } from '../database/bench-database.js';
import { fillWithFinishedJobs } from '../database/finished-jobs.js';
import { number } from '../figures/number.js';
import { rateOf, roundTable } from '../figures/round-table.js';
import type { Ratio, Section } from '../figures/section.js';
import type { Harness, Pleo } from '../harness.js';
import { metered } from '../machine/meter.js';
import type { ClaimAnswer, ClaimQuestion } from '../programs/claim-load.js';
import type { LoadAnswer, LoadQuestion } from '../programs/load.js';
import { interleaved, type Results, type Subject } from '../rounds.js';
import { CONNECTIONS, intakeSubject } from '../subjects/intake.js';

const CLAIMS = 'claims';
const REPORTS = 'reported events';

/** The rate of claims. */
export async function claims(harness: Harness): Promise<Section> {
  const pleo: Pleo = await harness.program('pleo');
  const load = await harness.program<LoadQuestion, LoadAnswer>('load');
  const [few, many, reported] = [
    await harness.database(),
    await harness.database(),
    await harness.database(),
  ];
  const [finished] = harness.scale.history;
  harness.say(`  filling with ${number(finished)} finished jobs`);
  await fillWithFinishedJobs(many, finished);
  const within = `${CLAIMS}, ${number(finished)} finished jobs`;
  const results = await interleaved(harness, [
    await claimSubject(harness, pleo, CLAIMS, few),
    await claimSubject(harness, pleo, within, many),
    await reportSubject(harness, pleo, load, reported),
  ]);
  return {
    title: 'Claims',
    about:
      `${CONNECTIONS} workers claim pending jobs as fast as they are given, while deliveries are paused: each claim chooses, leases, ` +
      'and records `started`. Of ten jobs nine have no company, and one has a company of its own. Beside it `started` of new jobs is reported, ' +
      'and jobs are claimed from a table that holds finished ones.',
    tables: [roundTable(results)],
    ratios: [
      ratio(results, 'claims per second', CLAIMS, REPORTS),
      ratio(results, `claims per second, with ${number(finished)} finished jobs`, within, CLAIMS),
    ],
    notes: [],
  };
}

async function reportSubject(
  harness: Harness,
  pleo: Pleo,
  load: Parameters<typeof intakeSubject>[1],
  database: BenchDatabase,
): Promise<Subject> {
  await database.hold();
  const { pid, reports: url } = await harness.relay(database, pleo);
  return intakeSubject(harness, load, { name: REPORTS, database, pid, url });
}

async function claimSubject(
  harness: Harness,
  pleo: Pleo,
  name: string,
  database: BenchDatabase,
): Promise<Subject> {
  await database.hold();
  const load = await harness.program<ClaimQuestion, ClaimAnswer>('claim-load');
  const { pid, url } = await harness.relay(database, pleo);
  const question = {
    url: `${url}/v1/export-jobs/claim`,
    connections: CONNECTIONS,
    seconds: harness.scale.seconds,
  };
  return {
    name,
    async round() {
      await fillWithClaimableJobs(database, harness.scale.claimable);
      await database.settle();
      const { result, cost } = await metered(harness.server, database, [pid], () => load.ask(question));
      const { accepted, refused, seconds, p50, p99 } = result;
      if (refused > 0) throw new Error(`${refused} claims were refused`);
      return { rate: accepted / seconds, events: accepted, cost, p50, p99 };
    },
  };
}

function ratio(results: Results, what: string, name: string, other: string): Ratio {
  const [relay, beside] = [rateOf(results, name), rateOf(results, other)];
  return { what, relay: number(relay), other: `${number(beside)} (${other})`, ratio: relay / beside };
}

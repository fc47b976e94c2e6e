import { startSandbox, type Sandbox } from '../../sandbox/sandbox.js';
import { outboxMistakes } from '../support/books.js';
import { eventually } from '../support/eventually.js';
import { Admin } from './admin.js';
import { claimSummary, claimViolations } from './claim-report.js';
import { ClaimWorkload } from './claim-workload.js';
import { COMPANIES, CompanyWorkload } from './company-workload.js';
import { hurry, readBooks, waiting } from './books.js';
import {
  compareAttempts,
  excusedOverlaps,
  explainedDeaths,
  keptPromises,
  nothingSentAgain,
  sameHistory,
} from './invariants.js';
import { readItemBooks } from './item-books.js';
import {
  endedJobs,
  expiredJobs,
  explainedItemDeaths,
  type ItemEvidence,
  keptResults,
  onePromiseEach,
  properRequests,
  resultsBeforeTheEnd,
  sameItems,
} from './item-invariants.js';
import { countMistakes, itemSummary } from './item-report.js';
import { ItemWorkload } from './item-workload.js';
import { readLeases } from './lease-books.js';
import { type Plan, planOf } from './plan.js';
import { quickenLeases } from './quick-leases.js';
import { RelayCaller } from './relay-caller.js';
import { Replicas } from './replicas.js';
import { RestartablePostgres } from './restartable-postgres.js';
import { ALL_KEYS, API_KEY, Troublemaker } from './troublemaker.js';
import { WEBHOOK_SECRET, WebhookRoute } from './webhook-route.js';
import { Workload } from './workload.js';

/** With which companies connect. */
const OAUTH_CLIENT = { clientId: 'simulated-client', clientSecret: 'simulated-secret' };

/** How long everything may take to be delivered when nothing goes wrong any more. */
const CALM_MS = 60_000;

/** Requests of one replica that can be on the way at once. */
const CONCURRENCY = 64;

/** Events that it may hold, among them those whose outcome is not written yet (see Dispatcher). */
const MAX_HELD_PER_LANE = 6 * CONCURRENCY;

/** What one seed came to. */
export interface Findings {
  readonly seed: number;
  /** One line. */
  readonly summary: string;
  /** Broken promises, as sentences. */
  readonly violations: readonly string[];
  /** The command that runs the same plan again. */
  readonly replay: string;
}

/** Runs the plan of one seed on real processes, waits until all is delivered, and compares what everybody saw. */
export async function simulate(seed: number, durationMs: number): Promise<Findings> {
  const replay = `FAULT_SEED=${seed} FAULT_SECONDS=${durationMs / 1000} npm run test:faults`;
  try {
    return { replay, ...(await stage(planOf(seed, durationMs))) };
  } catch (error) {
    // Such as a replica that does not answer any more.
    return { replay, seed, summary: `seed ${seed}`, violations: [String((error as Error).stack)] };
  }
}

async function stage(plan: Plan): Promise<Omit<Findings, 'replay'>> {
  const postgres = await RestartablePostgres.start();
  const { behaviour, pleoVersion, perRequest, holdSeconds } = plan.itemRules;
  const sandbox = await startSandbox({
    apiKeys: ALL_KEYS,
    unknownJobs: 'create',
    items: behaviour,
    oauthClient: OAUTH_CLIENT,
  });
  const keys = Object.fromEntries(COMPANIES.map(({ id, apiKey }) => [apiKey, { companyId: id }]));
  Object.assign(sandbox.introspection, { keys });
  const replicas = new Replicas(plan.replicas, {
    NODE_ENV: 'production',
    PORT: '0',
    LOG_LEVEL: 'warn',
    DATABASE_URL: postgres.url,
    PLEO_BASE_URL: sandbox.url,
    PLEO_API_KEY: API_KEY,
    PLEO_TIMEOUT_MS: '2000',
    DELIVERY_CONCURRENCY: String(CONCURRENCY),
    PLEO_API_VERSION: pleoVersion,
    PLEO_ITEMS_PER_REQUEST: String(perRequest),
    DEAD_ITEMS_HOLD_SECONDS: String(holdSeconds),
    PLEO_WEBHOOK_SECRET: WEBHOOK_SECRET,
    PLEO_WEBHOOK_SUBSCRIBE: 'true',
    PUBLIC_URL: 'http://127.0.0.1:9',
    PLEO_OAUTH_CLIENT_ID: OAUTH_CLIENT.clientId,
    PLEO_OAUTH_CLIENT_SECRET: OAUTH_CLIENT.clientSecret,
    PLEO_OAUTH_AUTHORIZE_URL: `${sandbox.url}/oauth/authorize`,
    PLEO_OAUTH_TOKEN_URL: `${sandbox.url}/oauth/token`,
    CREDENTIALS_KEY: `simulation:${Buffer.alloc(32, 7).toString('base64')}`,
    PLEO_POLL_INTERVAL_SECONDS: plan.claimRules.polls ? '1' : '0',
  });
  const webhooks = await WebhookRoute.to(() => replicas.urls);
  sandbox.setWebhooks({ url: webhooks.url, secret: WEBHOOK_SECRET });
  try {
    await replicas.answer();
    await quickenLeases(postgres);
    return await run(plan, { postgres, sandbox, replicas, webhooks });
  } finally {
    await webhooks.stop();
    await replicas.end();
    await sandbox.stop();
    await postgres.stop();
  }
}

async function run(
  plan: Plan,
  stand: { postgres: RestartablePostgres; sandbox: Sandbox; replicas: Replicas; webhooks: WebhookRoute },
): Promise<Omit<Findings, 'replay'>> {
  const { postgres, sandbox, replicas } = stand;
  const beganAt = performance.now();
  const relay = new RelayCaller(() => replicas.urls);
  const workload = new Workload(plan, relay);
  const itemWorkload = new ItemWorkload(plan, relay, sandbox);
  const claimWorkload = new ClaimWorkload(plan, stand, relay, itemWorkload.ledger);
  const admin = new Admin(plan.admin, relay, sandbox);
  const companies = new CompanyWorkload(plan.companies, relay, sandbox, postgres);
  const troublemaker = new Troublemaker(plan, stand);
  await troublemaker.run();
  await Promise.all([
    workload.stop(),
    itemWorkload.stop(),
    claimWorkload.stop(),
    admin.stop(),
    companies.stop(),
  ]);
  const calmAt = performance.now();
  const violations: string[] = [];
  const { ledger } = itemWorkload;
  const evidence = async (): Promise<ItemEvidence> => ({
    ledger,
    rows: await readItemBooks(postgres),
    rules: plan.itemRules,
    admin,
    sandbox,
  });

  let isDrained = await drain(postgres);
  const before = await readBooks(postgres);
  const itemsBefore = await evidence();
  violations.push(
    ...explainedDeaths(before, sandbox.requests, expiredJobs(itemsBefore)),
    ...explainedItemDeaths(itemsBefore),
    ...resultsBeforeTheEnd(itemsBefore),
    ...(await countMistakes(relay, itemsBefore)),
  );
  for (const row of await outboxMistakes(postgres))
    violations.push(`The outbox says something else than its event: ${JSON.stringify(row)}`);
  const dead = before.events.filter(({ deliveryStatus }) => deliveryStatus === 'dead').length;
  const deadItems = itemsBefore.rows.filter(({ deliveryStatus }) => deliveryStatus === 'dead').length;
  if (dead + deadItems > 0) {
    await admin.redeliverAll();
    isDrained &&= await drain(postgres);
    violations.push(...explainedItemDeaths(await evidence()));
  }
  // What Pleo never takes is given up, message by message of a job.
  for (let round = 0; round < 3 && isDrained && (await waiting(postgres)).stuck > 0; round++) {
    await admin.discardAll();
    isDrained = await drain(postgres);
  }
  if (!isDrained || !(await drain(postgres, true))) {
    violations.push(`Not delivered within ${CALM_MS / 1000} s: ${JSON.stringify(await waiting(postgres))}`);
  }
  const items = await evidence();
  violations.push(...(await companies.violations(replicas.urls)));
  violations.push(...(await countMistakes(relay, items)), ...relay.faults);
  const endedAt = performance.now();
  violations.push(...replicas.faults(), ...(await replicas.stop()));

  const books = await readBooks(postgres);
  const claims = { leases: await readLeases(postgres), rows: items.rows, workload: claimWorkload };
  const seen = sandbox.requests;
  const { unknown, twice } = compareAttempts(books, seen);
  const expired = expiredJobs(items);
  const count = (kind: string) => troublemaker.counts.get(kind) ?? 0;
  violations.push(
    ...keptPromises(books, [...workload.accepted, ...itemWorkload.accepted, ...claimWorkload.accepted]),
    ...sameHistory(books, seen, expired),
    ...nothingSentAgain(books, seen),
    ...twice,
    ...onePromiseEach(items),
    ...keptResults(items),
    ...sameItems(items),
    ...properRequests(items),
    ...endedJobs(items, books.statuses),
    ...claimViolations(claims),
  );
  // A killed process takes with it what it had on the way, and what it could not write yet.
  const lateUnknown = unknown.filter(({ receivedAt }) => receivedAt > troublemaker.lastKillAt);
  if (lateUnknown.length > 0 || unknown.length > count('kill') * MAX_HELD_PER_LANE) {
    violations.push(
      `${unknown.length} requests have no attempt, with ${count('kill')} kills; after the last one: ` +
        JSON.stringify(lateUnknown.slice(0, 5)),
    );
  }
  const excused = excusedOverlaps(seen, replicas.standstills);
  if (sandbox.overlaps > excused) {
    violations.push(`${sandbox.overlaps} requests met another one of their job, ${excused} of them excused`);
  }

  const outcomes = (outcome: string) => books.events.filter((row) => row.outcome === outcome).length;
  const troubles = [...troublemaker.counts].map(([name, times]) => `${name}${times > 1 ? ` x${times}` : ''}`);
  const summary = [
    `seed ${plan.seed}`,
    `${seconds(calmAt - beganAt)} of faults, ${seconds(endedAt - calmAt)} of calm`,
    `${plan.replicas} replicas`,
    `${relay.calls} calls (${[...relay.statuses].map(([status, times]) => `${status}: ${times}`).join(', ')})`,
    `${books.events.length} events, ${outcomes('confirmed')} confirmed, ${dead} dead and redelivered`,
    itemSummary(items, deadItems, expired.size),
    claimSummary(claims),
    `companies ${[...companies.acts].map(([act, times]) => `${act} ${times}`).join(', ')}`,
    `${seen.length} requests, ${unknown.length} without an attempt, ${twice.length} told twice, ${sandbox.overlaps} overlapping`,
    troubles.join(', '),
  ].join(' | ');
  return { seed: plan.seed, summary, violations };
}

/** Whether everything that can go out does so in time; with `all`, whether nothing is left at all. */
async function drain(postgres: RestartablePostgres, all = false): Promise<boolean> {
  const isDrained = async () => {
    const { due, stuck } = await waiting(postgres);
    if (due === 0 && (!all || stuck === 0)) return true;
    await hurry(postgres);
    return false;
  };
  return eventually(isDrained, CALM_MS).catch(() => false);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

import type { AddressInfo } from 'node:net';
import { AuthorizationServer, DEFAULT_CLIENT } from './authorization-server.js';
import { CredentialCheck } from './credentials.js';
import { MAX_EXPIRES_IN, readCreateExportJob } from './create-export-job.js';
import type { FaultRule } from './fault-rule.js';
import { Faults } from './faults.js';
import { DEFAULT_ITEM_BEHAVIOUR, type ItemBehaviour, itemBehaviourProblems } from './item-behaviour.js';
import type { ItemRefusal, RefusalType } from './item-refusals.js';
import { ItemStore } from './item-store.js';
import { itemView, type SandboxJobItem } from './job-item-view.js';
import { Installations } from './installations.js';
import { type IntrospectionBehaviour, OPEN_INTROSPECTION } from './introspection.js';
import { HeldRequests } from './held-requests.js';
import { httpServer } from './http-server.js';
import { JobStore } from './job-store.js';
import { jobView, type SandboxJob } from './job-view.js';
import { Overlaps } from './overlaps.js';
import { credentialsOf, type SandboxOptions } from './sandbox-options.js';
import type { SandboxState } from './sandbox-state.js';
import { ReceiptFiles } from './receipt-files.js';
import { RequestLog, type SandboxRequest } from './request-log.js';
import { Subscriptions } from './subscriptions.js';
import { type SentWebhook, Webhooks, type WebhookTarget } from './webhooks.js';
import { GOOD_BEHAVIOUR, type OAuthBehaviour } from './token-faults.js';

export type {
  AuthorizationServer,
  FaultRule,
  IntrospectionBehaviour,
  ItemBehaviour,
  ItemRefusal,
  OAuthBehaviour,
  RefusalType,
  SandboxJob,
  SandboxJobItem,
  SandboxOptions,
  SandboxRequest,
};

export interface Sandbox {
  readonly url: string;
  /** Every request at Pleo's routes, in order of arrival; the last 100,000 at least, or 64 MiB of bodies. */
  readonly requests: readonly SandboxRequest[];
  /** Events and updates of items that came while another one of the same job was in progress. */
  readonly overlaps: number;
  job(id: string): SandboxJob | undefined;
  /** The items of a job, in their order, as v3 shows them; none for an unknown job. */
  items(jobId: string): SandboxJobItem[];
  /** How items behave, to be changed at will. */
  readonly itemBehaviour: ItemBehaviour;
  /** Refuses an entry in every job from now on: see `RefusalType`. */
  refuseItem(
    accountingEntryId: string,
    type: RefusalType,
    options?: Pick<ItemRefusal, 'times' | 'changed'>,
  ): void;
  /** Ends the refusal of an entry. */
  acceptItem(accountingEntryId: string): void;
  createJob(input?: {
    id?: string;
    companyId?: string;
    expiresIn?: number;
    numberOfItems?: number;
    /** Each one once; without them `numberOfItems` are made up. */
    accountingEntryIds?: readonly string[];
  }): SandboxJob;
  /** Expires the job now. */
  expireJob(id: string): void;
  setFaults(rules: FaultRule[], options?: { seed?: number }): void;
  clearFaults(): void;
  /** Requests that wait for their latency, or for that of the token endpoint, go on now. */
  release(): void;
  /** Replaces the accepted credentials; a missing list counts as empty. */
  setCredentials(credentials: { apiKeys?: string[]; accessTokens?: string[] }): void;
  /** Sets the subscriber of new jobs; null: none. */
  setWebhooks(target: WebhookTarget | null): void;
  /** The last 1000 webhooks, in the order of their jobs. */
  readonly webhooks: readonly SentWebhook[];
  /** The authorization server at /oauth/authorize and /oauth/token: its state ... */
  readonly authorization: AuthorizationServer;
  /** ... and how it behaves, to be changed at will. */
  readonly oauth: OAuthBehaviour;
  /** What GET /v1/introspect says, to be changed at will. */
  readonly introspection: IntrospectionBehaviour;
  /** The subscriptions of all companies, and who is refused, to be changed at will. */
  readonly subscriptions: Subscriptions;
  /** What GET /v1/installations/me knows, to be changed at will. */
  readonly installations: Installations;
  /** The first request, past or future, that matches and was answered, was given up or hangs. */
  waitForRequest(predicate: (request: SandboxRequest) => boolean, timeoutMs: number): Promise<SandboxRequest>;
  /**
   * Restores the state of the start, its credentials included, but keeps the subscriber of webhooks; waiting and
   * hanging requests are cut.
   */
  reset(): void;
  /** Requests that wait or hang are cut. */
  stop(): Promise<void>;
}

const FINISHED_KEPT = { jobs: 100_000, items: 1_000_000 };
const LOG_LIMITS = { requests: 100_000, bodyBytes: 64 * 2 ** 20 };

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, expiresIn = 3600, logger = false } = options;
  if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > MAX_EXPIRES_IN) {
    throw new Error(`expiresIn must be a whole number of seconds from 1 to ${MAX_EXPIRES_IN}`);
  }
  const problems = itemBehaviourProblems(options.items ?? {});
  if (problems.length > 0) throw new Error(problems.join('; '));
  const initialCredentials = credentialsOf(options);
  const initialBehaviour: ItemBehaviour = { ...DEFAULT_ITEM_BEHAVIOUR, ...options.items };
  const itemBehaviour = { ...initialBehaviour };
  const jobs = new JobStore({
    now: options.now ?? Date.now,
    expiresIn,
    unknownJobs: options.unknownJobs ?? 'reject',
    failedFromPending: options.failedFromPending ?? 'accept',
    finishedKept: FINISHED_KEPT,
    itemBehaviour,
  });
  const items = new ItemStore(jobs, itemBehaviour);
  const subscriptions = new Subscriptions();
  const state: SandboxState = {
    jobs,
    items,
    itemBehaviour,
    files: new ReceiptFiles(options.now ?? Date.now),
    credentials: new CredentialCheck(initialCredentials),
    authorization: new AuthorizationServer(options.oauthClient ?? DEFAULT_CLIENT, options.now ?? Date.now),
    oauth: { ...GOOD_BEHAVIOUR, faults: [] },
    introspection: { ...OPEN_INTROSPECTION },
    installations: new Installations(),
    subscriptions,
    faults: new Faults(),
    log: new RequestLog(LOG_LIMITS),
    overlaps: new Overlaps(),
    held: new HeldRequests(),
    webhooks: new Webhooks(subscriptions),
  };
  const { credentials, faults, log, overlaps, held, webhooks } = state;
  webhooks.aim(options.webhooks ?? null);

  function reset(): void {
    held.cutAll();
    faults.clear();
    state.authorization.clear();
    Object.assign(state.oauth, { ...GOOD_BEHAVIOUR, faults: [] });
    Object.assign(state.introspection, OPEN_INTROSPECTION);
    state.installations.clear();
    subscriptions.clear();
    Object.assign(itemBehaviour, initialBehaviour);
    items.refusals.clear();
    jobs.clear();
    log.clear();
    overlaps.clear();
    webhooks.clear();
    credentials.replace(initialCredentials);
  }

  const url = () => urlOf(app.server.address() as AddressInfo);
  const app = httpServer(state, { reset, url, logger });
  await app.listen({ host, port });

  return {
    url: url(),
    requests: log.entries,
    get overlaps() {
      return overlaps.count;
    },
    job(id) {
      const job = jobs.find(id.toLowerCase());
      return job && jobView(job);
    },
    items(jobId) {
      const job = jobs.find(jobId.toLowerCase());
      return job === undefined ? [] : items.of(job).all.map((item) => itemView(job, item, 'v3', 'pending'));
    },
    itemBehaviour,
    refuseItem(accountingEntryId, type, { times, changed } = {}) {
      items.refusals.add({ accountingEntryId, type, times, changed });
    },
    acceptItem: (accountingEntryId) => items.refusals.lift(accountingEntryId),
    createJob(input = {}) {
      const job = jobView(jobs.create(readCreateExportJob(input, 'optional')));
      webhooks.jobCreated(job);
      return job;
    },
    expireJob: (id) => void jobs.expire(id.toLowerCase()),
    setFaults: (rules, { seed } = {}) => faults.set(rules, seed),
    clearFaults: () => faults.clear(),
    release: () => held.release(),
    setCredentials: (given) => credentials.replace(given),
    setWebhooks: (target) => webhooks.aim(target),
    webhooks: webhooks.sent,
    authorization: state.authorization,
    oauth: state.oauth,
    introspection: state.introspection,
    installations: state.installations,
    subscriptions,
    waitForRequest: (predicate, timeoutMs) => log.waitFor(predicate, timeoutMs),
    reset,
    async stop() {
      webhooks.stop();
      held.cutAll();
      log.stop();
      await app.close();
      held.cutAll();
    },
  };
}

function urlOf({ address, family, port }: AddressInfo): string {
  if (family === 'IPv6') return `http://[${address === '::' ? '::1' : address}]:${port}`;
  return `http://${address === '0.0.0.0' ? '127.0.0.1' : address}:${port}`;
}

import type { Sandbox } from '../../sandbox/sandbox.js';
import { eventually } from '../support/eventually.js';
import type { Accepted } from '../support/workers.js';
import { AccountingBooks } from './accounting-books.js';
import { hurry } from './books.js';
import type { PlannedClaimJob } from './claim-plan.js';
import { ClaimingWorker } from './claiming-worker.js';
import type { Draw } from './draw.js';
import type { ItemLedger, LedgerJob } from './item-ledger.js';
import { pace } from './pace.js';
import type { Plan } from './plan.js';
import type { RelayCaller } from './relay-caller.js';
import type { RestartablePostgres } from './restartable-postgres.js';
import { WebhookRoute } from './webhook-route.js';
import type { LeaseCall } from './worker-network.js';

/** How long all jobs may take to be exported when nothing goes wrong any more. */
const CALM_MS = 60_000;

/** What claiming workers share. */
export interface ClaimScene {
  readonly urls: () => string[];
  readonly draw: Draw;
  readonly books: AccountingBooks;
  readonly ledger: ItemLedger;
  /** All that was asked with leases. */
  readonly calls: LeaseCall[];
  readonly accepted: Accepted[];
  readonly faults: string[];
  /** What ends by itself when its worker was killed. */
  readonly remains: Promise<void>[];
  jobOf(id: string): LedgerJob;
  /** Ends a lease, as if nothing had been heard of its worker. */
  takeAway(token: string): Promise<void>;
  /** What its worker, which was killed, will say nothing with any more. */
  orphaned(token: string): void;
  /** Whether something happens to a worker now, of all that is planned. */
  draws(chance: number): boolean;
  count(what: string): void;
  met(error: unknown): void;
}

/** Jobs made at Pleo, of which the relay hears in several ways, and the workers that claim, export and finish them. */
export class ClaimWorkload implements ClaimScene {
  readonly calls: LeaseCall[] = [];
  readonly accepted: Accepted[] = [];
  readonly faults: string[] = [];
  readonly remains: Promise<void>[] = [];
  readonly draw: Draw;
  readonly books: AccountingBooks;
  readonly urls: () => string[];
  readonly jobs = new Map<string, PlannedClaimJob>();
  /** Tokens of leases that were taken away. */
  readonly takenAway = new Set<string>();
  /** What happened to workers, and how often. */
  readonly counts = new Map<string, number>();
  private readonly orphans: string[] = [];
  private fatesLeft: number;
  private isCalm = false;
  private isStopped = false;
  private readonly living = new Set<ClaimingWorker>();
  private readonly making: Promise<void>;
  private readonly workers: Promise<void>[];

  constructor(
    private readonly plan: Plan,
    private readonly stand: { sandbox: Sandbox; postgres: RestartablePostgres; webhooks: WebhookRoute },
    private readonly relay: RelayCaller,
    readonly ledger: ItemLedger,
  ) {
    this.draw = plan.fates;
    this.books = new AccountingBooks(plan.fates);
    this.urls = relay.urls;
    this.fatesLeft = plan.claimRules.fates;
    this.making = this.make();
    this.workers = Array.from({ length: plan.claimRules.workers }, () => this.work());
  }

  /** Resolves when no job is made any more, and all are exported. */
  async stop(): Promise<void> {
    const { companies, isOpen } = this.plan.claimRules;
    this.isCalm = true;
    await this.making;
    // Somebody for each company.
    this.workers.push(...[...companies, ...(isOpen ? [undefined] : [])].map((one) => this.work(one, true)));
    await eventually(async () => (await this.unfinished()) === 0, CALM_MS).catch(() =>
      this.faults.push(`Jobs were not exported within ${CALM_MS / 1000} s`),
    );
    this.isStopped = true;
    for (const worker of this.living) worker.stop();
    await Promise.all([...this.workers, ...this.remains]);
  }

  jobOf(id: string): LedgerJob {
    const job = this.ledger.jobs.get(id);
    if (!job || !this.jobs.has(id)) throw new Error(`A worker was given ${id}, which is not to be claimed`);
    return job;
  }

  async takeAway(token: string): Promise<void> {
    this.takenAway.add(token);
    await this.stand.postgres.query(
      `UPDATE job_lease SET until = now() WHERE token = '${token}' AND ended IS NULL AND until > now()`,
    );
    // Those who wait do not know that it ended earlier.
    await this.stand.postgres.query('NOTIFY claimable');
  }

  orphaned(token: string): void {
    this.orphans.push(token);
  }

  draws(chance: number): boolean {
    const happens = this.fatesLeft > 0 && this.draw.chance(chance);
    if (happens) this.fatesLeft -= 1;
    return happens;
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  met(error: unknown): void {
    const { name, type } = error as { name: string; type?: string };
    this.count(type ?? name);
  }

  /** Life after life, each for a company or for all. */
  private async work(companyId?: string, isLast = false): Promise<void> {
    const { companies, isOpen } = this.plan.claimRules;
    while (!this.isStopped) {
      const worker = await ClaimingWorker.begin(this);
      this.living.add(worker);
      await worker.live(isLast || (isOpen && this.draw.chance(0.6)) ? companyId : this.draw.one(companies));
      this.living.delete(worker);
      await pace(this.draw.whole(0, 600));
    }
  }

  private async make(): Promise<void> {
    const announcements: Promise<void>[] = [];
    for (let made = 0; made < this.plan.claimRules.jobs && !this.isCalm; made++) {
      const job = this.plan.nextClaimJob();
      announcements.push(this.announce(job));
      await pace(job.pauseMs);
    }
    await Promise.all(announcements);
  }

  /** Makes a job at Pleo, and sees to it that the relay hears of it. */
  private async announce(job: PlannedClaimJob): Promise<void> {
    const { id, companyId, entries, knownBy } = job;
    const { sandbox, webhooks } = this.stand;
    for (const entry of entries) {
      if (entry.refusal) sandbox.refuseItem(entry.id, entry.refusal.type, entry.refusal);
    }
    const isOfItsCompany = this.plan.claimRules.polls || !['register', 'stray'].includes(knownBy);
    if (knownBy === 'webhook' || knownBy === 'late') webhooks.tell(id);
    const accountingEntryIds = entries.map((entry) => entry.id);
    // Looked at once more before the job is made, since others of the company wait as well.
    while (isOfItsCompany && !this.isFree(companyId)) {
      if (this.isCalm) return;
      await eventually(() => this.isCalm || this.isFree(companyId), Infinity);
    }
    this.jobs.set(id, job);
    const known = this.ledger.open(job);
    known.isEnding = true;
    known.finalEvent = job.finalEvent;
    sandbox.createJob({ id, accountingEntryIds, ...(isOfItsCompany && { companyId }) });
    if (knownBy === 'webhook' || knownBy === 'poll') return;
    const company = knownBy === 'register' ? { companyId } : {};
    const body = { id, numberOfItems: entries.length, ...company };
    await this.relay.insist({ path: '/v1/export-jobs', body });
  }

  /** Whether Pleo would take a job of the company. */
  private isFree(companyId: string): boolean {
    return ![...this.jobs.values()].some((job) => {
      const atPleo = this.stand.sandbox.job(job.id);
      return atPleo?.companyId === companyId && ['pending', 'in_progress'].includes(atPleo.status);
    });
  }

  /** How many jobs have not ended; those that wait for the dead, or after their returns, do so no longer. */
  private async unfinished(): Promise<number> {
    for (const token of this.orphans.splice(0)) await this.takeAway(token);
    await hurry(this.stand.postgres);
    await this.stand.postgres.query(
      `UPDATE job_lease SET until = until - interval '65 seconds'
       WHERE ended IS NOT NULL AND returns > 3 AND until > now() - interval '65 seconds'`,
    );
    const ids = [...this.jobs.keys()].map((id) => `'${id}'`).join();
    const [row] = await this.stand.postgres.query<{ ended: number }>(
      `SELECT count(*)::integer AS ended FROM export_job
       WHERE id IN (${ids || 'NULL'}) AND status NOT IN ('pending', 'in_progress')`,
    );
    return this.jobs.size - (row?.ended ?? 0);
  }
}

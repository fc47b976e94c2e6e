import {
  type ClaimedJob,
  LeaseLost,
  RelayClient,
  RelayProblem,
  RelayUnavailable,
} from '../../client/relay-client.js';
import { eventually } from '../support/eventually.js';
import { failureOf, isRefused, resultOf } from './accounting-books.js';
import type { ClaimScene } from './claim-workload.js';
import type { LedgerJob } from './item-ledger.js';
import type { Result } from './item-plan.js';
import { pace } from './pace.js';
import { QUICK_LEASE_MS } from './quick-leases.js';
import { WorkerNetwork } from './worker-network.js';

/** It was killed: whatever it had in hand is gone. */
class Killed extends Error {}

/** It has no luck with a job, and leaves it. */
class GivenUp extends Error {}

/** What it may meet though the relay does all that it promises. */
const EXPECTED = [LeaseLost, GivenUp, RelayProblem, RelayUnavailable];

/**
 * One life of a worker as docs/workers.md has it, by the client: it claims, looks for each entry in the books before it
 * books it, reports, finishes. At any point it may be killed, give up, or stand still; never where nobody could notice,
 * between the look and the booking.
 */
export class ClaimingWorker {
  private readonly ending = new AbortController();
  private readonly killed = new AbortController();

  private constructor(
    private readonly scene: ClaimScene,
    private readonly network: WorkerNetwork,
  ) {}

  static async begin(scene: ClaimScene): Promise<ClaimingWorker> {
    const { urls, draw, calls } = scene;
    return new ClaimingWorker(scene, await WorkerNetwork.before(urls, draw, calls));
  }

  get isDead(): boolean {
    return this.killed.signal.aborted;
  }

  /** Ends it, which gives back what it has. */
  stop(): void {
    this.ending.abort();
  }

  /** Resolves when it has ended; what it leaves behind takes a moment longer when it was killed. */
  async live(companyId: string | undefined): Promise<void> {
    const dies = new Promise<void>((resolve) =>
      this.killed.signal.addEventListener('abort', () => resolve()),
    );
    const works = this.work(companyId).finally(() => this.network.cut());
    this.scene.remains.push(works);
    await Promise.race([works, dies]);
  }

  private async work(companyId: string | undefined): Promise<void> {
    const relay = new RelayClient({ url: this.network.url });
    const { signal } = this.ending;
    const onTrouble = (error: unknown) => this.scene.met(error);
    try {
      for await (const job of relay.claim({
        companyId,
        leaseSeconds: QUICK_LEASE_MS / 1000,
        signal,
        onTrouble,
      }))
        await this.take(job);
    } catch (error) {
      if (!(error instanceof Killed)) this.scene.faults.push(`A worker ended by ${String(error)}`);
    }
  }

  private async take(job: ClaimedJob): Promise<void> {
    const known = this.scene.jobOf(job.id);
    this.scene.accepted.push({ jobId: job.id, event: 'started' });
    try {
      await this.mayGiveUp(job);
      await this.export(job, known);
    } catch (error) {
      if (error instanceof Killed) {
        this.scene.orphaned(job.lease.token);
        throw error;
      }
      this.scene.met(error);
      const isExpected = EXPECTED.some((kind) => error instanceof kind) || this.ending.signal.aborted;
      if (!isExpected) this.scene.faults.push(`A worker met ${String((error as Error).stack)}`);
    }
  }

  private async export(job: ClaimedJob, known: LedgerJob): Promise<void> {
    const batch = this.scene.draw.one([1, 1, 3, 100]);
    let results: Result[] = [];
    for await (const { accountingEntryId } of job.entries()) {
      await this.mayGiveUp(job);
      results.push(await this.bookOnce(accountingEntryId));
      this.mayEnd();
      if (results.length < batch) continue;
      await this.report(job, known, results);
      results = [];
    }
    if (results.length > 0) await this.report(job, known, results);
    await this.mayStandStill(job);
    const { event } = await this.said(job, () => job.finish());
    this.scene.accepted.push({ jobId: job.id, event });
    this.mayEnd();
  }

  private async bookOnce(id: string): Promise<Result> {
    if (isRefused(id)) return failureOf(id);
    const { books } = this.scene;
    return resultOf((await books.find(id)) ?? (await books.book(id)));
  }

  private async report(job: ClaimedJob, known: LedgerJob, results: Result[]): Promise<void> {
    const { ledger, faults } = this.scene;
    await this.mayStandStill(job);
    ledger.sent(known, results);
    const { errors } = await this.said(job, () => job.results(results));
    for (const result of results) ledger.accepted(known, result);
    if (errors.length > 0) faults.push(`Results of ${job.id} were refused: ${JSON.stringify(errors)}`);
    this.mayEnd();
  }

  /** A word to the relay, which may be the last one of this worker. */
  private async said<Answer>(job: ClaimedJob, say: () => Promise<Answer>): Promise<Answer> {
    const answer = say().catch((error: unknown) => {
      if (error instanceof RelayProblem)
        this.scene.faults.push(`A worker was refused: ${error.type} ${error.message}`);
      throw error;
    });
    if (this.draws(0.08)) {
      answer.catch(() => undefined);
      await pace(this.scene.draw.whole(0, 40));
      this.die();
    }
    return answer;
  }

  /** Is killed, or told to stop. */
  private mayEnd(): void {
    if (this.draws(0.03)) this.die();
    if (!this.draws(0.02)) return;
    this.scene.count('stopped');
    this.stop();
  }

  private async mayGiveUp(job: ClaimedJob): Promise<void> {
    this.mayEnd();
    if (!this.draws(0.08)) return;
    if (this.scene.draw.chance(0.5)) {
      await this.mayStandStill(job, 1);
      await job.release();
    }
    throw new GivenUp();
  }

  /**
   * Stands still, before a word to the relay: for longer than its lease, or not so long and the lease is taken away all
   * the same, which it does not know when it goes on.
   */
  private async mayStandStill(job: ClaimedJob, chance = 0.15): Promise<void> {
    this.mayEnd();
    if (!this.draws(chance)) return;
    const { draw } = this.scene;
    const release = this.network.hold();
    if (draw.chance(0.5)) {
      this.scene.count('stood still for too long');
      await eventually(() => job.signal.aborted);
    } else {
      this.scene.count('lost its lease');
      await this.scene.takeAway(job.lease.token);
      await pace(draw.whole(50, 1500));
    }
    release();
  }

  private die(): never {
    this.scene.count('killed');
    this.network.cut();
    this.ending.abort();
    this.killed.abort();
    throw new Killed();
  }

  private draws(chance: number): boolean {
    if (this.isDead) throw new Killed();
    return this.scene.draws(chance);
  }
}

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { Database, type Run } from '../database/database.js';
import { EventRecorder } from '../events/event-recorder.js';
import type { LockedJob } from '../events/transition-batch.js';
import { FREE_RETURNS } from '../job-leases/lease-state.sql.js';
import { JobLeases, type TakenLease } from '../job-leases/job-leases.js';
import { JobNotFound } from '../jobs/jobs.errors.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { Claim, ClaimRound, Wish } from './claim.js';
import { FIND_CLAIMABLE, FIND_CLAIMABLE_OF } from './claimable.sql.js';
import { JobsLeftAlone } from './jobs-left-alone.js';

/** A job that may be claimed, locked. */
interface Candidate extends LockedJob {
  readonly ownerId: string;
  readonly seen: string | null;
  readonly isPending: boolean;
}

type Found = { [Name in keyof Candidate]: Candidate[Name] | null } & {
  readonly isContended: boolean;
  readonly nextMs: number | null;
};

/** A job and the worker that it is meant for. */
interface Pair<Asked extends Wish> {
  readonly wish: Asked;
  readonly job: Candidate;
}

/** A job that a worker was given. */
interface Given<Asked extends Wish> extends Pair<Asked> {
  readonly lease: TakenLease;
}

/**
 * Gives jobs out: chooses, leases, and records that they have started, in one transaction for all who wait (group
 * commit). Two workers never get the same job, or jobs of the same company, over all replicas: jobs are locked, and
 * leases are written by compare-and-swap under the owner's key.
 */
@Injectable()
export class ClaimRecorder {
  private readonly leftAlone = new JobsLeftAlone();

  constructor(
    private readonly database: Database,
    private readonly leases: JobLeases,
    private readonly jobs: JobsService,
    private readonly recorder: EventRecorder,
  ) {}

  /**
   * Gives each wish a job, as far as there are any, up to `most`; the first wish gets the oldest one. A job that cannot
   * be claimed is told apart from its neighbours and left alone for a while. Throws when the database does not answer,
   * and when so many cannot be claimed that it is not the jobs.
   */
  async claim<Asked extends Wish>(wishes: readonly Asked[], most: number): Promise<ClaimRound<Asked>> {
    const chosen: Candidate[] = [];
    try {
      const { given, ...round } = await this.give(wishes, most, chosen);
      return { claims: this.claimsOf(given), ...round };
    } catch (error) {
      const [job, another] = chosen;
      if (!job || isDatabaseUnavailable(error) || this.leftAlone.isFull) throw error;
      if (another) return this.claim(wishes, 1);
      this.leftAlone.add(job.id, error);
      return this.claim(wishes, most);
    }
  }

  private claimsOf<Asked extends Wish>(given: readonly Given<Asked>[]): Map<Asked, Claim> {
    const jobs = this.jobs.getMany(given.map(({ job }) => job.id));
    return new Map(
      given.map(({ wish, job: { id, isPending }, lease }) => {
        const job = jobs.then((all) => all.get(id) ?? Promise.reject(new JobNotFound(id)));
        // The waiting worker gets the error.
        job.catch(() => undefined);
        return [wish, { ...lease, isResumed: !isPending, job }];
      }),
    );
  }

  /** All of it in one transaction; `chosen` is filled with the jobs that it is about. */
  private give<Asked extends Wish>(
    wishes: readonly Asked[],
    most: number,
    chosen: Candidate[],
  ): Promise<Omit<ClaimRound<Asked>, 'claims'> & { given: Given<Asked>[] }> {
    const [choosy, open] = [wishes.filter(isChoosy), wishes.filter((wish) => !isChoosy(wish))];
    const leftAlone = this.leftAlone.ids;
    return this.database.transaction(async (run, runAndCommit) => {
      chosen.length = 0;
      const given: Given<Asked>[] = [];
      let [isContended, nextMs] = [false, null as number | null];
      const lease = async (found: Found[], wishFor: (job: Candidate) => Asked | undefined) => {
        const jobs = found.filter((row): row is Found & Candidate => row.id !== null);
        const pairs = jobs.flatMap((job) => {
          const wish = wishFor(job);
          return wish ? [{ job, wish }] : [];
        });
        chosen.push(...pairs.map(({ job }) => job));
        const taken = await this.lease(run, pairs);
        given.push(...taken);
        isContended ||= (found[0]?.isContended ?? false) || taken.length < pairs.length;
        nextMs = found[0]?.nextMs ?? null;
      };
      if (choosy.length > 0) {
        const byCompany = new Map(choosy.toReversed().map((wish) => [wish.companyId, wish]));
        const values = FIND_CLAIMABLE_OF.values({ companies: [...byCompany.keys()], limit: most, leftAlone });
        await lease(await run<Found>(FIND_CLAIMABLE_OF, values), ({ ownerId }) => byCompany.get(ownerId));
      }
      const limit = Math.min(open.length, most - given.length);
      if (limit > 0) {
        const next = open.values();
        const values = FIND_CLAIMABLE.values({ limit, leftAlone });
        await lease(await run<Found>(FIND_CLAIMABLE, values), () => next.next().value);
      }
      await this.record(run, runAndCommit, given);
      return { given, isContended, nextMs };
    });
  }

  /** Leases jobs to their workers. Leaves out those that another worker got. */
  private async lease<Asked extends Wish>(run: Run, pairs: readonly Pair<Asked>[]): Promise<Given<Asked>[]> {
    const taken = await this.leases.take(
      run,
      pairs.map(({ job, wish }) => ({
        ownerId: job.ownerId,
        jobId: job.id,
        seen: job.seen,
        token: randomUUID(),
        leaseSeconds: wish.leaseSeconds,
        claimedBy: wish.claimedBy,
        isResumed: !job.isPending,
      })),
    );
    const byJob = new Map(taken.map((lease) => [lease.jobId, lease]));
    return pairs.flatMap((pair) => {
      const lease = byJob.get(pair.job.id);
      return lease ? [{ ...pair, lease }] : [];
    });
  }

  /** Records what follows from leases, with the last statements of the transaction. */
  private async record(run: Run, runAndCommit: Run, given: readonly Given<Wish>[]): Promise<void> {
    // A sign of life, but not for ever: a job that no worker can do is to expire.
    const heardOf = given.filter(({ lease: { returns } }) => returns > 0 && returns <= FREE_RETURNS);
    if (heardOf.length > 0)
      await this.jobs.hearOf(
        heardOf.map(({ job }) => job.id),
        run,
      );
    const starts = given.filter(({ job }) => job.isPending);
    await this.recorder.start(
      runAndCommit,
      starts.map(({ job, wish }) => ({ job, reportedBy: wish.claimedBy, request: wish.request })),
    );
  }
}

function isChoosy({ companyId }: Wish): boolean {
  return companyId !== null;
}

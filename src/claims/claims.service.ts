import { Injectable } from '@nestjs/common';
import { JobLeases } from '../job-leases/job-leases.js';
import { LeaseLost } from '../job-leases/leases.errors.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Metrics } from '../metrics/metrics.js';
import type { Wish } from './claim.js';
import type { ClaimedExportJob } from './dto/claimed-export-job.dto.js';
import { WaitingWorkers } from './waiting-workers.js';

/** Gives jobs to workers, and takes them back. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly waiting: WaitingWorkers,
    private readonly leases: JobLeases,
    private readonly jobs: JobsService,
    private readonly metrics: Metrics,
  ) {}

  /**
   * The oldest job that the worker may have, or null when there is none within `waitMs` milliseconds. One that `signal`
   * says has gone has none: what was claimed for it is given back. Throws what the database throws.
   */
  async claim(wish: Wish, waitMs: number, signal: AbortSignal): Promise<ClaimedExportJob | null> {
    const claim = await this.waiting.claim(wish, waitMs, signal);
    if (claim?.hasLapsed) this.metrics.leasesLapsed.inc();
    this.metrics.claims.inc({ result: !claim ? 'none' : claim.isResumed ? 'resumed' : 'claimed' });
    if (!claim) return null;
    const { token, until, isResumed: resumed } = claim;
    try {
      const job = await claim.job;
      if (!signal.aborted) return { job, lease: { token, until }, resumed };
    } catch (error) {
      await this.waiting.giveBack(claim, wish.claimedBy);
      throw error;
    }
    await this.waiting.giveBack(claim, wish.claimedBy);
    return null;
  }

  /** Gives a job back. Throws `JobNotFound` or `LeaseLost`. */
  async release(jobId: string, token: string, by: string | null): Promise<void> {
    if (await this.leases.release(jobId, token, by)) return;
    throw new LeaseLost(await this.jobs.row(jobId));
  }
}

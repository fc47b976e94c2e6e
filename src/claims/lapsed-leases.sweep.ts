import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { JobLeases } from '../job-leases/job-leases.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { Metrics } from '../metrics/metrics.js';

const INTERVAL_MS = 5000;

/** Leases in one transaction. */
const BATCH = 500;

/**
 * Notes which leases have run out, so they are counted and stand in the timeline although nobody claims their
 * jobs; forgets those of jobs that nobody will take up again; and moves those whose company was busy when it became
 * known. Claims do not wait for it.
 */
@Injectable()
export class LapsedLeasesSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LapsedLeasesSweep.name);
  private readonly periodic: Periodic;

  constructor(
    private readonly leases: JobLeases,
    private readonly metrics: Metrics,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('job_leases', 'Sweep of lapsed leases', 'shown', INTERVAL_MS, () =>
      this.runOnce(),
    );
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  /** Looks at all leases that are over now, and returns how many have lapsed. Throws what pg throws. */
  async runOnce(): Promise<number> {
    await this.periodic.inBatches(BATCH, () => this.leases.shorten(BATCH));
    const lapsed = await this.periodic.inBatches(BATCH, () => this.leases.lapse(BATCH));
    this.metrics.leasesLapsed.inc(lapsed);
    if (lapsed > 0)
      this.logger.log({ lapsed }, `The leases of ${lapsed} jobs ran out: their workers sent nothing`);
    await this.periodic.inBatches(BATCH, () => this.leases.forget(BATCH));
    await this.periodic.inBatches(BATCH, () => this.leases.moveEnded(BATCH));
    return lapsed;
  }
}

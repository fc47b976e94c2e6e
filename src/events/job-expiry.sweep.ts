import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { RelayClock } from '../clock/relay-clock.js';
import { Settings } from '../config/settings.js';
import { Metrics } from '../metrics/metrics.js';
import { Periodic } from '../shared/periodic.js';
import type { Pulse } from '../shared/pulse.js';
import { EventsService } from './events.service.js';

/** Jobs failed in one transaction: large enough to be quick, small enough to hold its locks for a moment only. */
const BATCH = 500;

/** Fails the jobs that nothing was heard of in time, every EXPIRY_SWEEP_INTERVAL_SECONDS. */
@Injectable()
export class JobExpirySweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(JobExpirySweep.name);
  private readonly periodic: Periodic;

  constructor(
    private readonly events: EventsService,
    private readonly clock: RelayClock,
    private readonly metrics: Metrics,
    scheduler: SchedulerRegistry,
    settings: Settings,
  ) {
    const intervalMs = settings.EXPIRY_SWEEP_INTERVAL_SECONDS * 1000;
    this.periodic = new Periodic('Expiry sweep', scheduler, intervalMs, () => this.runOnce());
  }

  get pulse(): Pulse {
    return this.periodic.pulse;
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  /**
   * Fails all jobs that nothing was heard of in time, batch by batch, and returns how many. Throws when the database does
   * not answer.
   */
  async runOnce(): Promise<number> {
    await this.clock.look();
    let [expired, held] = [0, 0];
    await this.periodic.inBatches(BATCH, async () => {
      const batch = await this.events.expire(BATCH);
      expired += batch.expired;
      held += batch.held;
      return batch.expired + batch.held;
    });
    this.metrics.expired.inc(expired);
    if (expired > 0) this.logger.log({ expired }, `Failed ${expired} jobs that nothing was heard of in time`);
    if (held > 0) this.logger.log({ held }, `Gave ${held} jobs more time, which may not have been heard`);
    await this.periodic.inBatches(BATCH, () => this.events.shorten(BATCH));
    return expired;
  }
}

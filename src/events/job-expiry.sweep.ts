import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Settings } from '../config/settings.js';
import { Metrics } from '../metrics/metrics.js';
import { Pulse } from '../shared/pulse.js';
import { EventsService } from './events.service.js';

const SWEEP = 'job-expiry';

/** Jobs failed in one transaction: large enough to be quick, small enough to hold its locks for a moment only. */
const BATCH = 500;

/** Fails the jobs that nothing was heard of in time, every EXPIRY_SWEEP_INTERVAL_SECONDS. */
@Injectable()
export class JobExpirySweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(JobExpirySweep.name);
  private running: Promise<void> | null = null;
  private stopping = false;

  /** When the sweep last went through: readiness watches it. */
  readonly pulse = new Pulse('Expiry sweep');

  constructor(
    private readonly events: EventsService,
    private readonly scheduler: SchedulerRegistry,
    private readonly metrics: Metrics,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.tick();
    const interval = setInterval(() => this.tick(), this.settings.EXPIRY_SWEEP_INTERVAL_SECONDS * 1000);
    this.scheduler.addInterval(SWEEP, interval);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    if (this.scheduler.doesExist('interval', SWEEP)) this.scheduler.deleteInterval(SWEEP);
    await this.running;
  }

  /** Fails all jobs that are stale now, batch by batch, and returns how many. Throws when the database does not answer. */
  async runOnce(): Promise<number> {
    let expired = 0;
    for (let full = true; full && !this.stopping;) {
      const count = await this.events.expire(BATCH);
      expired += count;
      full = count === BATCH;
    }
    this.pulse.beat();
    this.metrics.expired.inc(expired);
    if (expired > 0) this.logger.log({ expired }, `Failed ${expired} jobs that nothing was heard of in time`);
    return expired;
  }

  /** A sweep that takes longer than the interval is not joined by another one. */
  private tick(): void {
    this.running ??= this.runOnce()
      .then(
        () => undefined,
        (error: unknown) => this.pulse.miss(error),
      )
      .finally(() => {
        this.running = null;
      });
  }
}

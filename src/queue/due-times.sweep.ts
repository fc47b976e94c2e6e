import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RelayClock } from '../clock/relay-clock.js';
import { Settings } from '../config/settings.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { QueueRepository } from './queue.repository.js';

const INTERVAL_MS = 10_000;

/** Events made due in one transaction. */
const BATCH = 500;

/**
 * How long after the clock was set events are looked for, in milliseconds: some turns. Later, what lies far ahead was
 * told to wait for so long.
 */
const RECENT_MS = 120_000;

/**
 * Finds events whose due time lies further ahead than any delay does: the database's clock was set back. They would
 * wait as long as it was ahead.
 */
@Injectable()
export class DueTimesSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(DueTimesSweep.name);
  private readonly periodic: Periodic;

  constructor(
    private readonly repository: QueueRepository,
    private readonly clock: RelayClock,
    private readonly settings: Settings,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('due_times', 'Due times sweep', 'shown', INTERVAL_MS, () =>
      this.runOnce(),
    );
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  /** Makes all of them due and returns how many there were. Throws when the database does not answer. */
  async runOnce(): Promise<number> {
    if ((await this.clock.look()) > RECENT_MS) return 0;
    const holdMs = this.settings.DEAD_ITEMS_HOLD_SECONDS * 1000;
    const hastened = await this.periodic.inBatches(BATCH, () => this.repository.hasten(BATCH, holdMs));
    if (hastened > 0)
      this.logger.warn(
        { hastened },
        `The clock was set back: ${hastened} events are due that would have waited`,
      );
    return hastened;
  }
}

import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Database } from '../database/database.js';
import { Periodic } from '../shared/periodic.js';
import { DELETE_OLD_RECEIPTS } from './webhooks.sql.js';

const INTERVAL_MS = 3_600_000;

/** Receipts deleted in one statement. */
const BATCH = 1000;

/** Forgets webhooks a day after they were taken, once an hour. Older than that none passes for a new one by its time. */
@Injectable()
export class WebhookReceiptSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;
  private stopping = false;

  constructor(
    private readonly database: Database,
    scheduler: SchedulerRegistry,
  ) {
    this.periodic = new Periodic('Webhook receipt sweep', scheduler, INTERVAL_MS, () => this.runOnce());
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.periodic.stop();
  }

  /** Deletes all receipts that are old enough now and returns how many. Throws when the database does not answer. */
  async runOnce(): Promise<number> {
    let deleted = 0;
    for (let full = true; full && !this.stopping;) {
      const { length } = await this.database.run(DELETE_OLD_RECEIPTS, [BATCH]);
      deleted += length;
      full = length === BATCH;
    }
    return deleted;
  }
}

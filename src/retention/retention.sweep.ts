import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { DELETE_ITEMS, DELETE_JOBS, LOCK_OLD_JOBS } from './retention.sql.js';

const INTERVAL_MS = 3_600_000;

/** Jobs deleted in one transaction, and results of their items. */
const BATCH = 200;
const ITEM_BATCH = 10_000;

interface OldJob {
  readonly id: string;
  readonly completedAt: Date;
}

/**
 * Deletes jobs, with their events, attempts and audit entries, RETENTION_DAYS after they ended: once an hour, in small
 * transactions. Never one that is not finished, or has an event that is not delivered or discarded.
 */
@Injectable()
export class RetentionSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RetentionSweep.name);
  private readonly periodic: Periodic;

  constructor(
    private readonly database: Database,
    loops: Loops,
    private readonly settings: Settings,
  ) {
    this.periodic = loops.periodic('retention', 'Retention sweep', 'shown', INTERVAL_MS, () =>
      this.runOnce(),
    );
  }

  onApplicationBootstrap(): void {
    if (this.settings.RETENTION_DAYS > 0) this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  /** Deletes all jobs that are old enough now and returns how many. Throws when the database does not answer. */
  async runOnce(): Promise<number> {
    let from = new Date(0);
    const deleted = await this.periodic.inBatches(BATCH, async () => {
      const jobs = await this.deleteBatch(from);
      from = jobs.at(-1)?.completedAt ?? from;
      return jobs.length;
    });
    if (deleted > 0) this.logger.log({ deleted }, `Deleted ${deleted} jobs that ended long ago`);
    return deleted;
  }

  /** Deletes jobs once no results of their items are left, in as many transactions as these take. */
  private async deleteBatch(from: Date): Promise<OldJob[]> {
    for (;;) {
      const deleted = await this.database.transaction(async (run) => {
        const values = [this.settings.RETENTION_DAYS, BATCH, new Date(), from];
        const old = await run<OldJob>(LOCK_OLD_JOBS, values);
        const ids = old.map(({ id }) => id);
        if (ids.length === 0) return old;
        const items = await run(DELETE_ITEMS, [ids, ITEM_BATCH]);
        if (items.length === ITEM_BATCH) return null;
        for (const statement of DELETE_JOBS) await run(statement, [ids]);
        return old;
      });
      if (deleted) return deleted;
    }
  }
}

import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { DELETE_OLD_RECEIPTS } from './webhooks.sql.js';

const INTERVAL_MS = 3_600_000;

/** Receipts deleted in one statement. */
const BATCH = 1000;

type Gone = { deleted: number; lastReceivedAt: Date | null };

/** Once an hour, deletes receipts a day after their webhooks were taken. An older webhook is refused for its time. */
@Injectable()
export class WebhookReceiptSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;

  constructor(
    private readonly database: Database,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('webhook_receipts', 'Webhook receipt sweep', 'shown', INTERVAL_MS, () =>
      this.runOnce(),
    );
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  /** Deletes all receipts that are old enough and returns the number. Throws when the database does not answer. */
  runOnce(): Promise<number> {
    let from = new Date(0);
    return this.periodic.inBatches(BATCH, async () => {
      const [gone] = await this.database.run<Gone>(DELETE_OLD_RECEIPTS, [BATCH, new Date(), from]);
      from = gone?.lastReceivedAt ?? from;
      return gone?.deleted ?? 0;
    });
  }
}

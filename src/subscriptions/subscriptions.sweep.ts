import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { SubscriptionKeeper } from './subscription-keeper.js';
import { SubscriptionsRepository } from './subscriptions.repository.js';

const INTERVAL_MS = 10_000;

/** Companies that are looked after at the same time. */
const BATCH = 4;

/** Batches of one turn: thousands of companies are no burst of requests. */
const BATCHES = 20;

/**
 * Looks after the subscriptions of all companies (`PLEO_WEBHOOK_SUBSCRIBE`): those whose credential was set within some
 * seconds, the others about every quarter of an hour.
 */
@Injectable()
export class SubscriptionsSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;
  private stopping = false;

  constructor(
    private readonly repository: SubscriptionsRepository,
    private readonly keeper: SubscriptionKeeper,
    private readonly settings: Settings,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('subscriptions', 'Subscription sweep', 'shown', INTERVAL_MS, () =>
      this.runOnce(),
    );
  }

  onApplicationBootstrap(): void {
    if (this.settings.PLEO_WEBHOOK_SUBSCRIBE) this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    this.stopping = true;
    return this.periodic.stop();
  }

  /** Sees to those that are due, and returns their number. Throws when the database does not answer. */
  async runOnce(): Promise<number> {
    await this.repository.forgetRemoved();
    let seen = 0;
    for (let batch = 0; batch < BATCHES && seen === batch * BATCH && !this.stopping; batch++) {
      const claimed = await this.repository.claim(BATCH);
      await Promise.all(
        claimed.map(({ held, row, wantsRotation }) => this.keeper.lookAfter(held, row, wantsRotation)),
      );
      seen += claimed.length;
    }
    return seen;
  }
}

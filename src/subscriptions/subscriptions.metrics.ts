import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { Scrape } from '../metrics/scrape.js';
import { COUNT_SUBSCRIPTIONS } from './subscriptions.sql.js';
import { SUBSCRIPTION_STATUSES } from './webhook-subscription.entity.js';

/** Sets the gauge of subscriptions, at each scrape. */
@Injectable()
export class SubscriptionsMetrics {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
    scrape: Scrape,
  ) {
    scrape.calls(() => this.collect());
  }

  private async collect(): Promise<void> {
    const { subscriptions } = this.metrics;
    const rows = await this.database
      .run<{ status: string; count: number }>(COUNT_SUBSCRIPTIONS, [])
      .catch(() => null);
    subscriptions.reset();
    for (const status of rows === null ? [] : SUBSCRIPTION_STATUSES)
      subscriptions.set({ status }, rows?.find((row) => row.status === status)?.count ?? 0);
  }
}

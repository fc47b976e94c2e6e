import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { Scrape } from '../metrics/scrape.js';
import type { ScrapeReads } from '../metrics/scrape-reads.js';
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
    scrape.calls((reads) => this.collect(reads));
  }

  private async collect(reads: ScrapeReads): Promise<void> {
    const { subscriptions } = this.metrics;
    type Row = { status: string; count: number };
    const rows = await reads.of(() => this.database.run<Row>(COUNT_SUBSCRIPTIONS, []));
    subscriptions.reset();
    for (const status of rows === null ? [] : SUBSCRIPTION_STATUSES)
      subscriptions.set({ status }, rows?.find((row) => row.status === status)?.count ?? 0);
  }
}

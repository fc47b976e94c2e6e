import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { Scrape } from '../metrics/scrape.js';
import type { ScrapeReads } from '../metrics/scrape-reads.js';
import { COUNT_DEAD_NOTICES } from './notices.sql.js';

/** Sets the gauge of notices that died, at each scrape. */
@Injectable()
export class NoticesMetrics {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
    scrape: Scrape,
  ) {
    scrape.calls((reads) => this.collect(reads));
  }

  private async collect(reads: ScrapeReads): Promise<void> {
    const { noticesDead } = this.metrics;
    const rows = await reads.of(() => this.database.run<{ dead: number }>(COUNT_DEAD_NOTICES, []));
    // Not reset, which makes a gauge without labels 0.
    noticesDead.set(rows?.[0]?.dead ?? NaN);
  }
}

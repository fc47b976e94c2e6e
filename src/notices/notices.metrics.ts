import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { Scrape } from '../metrics/scrape.js';
import { COUNT_DEAD_NOTICES } from './notices.sql.js';

/** Sets the gauge of notices that died, at each scrape. */
@Injectable()
export class NoticesMetrics {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
    scrape: Scrape,
  ) {
    scrape.calls(() => this.collect());
  }

  private async collect(): Promise<void> {
    const { noticesDead } = this.metrics;
    const [row] = await this.database.run<{ dead: number }>(COUNT_DEAD_NOTICES, []).catch(() => []);
    noticesDead.reset();
    if (row) noticesDead.set(row.dead);
  }
}

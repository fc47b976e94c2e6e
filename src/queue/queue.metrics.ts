import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { PAUSES } from './circuit.js';
import { COUNT_PAUSES, READ_BACKLOG } from './queue.metrics.sql.js';

/** Sets the gauges of what waits and of what is paused, at each scrape. */
@Injectable()
export class QueueMetrics {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {
    metrics.atScrape(() => this.collect());
  }

  private async collect(): Promise<void> {
    const { backlog, oldest, paused } = this.metrics;
    const rows = await this.database
      .patiently<{ status: string; events: number; oldestAge: number }>(READ_BACKLOG, [])
      .catch(() => []);
    backlog.reset();
    oldest.reset();
    for (const { status, events, oldestAge } of rows) {
      backlog.set({ status }, events);
      oldest.set({ status }, oldestAge);
    }
    const pauses = await this.database
      .run<{ pause: string; credentials: number }>(COUNT_PAUSES, [])
      .catch(() => null);
    paused.reset();
    for (const pause of pauses === null ? [] : PAUSES) {
      paused.set({ pause }, pauses?.find((row) => row.pause === pause)?.credentials ?? 0);
    }
  }
}

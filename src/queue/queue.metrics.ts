import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { Scrape } from '../metrics/scrape.js';
import type { ScrapeReads } from '../metrics/scrape-reads.js';
import { PAUSES } from './circuit.js';
import { BY_HAND } from './hand-pause.js';
import { COUNT_PAUSES, READ_BACKLOG } from './queue.metrics.sql.js';

/** Who has to act: we, or the company whose own credential Pleo refuses. */
const WHOSE = ['ours', 'customer'] as const;

/** Sets the gauges of what waits and of what is paused, at each scrape. */
@Injectable()
export class QueueMetrics {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
    scrape: Scrape,
  ) {
    scrape.calls((reads) => this.collect(reads));
  }

  private async collect(reads: ScrapeReads): Promise<void> {
    await this.collectBacklog(reads);
    await this.collectPauses(reads);
  }

  private async collectBacklog(reads: ScrapeReads): Promise<void> {
    const { backlog, oldest } = this.metrics;
    type Row = { status: string; whose: string; events: number; oldestAge: number };
    const rows = await reads.of(() => this.database.patiently<Row>(READ_BACKLOG, []));
    backlog.reset();
    oldest.reset();
    for (const status of rows === null ? [] : ['pending', 'dead']) {
      for (const whose of [...WHOSE, 'operator', 'put_away']) {
        const row = rows?.find((one) => one.status === status && one.whose === whose);
        backlog.set({ status, whose }, row?.events ?? 0);
        oldest.set({ status, whose }, row?.oldestAge ?? 0);
      }
    }
  }

  private async collectPauses(reads: ScrapeReads): Promise<void> {
    const { paused, pausedByHand } = this.metrics;
    type Row = { pause: string; whose: string; credentials: number; age: number | null };
    const rows = await reads.of(() => this.database.run<Row>(COUNT_PAUSES, []));
    paused.reset();
    pausedByHand.remove();
    for (const pause of rows === null ? [] : PAUSES) {
      for (const whose of WHOSE) {
        const row = rows?.find((one) => one.pause === pause && one.whose === whose);
        paused.set({ pause, whose }, row?.credentials ?? 0);
      }
    }
    const byHand = rows?.find(({ pause }) => pause === BY_HAND);
    if (!byHand) return;
    paused.set({ pause: BY_HAND, whose: byHand.whose }, byHand.credentials);
    pausedByHand.set(byHand.age ?? 0);
  }
}

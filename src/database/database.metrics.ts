import { Injectable } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import type { ScrapeReads } from '../metrics/scrape-reads.js';
import { Scrape } from '../metrics/scrape.js';
import { Database } from './database.js';
import { READ_OLDEST_TRANSACTION } from './database.metrics.sql.js';

/** Sets the gauges of the pool and of the server, at each scrape. */
@Injectable()
export class DatabaseMetrics {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
    scrape: Scrape,
  ) {
    scrape.probes(() => this.database.answers());
    scrape.calls((reads) => this.collect(reads));
  }

  private async collect(reads: ScrapeReads): Promise<void> {
    const { connections, mostConnections, waiting, oldestTransaction, oldestXmin } = this.metrics;
    const { inUse, idle, most } = this.database.connections;
    connections.set({ state: 'in_use' }, inUse);
    connections.set({ state: 'idle' }, idle);
    mostConnections.set(most);
    waiting.set(this.database.waiting);
    type Oldest = { seconds: number; transactions: number };
    const rows = await reads.of(() => this.database.run<Oldest>(READ_OLDEST_TRANSACTION, []));
    const oldest = rows?.[0];
    oldestTransaction.set(oldest?.seconds ?? NaN);
    oldestXmin.set(oldest?.transactions ?? NaN);
  }
}

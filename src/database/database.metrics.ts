import { Injectable } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
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
    scrape.calls(() => this.collect());
  }

  private async collect(): Promise<void> {
    const { connections, mostConnections, waiting, oldestTransaction, oldestXmin } = this.metrics;
    const { inUse, idle, most } = this.database.connections;
    connections.set({ state: 'in_use' }, inUse);
    connections.set({ state: 'idle' }, idle);
    mostConnections.set(most);
    waiting.set(this.database.waiting);
    const [oldest] = await this.database
      .run<{ seconds: number; transactions: number }>(READ_OLDEST_TRANSACTION, [])
      .catch(() => []);
    oldestTransaction.set(oldest?.seconds ?? NaN);
    oldestXmin.set(oldest?.transactions ?? NaN);
  }
}

import { Injectable } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import { Scrape } from '../metrics/scrape.js';
import type { ScrapeReads } from '../metrics/scrape-reads.js';
import { DEAD_OUTCOMES, ItemsStanding } from './items-standing.js';

/** Sets the gauges of item results that wait or are dead, at each scrape. */
@Injectable()
export class ItemsMetrics {
  constructor(
    private readonly standing: ItemsStanding,
    private readonly metrics: Metrics,
    scrape: Scrape,
  ) {
    scrape.calls((reads) => this.collect(reads));
  }

  /** Without the database nothing is said: 0 would be wrong. */
  private async collect(reads: ScrapeReads): Promise<void> {
    const { itemsPending, itemsFailing, itemsDead, itemsNeverTold } = this.metrics;
    const pending = await reads.of(() => this.standing.pending());
    itemsPending.set(pending?.pending ?? NaN);
    itemsFailing.set(pending?.failingSeconds ?? NaN);
    const dead = await reads.of(() => this.standing.dead());
    itemsNeverTold.set(dead?.bookedButNeverTold ?? NaN);
    itemsDead.reset();
    for (const outcome of dead ? DEAD_OUTCOMES : [])
      itemsDead.set({ outcome }, dead?.byOutcome[outcome] ?? NaN);
  }
}

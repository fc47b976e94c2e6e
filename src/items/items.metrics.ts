import { Injectable } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import { Scrape } from '../metrics/scrape.js';
import { DEAD_OUTCOMES, ItemsStanding } from './items-standing.js';

/** Sets the gauges of item results that wait or are dead, at each scrape. */
@Injectable()
export class ItemsMetrics {
  constructor(
    private readonly standing: ItemsStanding,
    private readonly metrics: Metrics,
    scrape: Scrape,
  ) {
    scrape.calls(() => this.collect());
  }

  /** Without the database nothing is said: 0 would be wrong. */
  private async collect(): Promise<void> {
    const { itemsPending, itemsFailing, itemsDead, itemsNeverTold } = this.metrics;
    const pending = await this.standing.pending().catch(() => null);
    itemsPending.set(pending?.pending ?? NaN);
    itemsFailing.set(pending?.failingSeconds ?? NaN);
    const dead = await this.standing.dead().catch(() => null);
    itemsNeverTold.set(dead?.bookedButNeverTold ?? NaN);
    itemsDead.reset();
    for (const outcome of dead ? DEAD_OUTCOMES : [])
      itemsDead.set({ outcome }, dead?.byOutcome[outcome] ?? NaN);
  }
}

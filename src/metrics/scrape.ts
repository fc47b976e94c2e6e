import { Injectable } from '@nestjs/common';
import { Loops } from '../loops/loops.js';
import { SingleFlight } from '../loops/single-flight.js';
import { Metrics } from './metrics.js';
import { ScrapeReads } from './scrape-reads.js';

/** What Prometheus is answered: gauges are set anew at each scrape, once for all who ask at the same time. */
@Injectable()
export class Scrape {
  private readonly flight = new SingleFlight(() => this.look());
  private readonly collectors: ((reads: ScrapeReads) => Promise<void>)[] = [];
  private probe: () => Promise<unknown> = () => Promise.resolve();
  private log: { readonly lost: number } = { lost: 0 };

  constructor(
    private readonly metrics: Metrics,
    private readonly loops: Loops,
  ) {}

  /** Calls `collect` at each scrape, one after the other, to set gauges from `reads`. `collect` must not throw. */
  calls(collect: (reads: ScrapeReads) => Promise<void>): void {
    this.collectors.push(collect);
  }

  /** Asks the database by `probe` before each scrape. While that fails, collectors read nothing. */
  probes(probe: () => Promise<unknown>): void {
    this.probe = probe;
  }

  /** Exports the number of lost log lines. */
  watchLog(log: { readonly lost: number }): void {
    this.log = log;
  }

  /**
   * All metrics in Prometheus' text format. Without a database the backlog is left out, not wrong; and one that hangs
   * delays the rest by a moment only.
   */
  text(): Promise<string> {
    return this.flight.ask();
  }

  private async look(): Promise<string> {
    const { databaseUp, logLinesLost, loopErrors, loopFailing, loopAge, registry } = this.metrics;
    const reads = new ScrapeReads();
    databaseUp.set((await reads.probe(this.probe)) ? 1 : 0);
    for (const collect of this.collectors) await collect(reads);
    logLinesLost.reset();
    logLinesLost.inc(this.log.lost);
    loopErrors.reset();
    for (const { name: loop, status } of this.loops.all) {
      loopErrors.inc({ loop }, status.failures);
      loopFailing.set({ loop }, status.failingMs / 1000);
      loopAge.set({ loop }, status.ageMs / 1000);
    }
    return registry.metrics();
  }
}

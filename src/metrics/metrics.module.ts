import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { Scrape } from './scrape.js';

/** Provides the metrics, and their scrape. */
@Global()
@Module({ providers: [Metrics, Scrape], exports: [Metrics, Scrape] })
export class MetricsModule {}

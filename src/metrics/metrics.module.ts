import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** Counts, for all that have something to count. */
@Global()
@Module({ providers: [Metrics], exports: [Metrics] })
export class MetricsModule {}

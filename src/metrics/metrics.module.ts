import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** Provides the metrics. */
@Global()
@Module({ providers: [Metrics], exports: [Metrics] })
export class MetricsModule {}

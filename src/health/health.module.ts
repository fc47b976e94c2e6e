import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { QueueModule } from '../queue/queue.module.js';
import { DatabaseHealth } from './database.health.js';
import { HealthController } from './health.controller.js';
import { LoopHealth } from './loop.health.js';
import { MetricsController } from './metrics.controller.js';

/** Probes for orchestrators, and the page that Prometheus scrapes. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), QueueModule],
  controllers: [HealthController, MetricsController],
  providers: [DatabaseHealth, LoopHealth],
})
export class HealthModule {}

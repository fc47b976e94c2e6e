import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { EventsModule } from '../events/events.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { DatabaseHealth } from './database.health.js';
import { HealthController } from './health.controller.js';
import { LoopHealth } from './loop.health.js';

/** Whether to send requests here, for orchestrators. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), OutboxModule, EventsModule],
  controllers: [HealthController],
  providers: [DatabaseHealth, LoopHealth],
})
export class HealthModule {}

import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { OverviewController } from './overview.controller.js';
import { OverviewService } from './overview.service.js';
import { RecentMinutes } from './recent-minutes.js';

/** How everything stands, in one answer. Reads tables of all parts and writes none. */
@Module({
  imports: [EventsModule, OutboxModule],
  controllers: [OverviewController],
  providers: [OverviewService, RecentMinutes],
})
export class OverviewModule {}

import { Module } from '@nestjs/common';
import { DeadLettersModule } from '../dead-letters/dead-letters.module.js';
import { ItemsModule } from '../items/items.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { OverviewController } from './overview.controller.js';
import { OverviewService } from './overview.service.js';
import { RecentMinutes } from './recent-minutes.js';

/** The state of the relay in one answer. Reads tables of all folders and writes none. */
@Module({
  imports: [DeadLettersModule, ItemsModule, QueueModule],
  controllers: [OverviewController],
  providers: [OverviewService, RecentMinutes],
})
export class OverviewModule {}

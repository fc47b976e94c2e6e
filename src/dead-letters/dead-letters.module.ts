import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { DeadItemsController } from './dead-items.controller.js';
import { DeadItemsService } from './dead-items.service.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersService } from './dead-letters.service.js';

/** What people do about messages that the relay has given up on. */
@Module({
  imports: [EventsModule, JobsModule],
  controllers: [DeadLettersController, DeadItemsController],
  providers: [DeadLettersService, DeadItemsService],
  exports: [DeadLettersService],
})
export class DeadLettersModule {}

import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersService } from './dead-letters.service.js';

/** What people do about messages that the relay has given up on. */
@Module({
  imports: [EventsModule],
  controllers: [DeadLettersController],
  providers: [DeadLettersService],
  exports: [DeadLettersService],
})
export class DeadLettersModule {}

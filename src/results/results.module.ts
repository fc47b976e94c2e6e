import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { ResultsController } from './results.controller.js';
import { ResultsService } from './results.service.js';

/** Results of a job's items come in, and its final event is derived from them. */
@Module({
  imports: [EventsModule],
  controllers: [ResultsController],
  providers: [ResultsService],
})
export class ResultsModule {}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ItemsModule } from '../items/items.module.js';
import { JobLeasesModule } from '../job-leases/job-leases.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { DeliveryAttemptEntity } from '../queue/delivery-attempt.entity.js';
import { EventListRepository } from './event-list.repository.js';
import { EventRecorder } from './event-recorder.js';
import { EventsController } from './events.controller.js';
import { EventsRepository } from './events.repository.js';
import { EventsService } from './events.service.js';
import { ReportBatcher } from './report-batcher.js';
import { ExportJobEventEntity } from '../queue/job-event.entity.js';
import { JobExpirySweep } from './job-expiry.sweep.js';

/** What happened to jobs: the only writer of a job's status. */
@Module({
  imports: [
    ItemsModule,
    JobLeasesModule,
    JobsModule,
    TypeOrmModule.forFeature([ExportJobEventEntity, DeliveryAttemptEntity]),
  ],
  controllers: [EventsController],
  providers: [
    EventsService,
    EventListRepository,
    ReportBatcher,
    EventRecorder,
    EventsRepository,
    JobExpirySweep,
  ],
  exports: [EventsService, EventListRepository, ReportBatcher, EventRecorder],
})
export class EventsModule {}

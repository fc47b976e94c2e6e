import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobsModule } from '../jobs/jobs.module.js';
import { AuditEntryEntity } from '../outbox/audit-entry.entity.js';
import { DeliveryAttemptEntity } from '../outbox/delivery-attempt.entity.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersService } from './dead-letters.service.js';
import { EventRecorder } from './event-recorder.js';
import { EventsController } from './events.controller.js';
import { EventsRepository } from './events.repository.js';
import { EventsService } from './events.service.js';
import { Intake } from './intake.js';
import { ExportJobEventEntity } from './job-event.entity.js';
import { JobExpirySweep } from './job-expiry.sweep.js';
import { RetentionSweep } from './retention.sweep.js';
import { TimelineController } from './timeline.controller.js';

/** What happened to jobs: the only writer of a job's status. */
@Module({
  imports: [
    JobsModule,
    TypeOrmModule.forFeature([ExportJobEventEntity, DeliveryAttemptEntity, AuditEntryEntity]),
  ],
  controllers: [EventsController, TimelineController, DeadLettersController],
  providers: [
    EventsService,
    Intake,
    EventRecorder,
    DeadLettersService,
    EventsRepository,
    JobExpirySweep,
    RetentionSweep,
  ],
  exports: [DeadLettersService, JobExpirySweep],
})
export class EventsModule {}

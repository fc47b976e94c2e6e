import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditEntryEntity } from '../queue/audit-entry.entity.js';
import { ExportJobEventEntity } from '../queue/job-event.entity.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { DeliveryAttemptEntity } from '../queue/delivery-attempt.entity.js';
import { TimelineController } from './timeline.controller.js';
import { TimelineRepository } from './timeline.repository.js';

/** The history of one job, as people read it. */
@Module({
  imports: [
    JobsModule,
    TypeOrmModule.forFeature([ExportJobEventEntity, DeliveryAttemptEntity, AuditEntryEntity]),
  ],
  controllers: [TimelineController],
  providers: [TimelineRepository],
})
export class TimelineModule {}

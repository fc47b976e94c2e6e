import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { JobLeasesModule } from '../job-leases/job-leases.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ClaimRecorder } from './claim-recorder.js';
import { ClaimsController } from './claims.controller.js';
import { ClaimsService } from './claims.service.js';
import { LapsedLeasesSweep } from './lapsed-leases.sweep.js';
import { WaitingWorkers } from './waiting-workers.js';

/** Workers claim jobs, wait for them, and give them back. */
@Module({
  imports: [EventsModule, JobLeasesModule, JobsModule],
  controllers: [ClaimsController],
  providers: [ClaimsService, WaitingWorkers, ClaimRecorder, LapsedLeasesSweep],
})
export class ClaimsModule {}

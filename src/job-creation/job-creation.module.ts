import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { PleoClient } from '../pleo/pleo.client.js';
import { pleoConnections } from '../pleo/pleo.module.js';
import { PleoAccessModule } from '../pleo-access/pleo-access.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { JobCreationController } from './job-creation.controller.js';
import { CREATIONS, JobCreation } from './job-creation.service.js';

/** Jobs that are created at Pleo through the relay, over connections that deliveries do not use. */
@Module({
  imports: [JobsModule, PleoAccessModule, QueueModule, pleoConnections(() => CREATIONS)],
  controllers: [JobCreationController],
  providers: [JobCreation, PleoClient],
})
export class JobCreationModule {}

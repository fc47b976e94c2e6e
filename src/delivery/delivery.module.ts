import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { PleoModule } from '../pleo/pleo.module.js';
import { AttemptLog } from './attempt-log.js';
import { Delivery } from './delivery.js';
import { DueQueues } from './due-queues.js';
import { Leases } from './leases.js';
import { Dispatcher } from './dispatcher.js';
import { DeliveryListener } from './delivery.listener.js';
import { QueueModule } from '../queue/queue.module.js';
import { OutcomeWriter } from './outcome-writer.js';
import { UnservedQueues } from './unserved-queues.js';

/** What Pleo must be told, and the loop that tells it. */
@Module({
  imports: [CredentialsModule, JobsModule, PleoModule, QueueModule],
  providers: [
    DueQueues,
    Dispatcher,
    OutcomeWriter,
    DeliveryListener,
    AttemptLog,
    Leases,
    Delivery,
    UnservedQueues,
  ],
})
export class DeliveryModule {}

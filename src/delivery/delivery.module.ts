import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { PleoModule } from '../pleo/pleo.module.js';
import { AttemptReport } from './attempt-report.js';
import { Delivery } from './delivery.js';
import { DueQueues } from './due-queues.js';
import { Leases } from './leases.js';
import { OutboxDispatcher } from './dispatcher.js';
import { OutboxListener } from './delivery.listener.js';
import { QueueModule } from '../queue/queue.module.js';
import { OutboxSettler } from './outcome-writer.js';
import { UnservedQueues } from './unserved-queues.js';

/** What Pleo must be told, and the loop that tells it. */
@Module({
  imports: [CredentialsModule, PleoModule, QueueModule],
  providers: [
    DueQueues,
    OutboxDispatcher,
    OutboxSettler,
    OutboxListener,
    AttemptReport,
    Leases,
    Delivery,
    UnservedQueues,
  ],
})
export class OutboxModule {}

import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { PleoModule } from '../pleo/pleo.module.js';
import { AttemptReport } from './attempt-report.js';
import { CircuitRepository } from './circuit.repository.js';
import { Delivery } from './delivery.js';
import { DueQueues } from './due-queues.js';
import { DueTimesSweep } from './due-times.sweep.js';
import { Leases } from './leases.js';
import { OutboxDispatcher } from './outbox.dispatcher.js';
import { OutboxListener } from './outbox.listener.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxSettler } from './outbox.settler.js';
import { UnservedQueues } from './unserved-queues.js';

/** What Pleo must be told, and the loop that tells it. */
@Module({
  imports: [CredentialsModule, PleoModule],
  providers: [
    OutboxRepository,
    DueQueues,
    CircuitRepository,
    OutboxDispatcher,
    OutboxSettler,
    OutboxListener,
    AttemptReport,
    Leases,
    Delivery,
    DueTimesSweep,
    UnservedQueues,
  ],
  exports: [DueQueues, OutboxDispatcher, OutboxListener, OutboxSettler, Leases, CircuitRepository],
})
export class OutboxModule {}

import { Module, type OnModuleInit } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { EventsModule } from '../events/events.module.js';
import { JobExpirySweep } from '../events/job-expiry.sweep.js';
import { Metrics } from '../metrics/metrics.js';
import { DueQueues } from '../outbox/due-queues.js';
import { Leases } from '../outbox/leases.js';
import { OutboxDispatcher } from '../outbox/outbox.dispatcher.js';
import { OutboxListener } from '../outbox/outbox.listener.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { OutboxSettler } from '../outbox/outbox.settler.js';
import { JobPoll } from '../polling/job-poll.js';
import { PollingModule } from '../polling/polling.module.js';
import { DatabaseHealth } from './database.health.js';
import { HealthController } from './health.controller.js';
import { LoopHealth } from './loop.health.js';

/** Whether to send requests here, for orchestrators. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), OutboxModule, EventsModule, PollingModule],
  controllers: [HealthController],
  providers: [DatabaseHealth, LoopHealth],
})
export class HealthModule implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly dispatcher: OutboxDispatcher,
    private readonly queues: DueQueues,
    private readonly listener: OutboxListener,
    private readonly settler: OutboxSettler,
    private readonly leases: Leases,
    private readonly sweep: JobExpirySweep,
    private readonly poll: JobPoll,
  ) {}

  /** Here because nothing else knows all loops; what fails for a moment only is seen in the metrics. */
  onModuleInit(): void {
    const { dispatcher, queues, listener, settler, leases, sweep, poll } = this;
    for (const [loop, { pulse }] of Object.entries({
      dispatcher,
      queues,
      listener,
      settler,
      leases,
      sweep,
      poll,
    }))
      this.metrics.watch(loop, pulse);
  }
}

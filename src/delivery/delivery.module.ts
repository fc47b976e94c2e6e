import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { PleoModule } from '../pleo/pleo.module.js';
import { PleoAccessModule } from '../pleo-access/pleo-access.module.js';
import type { PleoSession } from '../pleo-access/pleo-session.js';
import type { MessageHandler } from '../queue/message-handler.js';
import { QueueModule } from '../queue/queue.module.js';
import { AttemptLog } from './attempt-log.js';
import { Delivery } from './delivery.js';
import { DeliveryListener } from './delivery.listener.js';
import { Dispatcher } from './dispatcher.js';
import { DueQueues } from './due-queues.js';
import { LastTries } from './last-tries.js';
import { Leases } from './leases.js';
import { HANDLERS, MessageHandlers } from './message-handlers.js';
import { OutcomeWriter } from './outcome-writer.js';
import { UnservedQueues } from './unserved-queues.js';

/** What Pleo must be told, and the loop that tells it. */
@Module({
  imports: [CredentialsModule, JobsModule, PleoModule, PleoAccessModule, QueueModule],
  providers: [
    MessageHandlers,
    LastTries,
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
export class DeliveryModule {
  /** One handler for each kind of message. They may inject `PleoClient`, and what `modules` export. */
  static with(handlers: readonly Type<MessageHandler<PleoSession>>[], modules: Type[] = []): DynamicModule {
    return {
      module: DeliveryModule,
      imports: modules,
      providers: [
        ...handlers,
        {
          provide: HANDLERS,
          inject: [...handlers],
          useFactory: (...made: MessageHandler<PleoSession>[]) => made,
        },
      ],
    };
  }
}

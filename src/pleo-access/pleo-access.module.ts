import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { PleoAccess } from './pleo-access.js';

/** Asking Pleo with a credential: for deliveries and polls alike. */
@Module({
  imports: [CredentialsModule, QueueModule],
  providers: [PleoAccess],
  exports: [PleoAccess],
})
export class PleoAccessModule {}

import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { PleoModule } from '../pleo/pleo.module.js';
import { PleoAccessModule } from '../pleo-access/pleo-access.module.js';
import { JobPoll } from './job-poll.js';
import { JobReader } from './job-reader.js';
import { PollTurns } from './poll-turns.repository.js';

/** What the relay finds out at Pleo by asking. */
@Module({
  imports: [CredentialsModule, JobsModule, PleoModule, PleoAccessModule],
  providers: [JobPoll, JobReader, PollTurns],
})
export class PollingModule {}

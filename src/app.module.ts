import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import type { DestinationStream } from 'pino';
import { AuthModule } from './auth/auth.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Settings } from './config/settings.js';
import { CredentialsModule } from './credentials/credentials.module.js';
import { DatabaseModule } from './database/database.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthModule } from './health/health.module.js';
import { ClosingGate } from './http/closing-gate.js';
import { JobsModule } from './jobs/jobs.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { LoggingModule } from './shared/logging.module.js';

/** The service, in the order of the flow: a report comes in, a job moves, an event is kept, Pleo is told. */
@Module({})
export class AppModule {
  static with(settings: Readonly<Settings>, log: DestinationStream): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(settings),
        LoggingModule.with(settings, log),
        DatabaseModule,
        MetricsModule,
        ScheduleModule.forRoot(),
        AuthModule,
        JobsModule,
        EventsModule,
        OutboxModule,
        CredentialsModule,
        HealthModule,
      ],
      providers: [ClosingGate],
    };
  }
}

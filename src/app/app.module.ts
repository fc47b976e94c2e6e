import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AuthModule } from '../auth/auth.module.js';
import { ClockModule } from '../clock/clock.module.js';
import { ClaimsModule } from '../claims/claims.module.js';
import { CompaniesModule } from '../companies/companies.module.js';
import { ConfigModule } from '../config/config.module.js';
import type { Settings } from '../config/settings.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { DatabaseModule } from '../schema/database.module.js';
import { EventHandler } from '../events/event.handler.js';
import { EventsModule } from '../events/events.module.js';
import { HealthModule } from '../health/health.module.js';
import { Admission } from '../http/admission.js';
import { ClosingGate } from '../http/closing-gate.js';
import { Connections } from '../http/connections.js';
import { LoadShedder } from '../http/load-shedder.js';
import { EventLoop } from '../http/event-loop.js';
import { KeyRateLimit } from '../http/key-rate-limit.js';
import { OwnSite } from '../http/own-site.js';
import { ItemsHandler } from '../items/items.handler.js';
import { JobCreationModule } from '../job-creation/job-creation.module.js';
import { ItemsModule } from '../items/items.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { DeadLettersModule } from '../dead-letters/dead-letters.module.js';
import { LoopsModule } from '../loops/loops.module.js';
import { ResultsModule } from '../results/results.module.js';
import { RetentionModule } from '../retention/retention.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { OverviewModule } from '../overview/overview.module.js';
import { PausesModule } from '../pauses/pauses.module.js';
import { PassedReadsModule } from '../passed-reads/passed-reads.module.js';
import { PollingModule } from '../polling/polling.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { TracingModule } from '../tracing/tracing.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';

/** The modules in the order of the flow: a report comes in, a job moves, an event is stored, Pleo is told. */
@Module({})
export class AppModule {
  static with(settings: Readonly<Settings>): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(settings),
        LoopsModule,
        DatabaseModule,
        MetricsModule,
        TracingModule,
        ScheduleModule.forRoot(),
        ClockModule,
        AuthModule,
        JobsModule,
        ItemsModule,
        SubscriptionsModule,
        WebhooksModule,
        EventsModule,
        ResultsModule,
        ClaimsModule,
        TimelineModule,
        DeadLettersModule,
        RetentionModule,
        DeliveryModule.with([EventHandler, ItemsHandler], [ItemsModule]),
        PollingModule,
        JobCreationModule,
        PassedReadsModule,
        CredentialsModule,
        CompaniesModule,
        PausesModule,
        NoticesModule,
        OverviewModule,
        HealthModule,
      ],
      providers: [Admission, ClosingGate, Connections, LoadShedder, EventLoop, KeyRateLimit, OwnSite],
    };
  }
}

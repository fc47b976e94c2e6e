import type { ClientBase } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { RelayClockEntity } from '../clock/relay-clock.entity.js';
import { CompanyEntity } from '../companies/company.entity.js';
import { DeliveryPauseActEntity } from '../pauses/delivery-pause-act.entity.js';
import { DeliveryPauseEntity } from '../pauses/delivery-pause.entity.js';
import { CompanyCredentialEntity } from '../credentials/company-credential.entity.js';
import { CredentialAuditEntity } from '../credentials/credential-audit.entity.js';
import { CredentialConsentEntity } from '../credentials/credential-consent.entity.js';
import { ExportJobEventEntity } from '../queue/job-event.entity.js';
import { ExportJobEntity } from '../jobs/job.entity.js';
import { AuditEntryEntity } from '../queue/audit-entry.entity.js';
import { DeliveryCircuitEntity } from '../queue/delivery-circuit.entity.js';
import { DeliveryAttemptEntity } from '../queue/delivery-attempt.entity.js';
import { OutboxMessageEntity } from '../queue/outbox-message.entity.js';
import { NoticeEntity } from '../notices/notice.entity.js';
import { PollTurnEntity } from '../polling/poll-turn.entity.js';
import { WebhookSubscriptionEntity } from '../subscriptions/webhook-subscription.entity.js';
import { WebhookReceiptEntity } from '../webhooks/webhook-receipt.entity.js';
import { ExportJobItemEntity } from '../items/export-job-item.entity.js';
import { ItemDeliveryEntity } from '../items/item-delivery.entity.js';
import { ItemFailureTallyEntity } from '../items/item-failure-tally.entity.js';
import { JobLeaseEntity } from '../job-leases/job-lease.entity.js';
import { JobLeaseChangeEntity } from '../job-leases/job-lease-change.entity.js';
import { ItemTallyEntity } from '../items/item-tally.entity.js';
import { connectionOf } from '../config/values/database-url.js';
import { prepareSession } from '../database/session.js';

/** Timeout for a connection of the pool, in milliseconds. */
const CONNECTION_TIMEOUT_MS = 2000;

/** Statement timeout of cold reads, in milliseconds. Hot paths set a shorter one. */
const READ_TIMEOUT_MS = 10_000;

/**
 * TypeORM's view of the database: entities and migrations by name, no synchronisation, nothing run automatically. Each
 * connection of its pool is prepared before its use. For `caFile` and errors see `connectionOf`.
 */
export function dataSourceOptions(url: string, poolSize: number, caFile?: string): DataSourceOptions {
  return {
    type: 'postgres',
    poolSize,
    connectTimeoutMS: CONNECTION_TIMEOUT_MS,
    applicationName: 'pleo-export-relay',
    entities: [
      ExportJobEntity,
      ExportJobEventEntity,
      OutboxMessageEntity,
      DeliveryAttemptEntity,
      AuditEntryEntity,
      ExportJobItemEntity,
      ItemTallyEntity,
      ItemDeliveryEntity,
      ItemFailureTallyEntity,
      JobLeaseEntity,
      JobLeaseChangeEntity,
      DeliveryCircuitEntity,
      WebhookReceiptEntity,
      WebhookSubscriptionEntity,
      PollTurnEntity,
      CompanyEntity,
      DeliveryPauseEntity,
      DeliveryPauseActEntity,
      CompanyCredentialEntity,
      CredentialConsentEntity,
      CredentialAuditEntity,
      NoticeEntity,
      RelayClockEntity,
    ],
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    poolErrorHandler: () => undefined,
    extra: {
      // Not as `url`, which TypeORM would parse in its own way.
      ...connectionOf(url, caFile),
      onConnect: (client: ClientBase) => prepareSession(client),
      query_timeout: READ_TIMEOUT_MS,
      keepAlive: true,
      pipeline: true,
    },
  };
}

import { CreateSchema1764150000000 } from './1764150000000-create-schema.js';
import { AddItems1764220000000 } from './1764220000000-add-items.js';
import { ValidateItems1764220000001 } from './1764220000001-validate-items.js';
import { IndexMessagesByKind1764220000002 } from './1764220000002-index-messages-by-kind.js';
import { AddItemDeliveries1764225000000 } from './1764225000000-add-item-deliveries.js';
import { AddJobLeases1764230000000 } from './1764230000000-add-job-leases.js';
import { IndexClaimableJobs1764230000001 } from './1764230000001-index-claimable-jobs.js';
import { AddCredentialVerification1764240000000 } from './1764240000000-add-credential-verification.js';
import { ValidateCredentialVerification1764240000001 } from './1764240000001-validate-credential-verification.js';
import { AddWebhookSubscriptions1764241000000 } from './1764241000000-add-webhook-subscriptions.js';
import { AddCompanies1764242000000 } from './1764242000000-add-companies.js';
import { IndexParkedMessages1764242000001 } from './1764242000001-index-parked-messages.js';
import { AuditSubscriptionActs1764242000002 } from './1764242000002-audit-subscription-acts.js';
import { ValidateSubscriptionActs1764242000003 } from './1764242000003-validate-subscription-acts.js';
import { AddNotices1764243000000 } from './1764243000000-add-notices.js';
import { IndexWaitingAndFailed1764244000000 } from './1764244000000-index-waiting-and-failed.js';
import { AddDeliveryPauses1764245000000 } from './1764245000000-add-delivery-pauses.js';
import { IndexPausedMessages1764245000001 } from './1764245000001-index-paused-messages.js';

/** All migrations, oldest first. A released one is never edited: what follows goes into a new file. */
export const MIGRATIONS = [
  CreateSchema1764150000000,
  AddItems1764220000000,
  ValidateItems1764220000001,
  IndexMessagesByKind1764220000002,
  AddItemDeliveries1764225000000,
  AddJobLeases1764230000000,
  IndexClaimableJobs1764230000001,
  AddCredentialVerification1764240000000,
  ValidateCredentialVerification1764240000001,
  AddWebhookSubscriptions1764241000000,
  AddCompanies1764242000000,
  IndexParkedMessages1764242000001,
  AuditSubscriptionActs1764242000002,
  ValidateSubscriptionActs1764242000003,
  AddNotices1764243000000,
  IndexWaitingAndFailed1764244000000,
  AddDeliveryPauses1764245000000,
  IndexPausedMessages1764245000001,
];

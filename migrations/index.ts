import { CreateTables1764032400000 } from './1764032400000-create-tables.js';
import { CreateDetectionTables1764068400000 } from './1764068400000-create-detection-tables.js';
import { CreateCredentials1764072000000 } from './1764072000000-create-credentials.js';
import { AddOutboxCredential1764075600000 } from './1764075600000-add-outbox-credential.js';
import { AddReportToOutbox1764079200000 } from './1764079200000-add-report-to-outbox.js';
import { IndexRecentDeliveries1764082800000 } from './1764082800000-index-recent-deliveries.js';
import { DeliverInPlace1764093600000 } from './1764093600000-deliver-in-place.js';
import { ScrubAnswers1764100000000 } from './1764100000000-scrub-answers.js';
import { TellOneJobFromMany1764111000000 } from './1764111000000-tell-one-job-from-many.js';
import { CreateRelayClock1764115000000 } from './1764115000000-create-relay-clock.js';
import { AddMessageKinds1764120000000 } from './1764120000000-add-message-kinds.js';

/** All migrations, oldest first. A released one is never edited: what follows goes into a new file. */
export const MIGRATIONS = [
  CreateTables1764032400000,
  CreateDetectionTables1764068400000,
  CreateCredentials1764072000000,
  AddOutboxCredential1764075600000,
  AddReportToOutbox1764079200000,
  IndexRecentDeliveries1764082800000,
  DeliverInPlace1764093600000,
  ScrubAnswers1764100000000,
  TellOneJobFromMany1764111000000,
  CreateRelayClock1764115000000,
  AddMessageKinds1764120000000,
];

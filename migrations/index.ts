import { CreateTables1764032400000 } from './1764032400000-create-tables.js';
import { CreateDetectionTables1764068400000 } from './1764068400000-create-detection-tables.js';
import { AddReportToOutbox1764079200000 } from './1764079200000-add-report-to-outbox.js';

/** All migrations, oldest first. A released one is never edited: what follows goes into a new file. */
export const MIGRATIONS = [
  CreateTables1764032400000,
  CreateDetectionTables1764068400000,
  AddReportToOutbox1764079200000,
];

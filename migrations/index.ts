import { CreateTables1764032400000 } from './1764032400000-create-tables.js';
import { CreateDetectionTables1764068400000 } from './1764068400000-create-detection-tables.js';
import { IndexRecentDeliveries1764082800000 } from './1764082800000-index-recent-deliveries.js';

/** All migrations, oldest first. A released one is never edited: what follows goes into a new file. */
export const MIGRATIONS = [
  CreateTables1764032400000,
  CreateDetectionTables1764068400000,
  IndexRecentDeliveries1764082800000,
];

import { CreateSchema1764150000000 } from './1764150000000-create-schema.js';
import { AddItems1764220000000 } from './1764220000000-add-items.js';
import { ValidateItems1764220000001 } from './1764220000001-validate-items.js';
import { IndexMessagesByKind1764220000002 } from './1764220000002-index-messages-by-kind.js';

/** All migrations, oldest first. A released one is never edited: what follows goes into a new file. */
export const MIGRATIONS = [
  CreateSchema1764150000000,
  AddItems1764220000000,
  ValidateItems1764220000001,
  IndexMessagesByKind1764220000002,
];

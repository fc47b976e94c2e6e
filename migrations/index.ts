import { CreateSchema1764150000000 } from './1764150000000-create-schema.js';

/** All migrations, oldest first. A released one is never edited: what follows goes into a new file. */
export const MIGRATIONS = [CreateSchema1764150000000];

import type { DataSource } from 'typeorm';
import { ADOPTION } from '../../migrations/main-before/adoption.js';
import { NAMES_BEFORE } from '../../migrations/main-before/names-before.js';

const FIND_MIGRATIONS = `
  SELECT name
  FROM migration
  WHERE EXISTS (SELECT FROM migration WHERE name = '${NAMES_BEFORE[0]}')`;

/** Sessions of replicas that do not merely look or migrate, but work. This one has the name of theirs. */
const COUNT_RELAYS = `
  SELECT count(*)::integer AS count
  FROM pg_stat_activity
  WHERE datname = current_database()
    AND pid <> pg_backend_pid()
    AND (application_name = 'pleo-export-relay' OR application_name LIKE 'pleo-export-relay % listener')`;

/**
 * Whether the schema was made by the ten migrations of main before the first release, so it has to be adopted.
 * Throws, with a sentence that says what to do, where that is not possible: not all ten have run, others have, or
 * replicas are at work.
 */
export async function isOfMainBefore(dataSource: DataSource): Promise<boolean> {
  const [{ there }] = await dataSource.query<[{ there: boolean }]>(
    `SELECT to_regclass('migration') IS NOT NULL AS there`,
  );
  if (!there) return false;
  const rows = await dataSource.query<{ name: string }[]>(FIND_MIGRATIONS);
  if (rows.length === 0) return false;
  const ran = rows.map(({ name }) => name);
  const missing = NAMES_BEFORE.filter((name) => !ran.includes(name));
  if (missing.length > 0)
    throw new Error(
      `it was made by a main that is too old (missing ${missing.join(', ')}). Migrate it with the last main before its migrations became one, then with this version: docs/upgrading.md says how`,
    );
  const known = [...NAMES_BEFORE, ...ADOPTION.map(({ name }) => name)];
  const unknown = ran.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(
      `it has migrations that main never had (${unknown.join(', ')}), which this version does not know. Restore a backup from before them`,
    );
  const [{ count }] = await dataSource.query<[{ count: number }]>(COUNT_RELAYS);
  if (count > 0)
    throw new Error(
      `replicas of the main before still use it (${count} sessions), and this migration ends their schema. End them, or npm run reseal, and start again`,
    );
  return true;
}

import type { TestDatabase } from './database.js';

/**
 * Keeps autovacuum away from a test that counts pages. It would make plans anew, and while it looks at one table, a
 * VACUUM of the test cannot mark pages of any as visible to all: scans of indexes then read the table.
 */
export async function withoutAutovacuum(database: TestDatabase): Promise<void> {
  const tables = await database.query<{ name: string }>(
    `SELECT oid::regclass::text AS name
     FROM pg_class
     WHERE relnamespace = 'public'::regnamespace
       AND relkind = 'r'`,
  );
  for (const { name } of tables) await database.query(`ALTER TABLE ${name} SET (autovacuum_enabled = off)`);
}

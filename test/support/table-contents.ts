import type { TestDatabase } from './database.js';

/**
 * Every row of every table but the migrations' and the clock's, which goes on by itself, to compare before and after.
 */
export async function tableContents(database: TestDatabase): Promise<Record<string, unknown[]>> {
  const tables = await database.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables
     WHERE schemaname = 'public' AND tablename NOT IN ('migration', 'relay_clock') ORDER BY 1`,
  );
  const contents: Record<string, unknown[]> = {};
  for (const { name } of tables) {
    const rows = await database.query<{ row: unknown }>(
      `SELECT to_jsonb(t) AS row FROM "${name}" AS t ORDER BY t::text`,
    );
    contents[name] = rows.map(({ row }) => row);
  }
  return contents;
}

import type { DataSource } from 'typeorm';

/**
 * Pages of tables and indexes that a reading touches, cached or not, and what it reads. Counted inside a transaction of
 * the pool's one connection, where nothing else counts: the shared statistics hold the work of autovacuum too.
 */
export async function touchedPages<Rows>(
  dataSource: DataSource,
  read: () => Promise<Rows>,
): Promise<{ rows: Rows; pages: number }> {
  await dataSource.query('BEGIN');
  try {
    const before = await fetched(dataSource);
    const rows = await read();
    return { rows, pages: (await fetched(dataSource)) - before };
  } finally {
    await dataSource.query('ROLLBACK');
  }
}

async function fetched(dataSource: DataSource): Promise<number> {
  const [row] = await dataSource.query<[{ pages: number }]>(
    `SELECT sum(pg_stat_get_xact_blocks_fetched(oid))::integer AS pages
     FROM pg_class
     WHERE relnamespace = 'public'::regnamespace`,
  );
  return row.pages;
}

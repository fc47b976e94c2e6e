import type { Statement } from '../../src/database/statement.js';
import type { BenchDatabase } from './bench-database.js';

interface Plan {
  readonly Plan: Record<'Shared Hit Blocks' | 'Shared Read Blocks', number>;
}

/** The pages that a statement of the relay reads, planned as in the relay. `values` is SQL. */
export async function pagesOf(
  database: BenchDatabase,
  statement: Statement,
  values: string,
): Promise<number> {
  const rows = await database.tried<{ 'QUERY PLAN': Plan[] }>([
    'SET LOCAL enable_seqscan = off',
    `PREPARE measured AS ${statement.text}`,
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE measured (${values})`,
    'DEALLOCATE measured',
  ]);
  const plan = rows[2]?.[0]?.['QUERY PLAN'][0]?.Plan;
  return (plan?.['Shared Hit Blocks'] ?? NaN) + (plan?.['Shared Read Blocks'] ?? NaN);
}

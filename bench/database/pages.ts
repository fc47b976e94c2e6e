import type { Statement } from '../../src/database/statement.js';
import type { BenchDatabase } from './bench-database.js';

interface Plan {
  readonly Plan: Record<'Shared Hit Blocks' | 'Shared Read Blocks', number>;
}

/** The pages that a statement of the relay reads, one without parameters, planned as in the relay. */
export async function pagesOf(database: BenchDatabase, statement: Statement): Promise<number> {
  const rows = await database.tried<{ 'QUERY PLAN': Plan[] }>([
    'SET LOCAL enable_seqscan = off',
    `PREPARE measured AS ${statement.text}`,
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE measured`,
    'DEALLOCATE measured',
  ]);
  const plan = rows[2]?.[0]?.['QUERY PLAN'][0]?.Plan;
  return (plan?.['Shared Hit Blocks'] ?? NaN) + (plan?.['Shared Read Blocks'] ?? NaN);
}

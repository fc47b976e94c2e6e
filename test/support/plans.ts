import pg from 'pg';
import type { Statement } from '../../src/database/statement.js';

/** What Postgres did for a statement. */
export interface Executed {
  /** Pages touched, cached or not. */
  readonly pages: number;
  /** Tables that were read whole, but those that have a row per credential. */
  readonly wholeTables: string[];
  readonly indexes: string[];
  /** Rows that came out. */
  readonly rows: number;
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

/** How a prepared statement is planned: for the values at hand, or once for all values. */
export type PlanMode = 'force_custom_plan' | 'force_generic_plan';

/**
 * Runs a statement as the hot paths do, says what it took, and takes back what it did. `values` are those of a call, or
 * SQL. `first` is run before it.
 */
export async function execute(
  session: pg.Client,
  statement: Statement,
  values: string | readonly unknown[],
  mode: PlanMode,
  first?: string,
): Promise<Executed> {
  await session.query(`PREPARE it AS ${statement.text}`);
  try {
    return await executePrepared(session, 'it', values, mode, first);
  } finally {
    await session.query('DEALLOCATE it');
  }
}

/** The same with what was prepared as `name` before: its generic plan is kept from when it was first made. */
export async function executePrepared(
  session: pg.Client,
  name: string,
  values: string | readonly unknown[],
  mode: PlanMode,
  first?: string,
): Promise<Executed> {
  await session.query(
    `BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL jit = off; SET LOCAL plan_cache_mode = ${mode}`,
  );
  const given = typeof values === 'string' ? values : values.map(literalOf).join(', ');
  const call = given === '' ? name : `${name} (${given})`;
  try {
    if (first) await session.query(first);
    // The first one reads the catalogue.
    await session.query(`SAVEPOINT before; EXPLAIN (ANALYZE) EXECUTE ${call}; ROLLBACK TO before`);
    const { rows } = await session.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE ${call}`,
    );
    const plan = rows[0]!['QUERY PLAN'][0]!.Plan;
    const nodes = all(plan);
    return {
      pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
      wholeTables: nodes.flatMap((node) => (isWhole(node) ? [node['Relation Name'] ?? ''] : [])),
      indexes: nodes.flatMap((node) => node['Index Name'] ?? []),
      rows: plan['Actual Rows'] * plan['Actual Loops'],
    };
  } finally {
    await session.query('ROLLBACK');
  }
}

/** A value as a literal that takes the type of its parameter. */
function literalOf(value: unknown): string {
  if (value === null) return 'NULL';
  if (!Array.isArray(value))
    return pg.escapeLiteral(typeof value === 'string' ? value : JSON.stringify(value));
  const elements = value.map((element) => (element === null ? 'NULL' : JSON.stringify(element)));
  return pg.escapeLiteral(`{${elements.join(', ')}}`);
}

function all(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(all)];
}

/** Of a page or two where any number of jobs have passed. */
const SMALL = ['delivery_circuit', 'company', 'company_credential', 'relay_clock'];

function isWhole(node: PlanNode): boolean {
  const { 'Node Type': type, 'Actual Loops': loops, 'Relation Name': table = '' } = node;
  return type === 'Seq Scan' && loops > 0 && !SMALL.includes(table);
}

import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Statement } from '../../src/database/statement.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

/**
 * Replicas plan a statement once for each connection, often while the tables are empty: then all indexes cost the same,
 * and Postgres takes any that fits. So a statement must leave it no index by which it would read all there is.
 */
const FILES = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.sql.ts'),
);

/** Those that are to read an index from one end, or what is few: by their order, or by what no other index holds. */
const MEANT: Readonly<Record<string, string>> = {
  'claim-refresh': 'a row per company with an OAuth connection',
  'claim-subscriptions': 'a row per company with a credential',
  'count-backlog': 'what waits',
  'count-dead-items': 'what is dead, up to MAX_DEAD',
  'count-item-causes': 'what is dead, from its newest end',
  'count-pauses': 'a row per credential that met a fault',
  'find-companies': 'a row per company with a credential',
  'find-dead-jobs': 'what is dead, up to MAX_FEW',
  'find-discarded-jobs': 'what is discarded, up to MAX_FEW',
  'find-jobs-in-turn': 'what waits behind others, up to MAX_FEW',
  'find-parked-companies': 'what is parked',
  'find-put-away-jobs': 'what is parked, up to MAX_FEW',
  'find-retried-jobs': 'what met passing faults, up to MAX_FEW',
  'find-undelivered-jobs': 'what waits, up to MAX_FEW',
  'find-paused-jobs': 'what is paused, or where all is what waits, up to MAX_FEW',
  'find-worst-pauses': 'a row per credential that met a fault',
  'find-set-within': 'a row per company with a credential, or of which something was said',
  'find-standings': 'a hundred rows, from the end of what waits',
  'forget-removed-subscriptions': 'a row per company with a credential',
  hasten: 'a row per company with a credential',
  'read-backlog': 'a row per credential that met a fault',
  'read-companies': 'what waits, up to MAX_COUNTED, and a row per company with a credential',
  'read-pauses': 'a row per credential that met a fault',
};

let database: TestDatabase;
let session: pg.Client;
beforeAll(async () => {
  database = await createDatabase();
  session = new pg.Client({ connectionString: database.url });
  await session.connect();
  await session.query('SET enable_seqscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan');
});
afterAll(async () => {
  await session.end();
  await database.drop();
});

interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: PlanNode[];
}

async function statements(): Promise<Statement[]> {
  const modules = await Promise.all(
    FILES.map((file) => import(resolve('src', file)) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module).flat()).filter(isStatement);
}

function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && 'text' in value && 'name' in value;
}

/** The indexes that its plan reads from end to end. */
async function readWhole({ name, text }: Statement): Promise<string[]> {
  await session.query(`PREPARE "${name}" AS ${text}`);
  const { rows: prepared } = await session.query<{ count: number }>(
    'SELECT cardinality(parameter_types) AS count FROM pg_prepared_statements WHERE name = $1',
    [name],
  );
  const count = prepared[0]?.count ?? 0;
  const values = count > 0 ? `(${Array(count).fill('NULL').join(', ')})` : '';
  const { rows } = await session.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
    `EXPLAIN (FORMAT JSON) EXECUTE "${name}"${values}`,
  );
  return wholeIn(rows[0]!['QUERY PLAN'][0]!.Plan);
}

function wholeIn(node: PlanNode): string[] {
  const isWhole = node['Index Name'] !== undefined && node['Index Cond'] === undefined;
  return [...(isWhole ? [node['Index Name'] ?? ''] : []), ...(node.Plans ?? []).flatMap(wholeIn)];
}

it('no statement reads an index from end to end, but for those that are meant to', async () => {
  const found = new Map<string, string[]>();
  const all = await statements();
  expect(all.length).toBeGreaterThan(80);
  for (const statement of all) {
    const whole = await readWhole(statement);
    if (whole.length > 0) found.set(statement.name, whole);
  }
  expect(Object.fromEntries([...found].filter(([name]) => !(name in MEANT)))).toEqual({});
  expect(Object.keys(MEANT).filter((name) => !found.has(name))).toEqual([]);
});

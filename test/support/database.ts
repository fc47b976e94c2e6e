import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

const DEADLOCK = '40P01';

/** A database of one test file's own, cloned from the template. */
export interface TestDatabase {
  readonly url: string;
  /** Runs any SQL, for arranging and for looking. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Empties tables, and those that refer to them, also while a relay is at work on them. */
  truncate(...tables: string[]): Promise<void>;
  /** Ends every connection and removes it. */
  drop(): Promise<void>;
}

/** `empty`: without the schema. `encoding`: another one than UTF8, and empty. */
export async function createDatabase(
  options: { empty?: boolean; encoding?: string } = {},
): Promise<TestDatabase> {
  const template = inject('templateUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = withDatabase(template, name);
  const from = options.empty || options.encoding ? 'template0' : 'template_relay';
  const coded = options.encoding ? `ENCODING '${options.encoding}' LOCALE 'C'` : '';
  await admin(template, `CREATE DATABASE ${name} TEMPLATE ${from} ${coded}`);
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on('error', () => undefined);
  return {
    url,
    async query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]) {
      return (await pool.query<Row>(text, values)).rows;
    },
    async truncate(...tables: string[]) {
      for (;;) {
        try {
          await pool.query(`TRUNCATE ${tables.join(', ')} CASCADE`);
          return;
        } catch (error) {
          // The relay takes the same locks in another order, and Postgres ends one of the two.
          if ((error as { code?: string }).code !== DEADLOCK) throw error;
        }
      }
    },
    async drop() {
      await pool.end();
      await admin(template, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** Statements that need another database than the one they are about. */
async function admin(template: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(template, 'postgres') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

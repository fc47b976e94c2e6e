import { readFileSync } from 'node:fs';
import pg from 'pg';
import { createDatabase, type TestDatabase } from './database.js';

const DUMP = readFileSync(new URL('../migrations/main-before.sql', import.meta.url), 'utf8');

/** The key of the secrets in it. */
export const CREDENTIALS_KEY = `test:${Buffer.alloc(32).toString('base64')}`;

/** A database as main left it before its migrations became one. `change` is SQL that is run on it. */
export async function databaseOfMainBefore(change = ''): Promise<TestDatabase> {
  const database = await createDatabase({ empty: true });
  // The dump changes settings of its session.
  const session = new pg.Client({ connectionString: database.url });
  await session.connect();
  await session.query(DUMP);
  await session.end();
  await database.query(change);
  return database;
}

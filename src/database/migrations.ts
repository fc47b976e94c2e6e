import pg from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.js';

/** Names the advisory lock that lets one starting replica migrate while the others wait. */
const MIGRATION_LOCK = 'pleo-export-relay:migrations';

/**
 * Brings the schema up to date and returns the names of the migrations that ran. Safe when several replicas start at
 * once: one migrates, the others wait and find nothing to do. Throws what Postgres throws; a migration that fails is
 * rolled back whole.
 */
export async function runMigrations(url: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, application_name: 'pleo-export-relay migrations' });
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    // Of a transaction, not of a session: a pooler would keep the session, and the lock with it, when we are gone.
    await lock.query('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0');
    await lock.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [MIGRATION_LOCK]);
    return await migrate(url);
  } finally {
    await lock.end();
  }
}

async function migrate(url: string): Promise<string[]> {
  const options = dataSourceOptions(url, 1);
  const dataSource = new DataSource({ ...options, extra: {} });
  await dataSource.initialize();
  try {
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    return ran.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}

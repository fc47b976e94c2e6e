import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { runMigrations } from '../../src/database/migrations.js';
import { startEmbeddedPostgres } from '../../src/embedded/embedded-postgres.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the template: a database with the schema and no rows. */
    templateUrl: string;
  }
}

/** One PostgreSQL for the whole run, with a template database that every test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'pleo-export-relay-test-'));
  const postgres = await startEmbeddedPostgres({
    dataDirectory: join(folder, 'postgres'),
    database: 'template_relay',
    // Nothing in it outlives the run.
    serverSettings: { fsync: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  await runMigrations(postgres.url);
  project.provide('templateUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

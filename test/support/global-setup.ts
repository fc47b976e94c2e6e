import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { runMigrations } from '../../src/schema/migrations.js';
import { startEmbeddedPostgres } from '../../src/dev-services/embedded-postgres.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the template: a database with the schema and no rows. */
    templateUrl: string;
  }
}

const TEMPLATE = 'template_relay';

/**
 * One PostgreSQL for the whole run, with a template database that every test file clones: the one that ships with the
 * npm packages, or that of TEST_DATABASE_URL, whose account must be a superuser's.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = process.env.TEST_DATABASE_URL
    ? await templateOn(process.env.TEST_DATABASE_URL)
    : await ownPostgres();
  await runMigrations(url);
  project.provide('templateUrl', url);
  return stop;
}

async function ownPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'pleo-export-relay-test-'));
  const postgres = await startEmbeddedPostgres({
    dataDirectory: join(folder, 'postgres'),
    database: TEMPLATE,
    // Nothing in it outlives the run.
    serverSettings: { fsync: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function templateOn(server: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const url = new URL(server);
  url.pathname = `/${TEMPLATE}`;
  const drop = `DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`;
  await run(server, [drop, `CREATE DATABASE ${TEMPLATE}`]);
  return { url: url.href, stop: () => run(server, [drop]) };
}

async function run(url: string, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const text of statements) await client.query(text);
  await client.end();
}

import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { createApp } from '../../src/app/create-app.js';
import { beSteady } from './steady.js';
import { createDatabase, type TestDatabase } from './database.js';

const API_KEY = 'sandbox-key';

/** The whole service in this process, with a database of its own and the sandbox as Pleo. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly http: TestAgent;
  readonly database: TestDatabase;
  readonly sandbox: Sandbox;
  /** Log lines, as JSON text, since the start. */
  readonly log: string[];
  stop(): Promise<void>;
}

/** Starts it. `env` adds settings or overrides them; `prepare` sees the database first. */
export async function startApp(
  env: Record<string, string> = {},
  prepare: (database: TestDatabase) => Promise<unknown> = async () => undefined,
): Promise<TestApp> {
  const database = await createDatabase();
  await prepare(database);
  const sandbox = await startSandbox({ apiKeys: [API_KEY], unknownJobs: 'create' });
  const settings = loadSettings({
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: database.url,
    PLEO_BASE_URL: sandbox.url,
    PLEO_API_KEY: API_KEY,
    LOG_LEVEL: 'info',
    ...env,
  });
  const log: string[] = [];
  const app = await createApp(
    settings,
    new Writable({ write: (line, _, done) => (log.push(String(line)), done()) }),
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  await beSteady(app, database);
  return {
    app,
    http: supertest.agent(await app.getUrl()),
    database,
    sandbox,
    log,
    async stop() {
      await app.close();
      await sandbox.stop();
      await database.drop();
    },
  };
}

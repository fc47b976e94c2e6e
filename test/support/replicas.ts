import { randomBytes, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { type CompanyAuthorization, PleoCredentials } from '../../src/credentials/pleo-credentials.js';
import { createApp } from '../../src/app/create-app.js';
import { beSteady } from './steady.js';
import { createDatabase, type TestDatabase } from './database.js';

export const ADMIN_KEY = 'replicas-admin-key-0123456789';
export const CREDENTIALS_KEY = `test:${randomBytes(32).toString('base64')}`;

/** One relay of several. */
export interface Replica {
  readonly app: NestFastifyApplication;
  /** With the key of an admin whose name is `boss`. */
  readonly http: TestAgent;
  readonly credentials: PleoCredentials;
}

/** Several relays in this process, on one database, with the sandbox as Pleo and as its authorization server. */
export interface Replicas {
  readonly replicas: readonly Replica[];
  readonly database: TestDatabase;
  readonly sandbox: Sandbox;
  /** Log lines of all of them. */
  readonly log: string[];
  /** One more. */
  add(env?: Record<string, string>): Promise<Replica>;
  stop(): Promise<void>;
}

export async function startReplicas(count: number, env: Record<string, string> = {}): Promise<Replicas> {
  const database = await createDatabase();
  const sandbox = await startSandbox({ apiKeys: ['sandbox-key'], unknownJobs: 'create' });
  sandbox.oauth.consent = 'give';
  const log: string[] = [];
  const replicas: Replica[] = [];

  async function add(more: Record<string, string> = {}): Promise<Replica> {
    const settings = loadSettings({
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: database.url,
      DATABASE_POOL_SIZE: '4',
      API_KEYS: `boss:admin:${ADMIN_KEY}`,
      PLEO_BASE_URL: sandbox.url,
      PLEO_API_KEY: 'sandbox-key',
      PLEO_TIMEOUT_MS: '4000',
      CREDENTIALS_KEY,
      PLEO_OAUTH_CLIENT_ID: 'sandbox-client',
      PLEO_OAUTH_CLIENT_SECRET: 'sandbox-secret',
      PLEO_OAUTH_AUTHORIZE_URL: `${sandbox.url}/oauth/authorize`,
      PLEO_OAUTH_TOKEN_URL: `${sandbox.url}/oauth/token`,
      PUBLIC_URL: 'http://127.0.0.1:9',
      ...env,
      ...more,
    });
    const lines = new Writable({ write: (line, _, done) => (log.push(String(line)), done()) });
    const app = await createApp(settings, lines);
    await app.listen({ port: 0, host: '127.0.0.1' });
    await beSteady(app, database);
    const http = supertest.agent(await app.getUrl()).auth(ADMIN_KEY, { type: 'bearer' });
    const replica = { app, http, credentials: app.get(PleoCredentials, { strict: false }) };
    replicas.push(replica);
    return replica;
  }

  for (let started = 0; started < count; started++) await add();
  return {
    replicas,
    database,
    sandbox,
    log,
    add,
    async stop() {
      for (const { app } of replicas) await app.close();
      await sandbox.stop();
      await database.drop();
    },
  };
}

/** What the relay needs at Pleo. */
export const SCOPES = ['export-jobs:read', 'export-jobs:write', 'export-items:read'];

export const credentialPath = (companyId: string) => `/v1/companies/${companyId}/credential`;

/** A company that is connected with tokens of the sandbox, and the tokens. */
export async function aConnectedCompany(
  { sandbox }: Pick<Replicas, 'sandbox'>,
  { http }: Pick<Replica, 'http'>,
): Promise<{ companyId: string; accessToken: string; refreshToken: string }> {
  const companyId = randomUUID();
  const tokens = sandbox.authorization.grant({ companyId, scopes: SCOPES });
  await http
    .put(credentialPath(companyId))
    .send({ type: 'oauth', ...tokens })
    .expect(200);
  return { companyId, ...tokens };
}

/** The header's value; throws with the reason where there is none. */
export function headerOf(company: CompanyAuthorization): string {
  if ('refused' in company) throw new Error(company.refused);
  return company.authorization;
}

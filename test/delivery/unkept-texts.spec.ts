import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { runMigrations } from '../../src/schema/migrations.js';
import { createApp } from '../../src/app/create-app.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

const API_KEY = 'sandbox-key';

let database: TestDatabase;
let sandbox: Sandbox;
let app: NestFastifyApplication;
let http: TestAgent;

// The relay does not start on such a database; this is one that became so behind its back.
beforeAll(async () => {
  database = await createDatabase({ encoding: 'LATIN1' });
  await runMigrations(database.url);
  sandbox = await startSandbox({ apiKeys: [API_KEY], unknownJobs: 'create' });
  const settings = loadSettings({
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: database.url,
    PLEO_BASE_URL: sandbox.url,
    PLEO_API_KEY: API_KEY,
    CIRCUIT_FAILURES: '1',
  });
  app = await createApp(settings, new Writable({ write: (_line, _, done) => done() }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  http = supertest.agent(await app.getUrl());
});
beforeEach(() => sandbox.setFaults([]));
afterAll(async () => {
  await app.close();
  await sandbox.stop();
  await database.drop();
});

function report(jobId: string, event: string, failureReason?: string) {
  return http.post('/v1/export-job-events').send({ jobId, event, failureReason });
}

async function deliveryOf(jobId: string) {
  const { body } = await http.get(`/v1/export-job-events?jobId=${jobId}`).expect(200);
  return body.data[0].delivery;
}

it('an event that Pleo refuses in words that the database cannot keep is dead, and sent once', async () => {
  sandbox.setFaults([{ status: 400, body: { type: 'BAD', message: 'costs 5 €' } }]);
  const jobId = randomUUID();
  await report(jobId, 'started').expect(202);
  await eventually(async () => (await deliveryOf(jobId)).status === 'dead');
  expect((await deliveryOf(jobId)).lastError).toMatch(/cannot store/);
  expect(sandbox.requests.filter((request) => request.jobId === jobId)).toHaveLength(1);
});

it('a pause counts though its reason cannot be kept', async () => {
  sandbox.setFaults([{ status: 500, body: { type: 'DOWN', message: 'costs 5 €' } }]);
  const jobId = randomUUID();
  await report(jobId, 'started').expect(202);
  await eventually(async () => (await http.get('/health/ready')).body.pleo?.pause === 'circuit_open');
  await eventually(async () => (await deliveryOf(jobId)).attempts === 1);
  expect(sandbox.requests.filter((request) => request.jobId === jobId)).toHaveLength(1);
});

it('a report that the database cannot keep is answered 400, and another one of the same job works', async () => {
  const jobId = randomUUID();
  const refused = await report(jobId, 'failed', 'costs 5 €').expect(400);
  expect(refused.body).toMatchObject({ type: 'VALIDATION_FAILED' });
  await report(jobId, 'failed', 'costs 5 EUR').expect(202);
});

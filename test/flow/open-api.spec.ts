import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { RelayProcess } from '../support/process.js';

interface Operation {
  operationId: string;
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string }[];
  security?: object[];
  requestBody?: { content: Record<string, Body> };
  responses: Record<
    string,
    { description: string; content?: Record<string, { schema?: object; example?: object }> }
  >;
}
interface Body {
  schema: { items?: object };
  examples?: Record<string, { value: object }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: Record<string, object>; required?: string[] }> };
}

/** The document is made by the build: only the built service has it whole. */
describe('the OpenAPI document', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  let relay: RelayProcess;
  let document: Document;
  let operations: [string, Operation][];

  beforeAll(async () => {
    database = await createDatabase();
    sandbox = await startSandbox({ apiKeys: ['sandbox-key'] });
    relay = new RelayProcess({
      DATABASE_URL: database.url,
      PLEO_BASE_URL: sandbox.url,
      PLEO_API_KEY: 'sandbox-key',
      PORT: '0',
      NODE_ENV: 'production',
    });
    await relay.answers();
    document = (await relay.get('/docs-json')).body as unknown as Document;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  });
  afterAll(async () => {
    await relay.end();
    await sandbox.stop();
    await database.drop();
  });

  it('is valid OpenAPI 3.1, in which the rules that Redocly recommends find no error', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message, location: [place] }) => `${message} ${place?.pointer}`)).toEqual([]);
  });

  it('names every route', () => {
    expect(operations.map(([route]) => route).sort()).toEqual(
      [
        'DELETE /v1/companies/{companyId}/credential',
        'GET /health/live',
        'GET /health/ready',
        'GET /metrics',
        'GET /v1/caller',
        'GET /v1/companies',
        'GET /v1/companies/{companyId}',
        'GET /v1/companies/{companyId}/credential',
        'GET /v1/export-job-events',
        'GET /v1/export-job-events/causes',
        'GET /v1/export-job-events/{id}',
        'GET /v1/export-job-items/causes',
        'GET /v1/export-job-items/dead',
        'GET /v1/export-jobs',
        'GET /v1/export-jobs/{id}',
        'GET /v1/export-jobs/{id}/items',
        'GET /v1/export-jobs/{id}/timeline',
        'GET /v1/notices',
        'GET /v1/overview',
        'GET /v2/export-items',
        'GET /v2/export-jobs',
        'GET /v2/export-jobs/{id}',
        'GET /v2/export-jobs/{id}/items',
        'GET /v3/export-items',
        'GET /v3/export-jobs',
        'GET /v3/export-jobs/{id}',
        'GET /v3/export-jobs/{id}/items',
        'POST /v1/companies/{companyId}/credential/consent',
        'POST /v1/companies/{companyId}/put-away',
        'GET /v1/deliveries/pauses',
        'POST /v1/deliveries/pause',
        'POST /v1/deliveries/resume',
        'POST /v1/companies/{companyId}/take-back',
        'POST /v1/export-job-events',
        'POST /v1/export-job-events/batch',
        'POST /v1/export-job-events/discard',
        'POST /v1/export-job-events/redeliver',
        'POST /v1/export-job-events/{id}/discard',
        'POST /v1/export-job-events/{id}/redeliver',
        'POST /v1/export-jobs',
        'POST /v1/export-jobs/claim',
        'POST /v1/export-jobs/{id}/finish',
        'POST /v1/export-jobs/{id}/heartbeat',
        'POST /v1/export-jobs/{id}/items/discard',
        'POST /v1/export-jobs/{id}/items/redeliver',
        'POST /v1/export-jobs/{id}/release',
        'GET /v1/companies/{companyId}/subscription',
        'POST /v1/companies/{companyId}/subscription/rotate',
        'POST /v1/notices/redeliver',
        'POST /v1/notices/test',
        'POST /v2/export-job-events',
        'POST /v2/export-jobs',
        'POST /v3/export-job-events',
        'POST /v3/export-jobs',
        'POST /webhooks/pleo',
        'POST /webhooks/pleo/{companyId}',
        'PUT /v1/companies/{companyId}',
        'PUT /v1/companies/{companyId}/credential',
        'PUT /v1/export-jobs/{id}/items',
        'PUT /v2/export-jobs/{id}/items',
        'PUT /v3/export-jobs/{id}/items',
      ].sort(),
    );
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says of every route what it does, and gives every error an example with its schema', () => {
    for (const [route, { summary, responses, security }] of operations) {
      expect(summary, route).toBeTruthy();
      if (!route.includes(' /v1/')) continue;
      expect(security, route).toHaveLength(2);
      const problems = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      expect(problems.map(([status]) => status)).toEqual(expect.arrayContaining(['401', '403', '503']));
      for (const [status, { content }] of problems) {
        const { schema, example } = content?.['application/problem+json'] ?? {};
        expect(schema, `${route} ${status}`).toEqual({ $ref: '#/components/schemas/Problem' });
        expect(example, `${route} ${status}`).toMatchObject({ status: Number(status) });
      }
    }
  });

  it('gives every success a schema, and every body one', () => {
    for (const [route, { responses, requestBody }] of operations) {
      if (!route.includes(' /v1/')) continue;
      const successes = Object.entries(responses).filter(([status]) => Number(status) < 300);
      expect(successes.length, route).toBeGreaterThan(0);
      for (const [status, { content }] of successes) {
        if (status === '204') expect(content, route).toBeUndefined();
        else expect(content?.['application/json']?.schema, `${route} ${status}`).toHaveProperty('$ref');
      }
      if (!requestBody) continue;
      const body = requestBody.content['application/json']?.schema;
      expect(body?.items ?? body, route).toHaveProperty('$ref');
    }
  });

  it('has the parameters that Pleo has for its lists, as passed on', () => {
    const paging = ['limit', 'after', 'before', 'offset', 'sorting_keys', 'sorting_order'];
    const LISTS: Record<string, string[]> = {
      '/v2/export-jobs': ['company_id', 'statuses', 'status'],
      '/v3/export-jobs': ['company_id', 'statuses'],
      '/v2/export-jobs/{id}/items': ['status'],
      '/v3/export-jobs/{id}/items': ['status'],
      '/v2/export-items': ['job_id'],
      '/v3/export-items': ['job_id'],
    };
    for (const [path, own] of Object.entries(LISTS)) {
      const { parameters = [] } = document.paths[path]?.['get'] ?? {};
      const inQuery = parameters.filter((one) => one.in === 'query');
      expect(inQuery.map(({ name }) => name).sort(), path).toEqual([...own, ...paging].sort());
      for (const { description, required } of inQuery)
        expect([description, required]).toEqual([expect.stringMatching(/^Passed on/), false]);
    }
  });

  it('says what a webhook may look like, and that its 401 is not about API keys', () => {
    const { requestBody, responses, security } = document.paths['/webhooks/pleo']?.['post'] ?? {};
    expect(requestBody?.content['application/json']?.schema).toEqual({
      anyOf: [
        { $ref: '#/components/schemas/PleoWebhook' },
        { $ref: '#/components/schemas/WrappedPleoWebhook' },
      ],
    });
    expect(responses?.['401']?.description).toMatch(/not authentic/);
    expect(security).toEqual([]);
    const { PleoWebhook, PleoExportJob } = document.components.schemas;
    expect(Object.keys(PleoWebhook?.properties ?? {})).toEqual(['eventId', 'eventType', 'data']);
    expect(PleoExportJob?.required).toEqual(['id']);
  });

  it('holds exactly the properties that answers have', async () => {
    const id = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';
    const job = await relay.post('/v1/export-jobs', { id });
    const event = await relay.post('/v1/export-job-events', { jobId: id, event: 'started' });
    const refused = await relay.post('/v1/export-job-events', { jobId: id });
    const named = (name: string) => Object.keys(document.components.schemas[name]?.properties ?? {}).sort();
    expect(Object.keys(job.body as object).sort()).toEqual(named('ExportJob'));
    expect(Object.keys(event.body as object).sort()).toEqual(named('ExportJobEvent'));
    // Those of other errors.
    const more = ['expected', 'reported', 'unfinished'];
    expect([...Object.keys(refused.body as object), ...more].sort()).toEqual(named('Problem'));
  });

  it('has results, and what becomes of them, as the relay takes and answers them', async () => {
    const { requestBody, responses } = document.paths['/v1/export-jobs/{id}/items']?.['put'] ?? {};
    const body = requestBody?.content['application/json']?.examples?.['results']?.value as object[];
    const answer = responses?.['200']?.content?.['application/json']?.example as {
      data: { exportJobId: string }[];
    };
    const jobId = answer.data[0]?.exportJobId;
    await relay.post('/v1/export-job-events', { jobId, event: 'started' });
    const put = async (results: object[]): Promise<unknown> => {
      const headers = { 'Content-Type': 'application/json' };
      const init = { method: 'PUT', headers, body: JSON.stringify(results) };
      return (await fetch(`${relay.url}/v1/export-jobs/${jobId}/items`, init)).json();
    };
    await put([{ ...body[2], externalId: 'voucher-4690' }]);
    const updated = await put(body);
    const moment = { reportedAt: expect.any(String) as string };
    expect(updated).toEqual({ ...answer, data: answer.data.map((item) => ({ ...item, ...moment })) });
    const finish = document.paths['/v1/export-jobs/{id}/finish']?.['post']?.requestBody;
    const { complete, incomplete } = finish?.content['application/json']?.examples ?? {};
    expect((await relay.post(`/v1/export-jobs/${jobId}/finish`, complete?.value)).status).toBe(202);
    expect((await relay.post(`/v1/export-jobs/${jobId}/finish`, incomplete?.value)).status).toBe(200);
  });
});

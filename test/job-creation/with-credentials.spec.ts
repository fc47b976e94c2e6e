import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { aConnectedCompany, credentialPath, type Replicas, startReplicas } from '../support/replicas.js';

let all: Replicas;
beforeAll(async () => {
  all = await startReplicas(1);
});
afterEach(async () => {
  all.sandbox.reset();
  all.sandbox.setCredentials({ apiKeys: ['sandbox-key'] });
  await all.database.truncate('export_job', 'delivery_circuit', 'company_credential');
  all.replicas[0]!.credentials.forget();
});
afterAll(() => all.stop());

const http = () => all.replicas[0]!.http;
const create = (companyId: string) =>
  http()
    .post('/v3/export-jobs')
    .send({ companyId, accountingEntryIds: [randomUUID()] });
const statuses = () =>
  all.sandbox.requests
    .filter(({ path }) => path !== '/v1/introspect')
    .map(({ method, statusCode }) => [method, statusCode]);
const refreshes = () => all.sandbox.authorization.requests.map(({ outcome }) => outcome);

it('a company’s job is created with the company’s own key', async () => {
  const companyId = randomUUID();
  await http()
    .put(credentialPath(companyId))
    .send({ type: 'api_key', apiKey: 'own-key-7TQmZx2Lr9wK' })
    .expect(200);
  all.sandbox.setCredentials({ apiKeys: ['own-key-7TQmZx2Lr9wK'] });
  await create(companyId).expect(201);
  expectProblem(await create(randomUUID()), 503, 'SERVICE_UNAVAILABLE');
});

it('a 401 leads to one refresh and one repeat, since it made nothing', async () => {
  const { companyId } = await aConnectedCompany(all, all.replicas[0]!);
  all.sandbox.setFaults([{ match: { method: 'POST' }, status: 401, times: 1 }]);
  await create(companyId).expect(201);
  expect(statuses()).toEqual([
    ['POST', 401],
    ['POST', 201],
  ]);
  expect(refreshes()).toEqual(['ok']);
});

it('a 401 to the fresh token as well is the end', async () => {
  const { companyId } = await aConnectedCompany(all, all.replicas[0]!);
  all.sandbox.setFaults([{ match: { method: 'POST' }, status: 401 }]);
  const answer = await create(companyId);
  expectProblem(answer, 503, 'SERVICE_UNAVAILABLE');
  expect(Number(answer.headers['retry-after'])).toBe(60);
  expect(statuses()).toEqual([
    ['POST', 401],
    ['POST', 401],
  ]);
});

it('the answer to the repeat may be lost, and is settled', async () => {
  const { companyId } = await aConnectedCompany(all, all.replicas[0]!);
  all.sandbox.setFaults([
    { match: { method: 'POST' }, status: 401, times: 1 },
    { match: { method: 'POST' }, loseAnswer: true },
  ]);
  const { status, body } = await create(companyId);
  expect(status).toBe(201);
  expect(body).toEqual({ data: all.sandbox.job(body.data.id) });
  expect(statuses().filter(([method]) => method === 'POST')).toHaveLength(2);
});

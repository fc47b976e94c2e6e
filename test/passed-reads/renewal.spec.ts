import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { aConnectedCompany, credentialPath, type Replicas, startReplicas } from '../support/replicas.js';

let all: Replicas;
beforeAll(async () => {
  all = await startReplicas(1);
});
afterAll(() => all.stop());
beforeEach(() => all.sandbox.setCredentials({ apiKeys: ['sandbox-key'] }));

const replica = () => all.replicas[0] ?? expect.fail();
const readsOf = (jobId: string) =>
  all.sandbox.requests
    .filter((one) => one.method === 'GET' && one.jobId === jobId)
    .map((one) => one.statusCode);

it('a token that Pleo refuses is renewed once, and the read repeated once', async () => {
  const { companyId } = await aConnectedCompany(all, replica());
  const { id } = all.sandbox.createJob({ companyId });
  await replica().http.post('/v1/export-jobs').send({ id, companyId }).expect(201);
  await replica().http.get(`/v3/export-jobs/${id}`).expect(200);
  all.sandbox.authorization.endAccess();
  await replica().http.get(`/v3/export-jobs/${id}`).expect(200);
  expect(readsOf(id)).toEqual([200, 401, 200]);
});

it('a job is read with the credential of its company, else of that in the query, else by default', async () => {
  all.sandbox.setCredentials({ apiKeys: ['own-key-4VhnJq8Yd3pS'] });
  const companyId = randomUUID();
  const { id } = all.sandbox.createJob({ companyId, numberOfItems: 1 });
  const http = replica().http;
  await http
    .put(credentialPath(companyId))
    .send({ type: 'api_key', apiKey: 'own-key-4VhnJq8Yd3pS' })
    .expect(200);
  // The default credential is refused by now: it is asked with where the company is not known.
  const paths = [`/v3/export-jobs/${id}`, `/v3/export-jobs/${id}/items`, `/v2/export-items?job_id=${id}`];
  for (const path of paths) await http.get(path).expect(503);
  await http.get('/v3/export-jobs').expect(503);
  await http.get(`/v3/export-jobs?company_id=${companyId}`).expect(200);
  await http.get(`/v3/export-jobs/${id}?company_id=${companyId.toUpperCase()}`).expect(200);
  await http.post('/v1/export-jobs').send({ id, companyId }).expect(201);
  for (const path of paths) await http.get(path).expect(200);
  await http.get(`/v3/export-jobs/${id}?company_id=${randomUUID()}`).expect(200);
});

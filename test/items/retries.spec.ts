import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { allDelivered, report } from '../support/reports.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
});
afterAll(() => relay.stop());

it('results whose request met a fault are sent again', async () => {
  const [jobId, accountingEntryId] = [randomUUID(), randomUUID()];
  relay.sandbox.createJob({ id: jobId, accountingEntryIds: [accountingEntryId] });
  relay.sandbox.setFaults([{ match: { jobId, method: 'PUT' }, status: 500, times: 1 }]);
  await report(relay, jobId, 'started');
  const results = [{ accountingEntryId, status: 'successful' }];
  await relay.http.put(`/v1/export-jobs/${jobId}/items`).send(results).expect(200);
  await allDelivered(relay);
  const answers = relay.sandbox.requests.filter(({ method }) => method === 'PUT');
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([500, 200]);
  expect(relay.sandbox.items(jobId)).toMatchObject([{ accountingEntryId, status: 'successful' }]);
});

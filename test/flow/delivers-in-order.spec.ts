import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';

describe('the relay', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp();
  });
  afterAll(() => relay.stop());

  it('delivers the events of a job in order', async () => {
    const jobId = randomUUID();
    await relay.http.post('/v1/export-jobs').send({ id: jobId }).expect(201);
    await relay.http.post('/v1/export-job-events').send({ jobId, event: 'started' }).expect(202);
    await relay.http.post('/v1/export-job-events').send({ jobId, event: 'completed' }).expect(202);
    const job = await eventually(async () => {
      const { body } = await relay.http.get(`/v1/export-jobs/${jobId}`).expect(200);
      return body.delivery.status === 'delivered' && body;
    });
    expect(job.status).toBe('completed');
    expect(relay.sandbox.requests.filter((request) => request.jobId === jobId).map(({ event }) => event)).toEqual([
      'started',
      'completed',
    ]);
    expect(relay.sandbox.job(jobId)?.status).toBe('completed');
  });
});

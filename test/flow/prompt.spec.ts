import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { drained } from '../support/books.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ LOG_LEVEL: 'warn' });
});
afterAll(() => relay.stop());

it('a quiet system sends an event long before its poll would find it', async () => {
  const delays: number[] = [];
  for (let sent = 0; sent < 20; sent++) {
    const jobId = randomUUID();
    await relay.http.post('/v1/export-job-events').send({ jobId, event: 'started' }).expect(202);
    const answeredAt = performance.timeOrigin + performance.now();
    const request = await relay.sandbox.waitForRequest((one) => one.jobId === jobId, 60_000);
    delays.push(request.receivedAt - answeredAt);
    await drained(relay.database);
  }
  const median = delays.sort((one, other) => one - other)[delays.length / 2];
  // The poll comes a second after each delivery: by itself it would make the median nearly that.
  expect(median).toBeLessThan(500);
});

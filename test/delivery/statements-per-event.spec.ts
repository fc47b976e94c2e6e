import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';

const EVENTS = 3000;

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({});
});
afterAll(() => relay.stop());

/** Accepts a batch of `started` of jobs of their own. */
async function reportBatch(size: number): Promise<void> {
  const events = Array.from({ length: size }, () => ({ jobId: randomUUID(), event: 'started' }));
  await relay.http.post('/v1/export-job-events/batch').send({ events }).expect(207);
}

it('a backlog is delivered with less than one statement for three events', async () => {
  // Nothing goes out until all of it waits.
  await relay.database.query(
    `INSERT INTO delivery_circuit (credential, faults, pause, reason, paused_since, paused_until, probes)
     VALUES ('default', 0, 'told_to_wait', 'Pleo answered 429.', now(), now() + interval '1 hour', 0)`,
  );
  for (let reported = 0; reported < EVENTS; reported += 500) await reportBatch(500);
  relay.sandbox.setFaults([{ latencyMs: 5 }]);

  const query = vi.spyOn(pg.Client.prototype, 'query');
  const named = () => query.mock.calls.flatMap(([first]) => (first as { name?: string }).name ?? []);
  await relay.database.query('DELETE FROM delivery_circuit');
  await eventually(async () => relay.sandbox.requests.length >= 1);
  await eventually(async () => {
    const [row] = await relay.database.query<{ left: number }>(
      'SELECT count(*)::integer AS left FROM outbox',
    );
    return row?.left === 0;
  });
  const statements = named();
  query.mockRestore();
  expect(statements.length).toBeGreaterThan(10);
  // Alone, an event takes three. 0.07 on a quiet machine; one that is busy reads less far ahead, and needs 0.15 and
  // more.
  expect(statements.length / EVENTS).toBeLessThan(1 / 3);
});

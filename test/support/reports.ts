import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { expect } from 'vitest';
import { JobExpirySweep } from '../../src/events/job-expiry.sweep.js';
import type { JobEvent } from '../../src/lifecycle/job-state.js';
import type { TestApp } from './app.js';
import { eventually } from './eventually.js';

/** Reports an event through the API. */
export async function report(
  relay: TestApp,
  jobId: string,
  event: JobEvent,
  reasons: { failureReason?: string | null; failureReasonType?: string | null } = {},
): Promise<Response> {
  return relay.http.post('/v1/export-job-events').send({ jobId, event, ...reasons });
}

/** A registered job that these events have happened to, all of them delivered to Pleo. Returns its id. */
export async function aJobAfter(relay: TestApp, events: readonly JobEvent[]): Promise<string> {
  const id = randomUUID();
  expect((await relay.http.post('/v1/export-jobs').send({ id })).status).toBe(201);
  for (const event of events) expect((await report(relay, id, event)).status).toBe(202);
  await allDelivered(relay);
  return id;
}

/** Resolves when the outbox is empty: from then on nothing but requests changes a table. */
export async function allDelivered({ database }: TestApp): Promise<void> {
  await eventually(async () => {
    const [row] = await database.query<{ waiting: number }>(
      'SELECT count(*)::integer AS waiting FROM outbox',
    );
    return row?.waiting === 0;
  });
}

/** Makes a job's last sign of life older, and its expiry with it. */
export async function backdate({ database }: TestApp, jobId: string, seconds: number): Promise<void> {
  const rows = await database.query(
    `UPDATE export_job
     SET last_updated_at = last_updated_at - $2 * interval '1 second',
         expires_at = expires_at - $2 * interval '1 second'
     WHERE id = $1
     RETURNING id`,
    [jobId, seconds],
  );
  expect(rows).toHaveLength(1);
}

/** Nothing was heard of a job for a second longer than its limit. */
export async function runOut({ database }: TestApp, jobId: string): Promise<void> {
  const rows = await database.query(
    `UPDATE export_job
     SET last_updated_at = now() - (expires_in + 1) * interval '1 second',
         expires_at = now() - interval '1 second'
     WHERE id = $1
     RETURNING id`,
    [jobId],
  );
  expect(rows).toHaveLength(1);
}

/** Lets a job expire: its time has run out, and the sweep has passed, which leaves out jobs that are locked. */
export async function expire(relay: TestApp, jobId: string): Promise<void> {
  await runOut(relay, jobId);
  await eventually(async () => {
    await relay.app.get(JobExpirySweep).runOnce();
    const [job] = await relay.database.query<{ expired_at: Date | null }>(
      'SELECT expired_at FROM export_job WHERE id = $1',
      [jobId],
    );
    return job?.expired_at != null;
  });
}

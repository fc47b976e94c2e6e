import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ItemBehaviour } from '../../sandbox/item-behaviour.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';

/** Every combination of what Pleo's pages leave open. */
const COMBINATIONS: ItemBehaviour[] = (['taken', 'refused'] as const).flatMap((finalRepeat) =>
  [false, true].flatMap((inProgressFirst) =>
    (['taken', 'refused'] as const).flatMap((itemsBeforeStarted) =>
      (['all', 'one'] as const).flatMap((badElement) =>
        [false, true].flatMap((itemsProlong) =>
          (['abandoned', 'kept'] as const).flatMap((leftOver) =>
            (['pending', 'null'] as const).map((untouched) => ({
              finalRepeat,
              inProgressFirst,
              itemsBeforeStarted,
              badElement,
              itemsProlong,
              leftOver,
              untouched,
            })),
          ),
        ),
      ),
    ),
  ),
);

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
});
afterAll(() => relay.stop());

const itemsOf = async (jobId: string) => (await relay.http.get(`/v1/export-jobs/${jobId}`)).body.items;

/** Makes due what waits for a retry: a second for each combination is long. */
const hasten = (jobId: string) =>
  relay.database.query(
    `WITH hastened AS (
       UPDATE outbox SET due_at = now() WHERE job_id = $1 AND claim IS NULL AND retries > 0 AND due_at > now()
       RETURNING 1
     )
     SELECT pg_notify('outbox', '') FROM hastened`,
    [jobId],
  );

/**
 * The worst way of one job: Pleo never hears of `started`, the first answer to the results is lost, one entry is unknown
 * there, one malformed, and one passed over at first. Pleo ends up with what was reported, and the two that it cannot
 * take are dead.
 */
async function exportJob(): Promise<void> {
  const [jobId, good, failed, omitted, bad, unknown] = Array.from({ length: 6 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  relay.sandbox.createJob({ id: jobId, accountingEntryIds: [good, failed, omitted, bad] });
  relay.sandbox.refuseItem(bad, 'bad');
  relay.sandbox.refuseItem(omitted, 'omitted', { times: 1 });
  relay.sandbox.setFaults([
    { match: { event: 'started', jobId }, status: 202, times: 1 },
    { match: { method: 'PUT' }, loseAnswer: true, times: 1 },
  ]);
  await relay.http.post('/v1/export-job-events').send({ jobId, event: 'started' }).expect(202);
  await relay.http
    .put(`/v1/export-jobs/${jobId}/items`)
    .send([
      { accountingEntryId: good, status: 'successful', externalId: 'A', exportedAt: '2026-01-31T09:00:00Z' },
      { accountingEntryId: failed, status: 'failed', failureReason: 'No', failureReasonType: 'tag_unknown' },
      { accountingEntryId: omitted, status: 'successful', externalId: 'B', externalUrl: 'ledger/B' },
      { accountingEntryId: bad, status: 'successful', externalId: 'C' },
      { accountingEntryId: unknown, status: 'successful', externalId: 'D' },
    ])
    .expect(200);
  await relay.http.post(`/v1/export-jobs/${jobId}/finish`).send({}).expect(202);

  await eventually(async () => {
    await hasten(jobId);
    const items = await itemsOf(jobId);
    if (items.pendingDelivery > 0 || items.dead < 2) throw new Error(JSON.stringify(items));
    return true;
  });
  // Where Pleo takes items of a job that it holds for pending, nothing has told it otherwise yet.
  expect(['pending', 'in_progress']).toContain(relay.sandbox.job(jobId)?.status);
  const { body: dead } = await relay.http.get(`/v1/export-jobs/${jobId}/items?deliveryStatus=dead`);
  expect(dead.data.map((item: { accountingEntryId: string }) => item.accountingEntryId).sort()).toEqual(
    [bad, unknown].sort(),
  );
  for (const { delivery } of dead.data) expect(delivery.lastError).toMatch(/^Pleo /);
  await relay.http
    .post(`/v1/export-jobs/${jobId}/items/discard`)
    .send({ reason: 'Settled by hand.' })
    .expect(200);
  await eventually(async () => {
    await hasten(jobId);
    return relay.sandbox.job(jobId)?.status === 'completed_with_errors';
  });

  const atPleo = new Map(relay.sandbox.items(jobId).map((item) => [item.accountingEntryId, item]));
  expect(atPleo.get(good)).toMatchObject({
    status: 'successful',
    externalId: 'A',
    exportedAt: '2026-01-31T09:00:00Z',
  });
  expect(atPleo.get(failed)).toMatchObject({
    status: 'failed',
    failureReason: 'No',
    failureReasonType: 'invalid_configuration',
  });
  expect(atPleo.get(omitted)).toMatchObject({
    status: 'successful',
    externalId: 'B',
    externalUrl: 'ledger/B',
  });
  expect(atPleo.get(bad)?.status).not.toBe('successful');
}

describe('whatever Pleo does where its pages are silent, it ends up with what was reported', () => {
  it.each(COMBINATIONS)('%j', async (behaviour) => {
    Object.assign(relay.sandbox.itemBehaviour, behaviour);
    await exportJob();
  });

  it('has been tried with every switch either way', () => {
    expect(COMBINATIONS).toHaveLength(2 ** Object.keys(relay.sandbox.itemBehaviour).length);
  });
});

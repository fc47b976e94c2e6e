import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { outboxMistakes } from '../support/books.js';
import { eventually } from '../support/eventually.js';
import { ITEM_STATES } from '../support/item-states.js';
import { report } from '../support/reports.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
});
afterEach(async () => {
  relay.sandbox.clearFaults();
  expect(await outboxMistakes(relay.database)).toEqual([]);
  expect(await tallyMistakes()).toEqual([]);
});
afterAll(() => relay.stop());

/** Tallies that a count of the rows does not bear out. */
function tallyMistakes(): Promise<Record<string, unknown>[]> {
  return relay.database.query(
    `SELECT tally.*
     FROM item_tally AS tally
     CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE status = 'successful') AS successful,
              count(*) FILTER (WHERE status = 'failed') AS failed,
              count(*) FILTER (WHERE status = 'in_progress') AS in_progress,
              count(*) FILTER (WHERE state = 'pending') AS pending,
              count(*) FILTER (WHERE state = 'dead') AS dead,
              count(*) FILTER (WHERE state = 'discarded') AS discarded,
              min(position) FILTER (WHERE state = 'pending') AS first_pending
       FROM ${ITEM_STATES} AS item
       WHERE item.job_id = tally.job_id
     ) AS counted
     WHERE (tally.successful, tally.failed, tally.in_progress, tally.pending, tally.dead, tally.discarded)
           <> (counted.successful, counted.failed, counted.in_progress, counted.pending, counted.dead,
               counted.discarded)
        OR tally.settled_position >= counted.first_pending`,
  );
}

interface Started {
  readonly jobId: string;
  readonly entries: string[];
}

/** A job with so many items that Pleo has made, whose `started` was accepted. */
async function aStartedJob(count: number): Promise<Started> {
  const [jobId, entries] = [randomUUID(), Array.from({ length: count }, () => randomUUID())];
  relay.sandbox.createJob({ id: jobId, accountingEntryIds: entries });
  const { status } = await relay.http.post('/v1/export-jobs').send({ id: jobId, numberOfItems: count });
  expect(status).toBe(201);
  expect((await report(relay, jobId, 'started')).status).toBe(202);
  return { jobId, entries };
}

const successful = (accountingEntryId: string, externalId = 'A') => ({
  accountingEntryId,
  status: 'successful',
  externalId,
});
const put = (jobId: string, body: unknown, version = 'v1') =>
  relay.http.put(`/${version}/export-jobs/${jobId}/items`).send(body as object);
const finish = (jobId: string, body?: object) =>
  relay.http.post(`/v1/export-jobs/${jobId}/finish`).send(body);
const jobOf = async (jobId: string) => (await relay.http.get(`/v1/export-jobs/${jobId}`)).body;

/** Resolves when nothing of a job waits any more. */
const delivered = (jobId: string) =>
  eventually(async () => {
    const waiting = await relay.database.query('SELECT * FROM outbox WHERE job_id = $1', [jobId]);
    if (waiting.length > 0) throw new Error(JSON.stringify(waiting));
    return true;
  });

/** What Pleo was told of a job, in its order: events by name, results by their number. */
function told(jobId: string): string[] {
  return relay.sandbox.requests
    .filter(({ method, route = '' }) => method !== 'GET' && !route.startsWith('oauth'))
    .filter(({ path, jobId: id }) => id === jobId || path.includes(jobId))
    .map(({ event, entryIds, statusCode }) => `${event ?? entryIds?.length} ${statusCode}`);
}

describe('results of a job', () => {
  it('reach Pleo between started and the final event, in one request where they come together', async () => {
    const { jobId, entries } = await aStartedJob(3);
    await delivered(jobId);
    for (const entry of entries.slice(0, 2)) expect((await put(jobId, [successful(entry)])).status).toBe(200);
    await put(jobId, [{ accountingEntryId: entries[2], status: 'failed', failureReason: 'No account' }]);
    const finished = await finish(jobId);
    expect(finished.status).toBe(202);
    expect(finished.body).toMatchObject({
      event: 'completed_with_errors',
      sequence: 2,
      delivery: { waitingFor: { reason: 'turn', behind: 'items' } },
    });
    await delivered(jobId);
    expect(told(jobId)).toEqual(['started 202', '3 200', 'completed_with_errors 202']);
    expect(relay.sandbox.items(jobId)).toMatchObject([
      { status: 'successful', externalId: 'A' },
      { status: 'successful', externalId: 'A' },
      { status: 'failed', failureReason: 'No account' },
    ]);
    expect(await jobOf(jobId)).toMatchObject({
      items: { successful: 2, failed: 1, inProgress: 0, pendingDelivery: 0, dead: 0 },
      delivery: { status: 'delivered' },
    });
  });

  it('go out no more than PLEO_ITEMS_PER_REQUEST at once, each once, however they are reported', async () => {
    const { jobId, entries } = await aStartedJob(250);
    await Promise.all(entries.map((entry) => put(jobId, [successful(entry)])));
    expect((await finish(jobId, {})).status).toBe(202);
    await delivered(jobId);
    const sent = relay.sandbox.requests.filter(
      ({ path, method }) => method === 'PUT' && path.includes(jobId),
    );
    const ids = sent.flatMap(({ entryIds }) => entryIds ?? []);
    expect(Math.max(...sent.map(({ entryIds }) => entryIds?.length ?? 0))).toBeLessThanOrEqual(100);
    expect(new Set(ids).size).toBe(250);
    expect(ids).toHaveLength(250);
    expect(relay.sandbox.job(jobId)?.status).toBe('completed');
  });

  it('are sent in their newest state when they change before they are sent', async () => {
    const { jobId, entries } = await aStartedJob(1);
    relay.sandbox.setFaults([{ match: { method: 'PUT' }, status: 503, times: 1 }]);
    await put(jobId, [{ accountingEntryId: entries[0], status: 'in_progress' }]);
    await put(jobId, [successful(entries[0] as string)]);
    await finish(jobId);
    await delivered(jobId);
    expect(relay.sandbox.items(jobId)).toMatchObject([{ status: 'successful' }]);
    expect(relay.sandbox.job(jobId)?.status).toBe('completed');
  });

  it('are told again when they come after the others were delivered', async () => {
    const { jobId, entries } = await aStartedJob(2);
    await put(jobId, [successful(entries[0] as string)]);
    await delivered(jobId);
    await put(jobId, [successful(entries[1] as string)]);
    await finish(jobId);
    await delivered(jobId);
    expect(told(jobId)).toEqual(['started 202', '1 200', '1 200', 'completed 202']);
  });

  it('survive the loss of an answer: the same is sent again', async () => {
    const { jobId, entries } = await aStartedJob(2);
    relay.sandbox.setFaults([{ match: { method: 'PUT' }, loseAnswer: true, times: 1 }]);
    await put(
      jobId,
      entries.map((entry) => successful(entry)),
    );
    await finish(jobId);
    await delivered(jobId);
    expect(relay.sandbox.job(jobId)?.status).toBe('completed');
    expect(relay.sandbox.items(jobId)).toMatchObject([{ status: 'successful' }, { status: 'successful' }]);
  });

  it('are refused before started and after the end, with what to do', async () => {
    const { jobId, entries } = await aStartedJob(1);
    const pending = randomUUID();
    await relay.http.post('/v1/export-jobs').send({ id: pending });
    const early = await put(pending, [successful(randomUUID())]);
    expect([early.status, early.body.type]).toEqual([422, 'EXPORT_JOB_STATUS_UNPROCESSABLE']);
    expect(early.body.message).toMatch(/Report the event "started" first/);
    await report(relay, jobId, 'completed');
    const late = await put(jobId, [successful(entries[0] as string)]);
    expect([late.status, late.body.type]).toEqual([422, 'EXPORT_JOB_STATUS_UNPROCESSABLE']);
    const unknown = await put(randomUUID(), [successful(randomUUID())]);
    expect([unknown.status, unknown.body.type]).toEqual([404, 'EXPORT_NOT_FOUND']);
    expect(await relay.database.query('SELECT FROM export_job_item WHERE job_id = $1', [jobId])).toEqual([]);
    await delivered(jobId);
  });

  it('move what was last heard of the job, also when they only repeat', async () => {
    const { jobId, entries } = await aStartedJob(1);
    await put(jobId, [successful(entries[0] as string)]);
    const before = await jobOf(jobId);
    await relay.database.query(
      `UPDATE export_job SET last_updated_at = last_updated_at - interval '1 minute', expires_at = expires_at - interval '1 minute' WHERE id = $1`,
      [jobId],
    );
    const { body } = await put(jobId, [successful(entries[0] as string)]);
    expect(body.errors).toEqual([]);
    const after = await jobOf(jobId);
    expect(Date.parse(after.lastUpdatedAt)).toBeGreaterThanOrEqual(Date.parse(before.lastUpdatedAt));
    expect(Date.parse(after.expiresAt)).toBeGreaterThanOrEqual(Date.parse(before.expiresAt));
    await finish(jobId);
    await delivered(jobId);
  });

  it('keep the first and the last moment that can be written, and tell Pleo of them', async () => {
    const { jobId, entries } = await aStartedJob(2);
    const times = ['1000-01-01T00:00:00Z', '9999-12-31T23:59:59Z'];
    const results = entries.map((entry, place) => ({ ...successful(entry), exportedAt: times[place] }));
    expect((await put(jobId, results)).status).toBe(200);
    await finish(jobId);
    await delivered(jobId);
    expect(relay.sandbox.items(jobId).map(({ exportedAt }) => exportedAt)).toEqual(times);
    const { body } = await relay.http.get(`/v1/export-jobs/${jobId}/items`);
    expect(body.data.map((one: { exportedAt: string }) => one.exportedAt)).toEqual([
      '9999-12-31T23:59:59.000Z',
      '1000-01-01T00:00:00.000Z',
    ]);
  });

  it('of one entry that are reported at once by many agree on one', async () => {
    const { jobId, entries } = await aStartedJob(1);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, by) => put(jobId, [successful(entries[0] as string, `by ${by}`)])),
    );
    const kept = answers.flatMap(({ body }) =>
      body.data.map((one: { externalId: string }) => one.externalId),
    );
    expect(new Set(kept).size).toBe(1);
    expect(answers.flatMap(({ body }) => body.errors)).toHaveLength(19);
    await finish(jobId);
    await delivered(jobId);
    expect(relay.sandbox.items(jobId)).toMatchObject([{ externalId: kept[0] }]);
  });

  it.each([
    ['v1', 1001],
    ['v2', 101],
    ['v3', 101],
  ])(
    'under /%s are refused when there are %i of them, before anything is looked at',
    async (version, count) => {
      const { jobId } = await aStartedJob(1);
      const { status, body } = await put(
        jobId,
        Array.from({ length: count }, () => null),
        version,
      );
      expect([status, body.type]).toEqual([413, 'EXPORT_JOB_ITEMS_UPDATE_LIMIT']);
      await report(relay, jobId, 'failed');
      await delivered(jobId);
    },
  );
});

describe('dead results', () => {
  /** A job whose first result Pleo refused for good, with its final event behind. */
  async function aBlockedJob(): Promise<Started & { eventId: string }> {
    const { jobId, entries } = await aStartedJob(2);
    relay.sandbox.refuseItem(entries[0] as string, 'ACCOUNTING_ENTRY_DOES_NOT_EXIST');
    await put(
      jobId,
      entries.map((entry) => successful(entry)),
    );
    const { body } = await finish(jobId);
    await eventually(async () => (await jobOf(jobId)).items.dead === 1);
    return { jobId, entries, eventId: body.id };
  }

  it('hold the final event back and say so, and let it go once they are discarded', async () => {
    const { jobId, entries, eventId } = await aBlockedJob();
    const { body: event } = await relay.http.get(`/v1/export-job-events/${eventId}`);
    expect(event.delivery).toMatchObject({
      status: 'pending',
      waitingFor: { reason: 'blocked', behind: 'items', until: expect.any(String) },
    });
    const left = Date.parse(event.delivery.waitingFor.until) - Date.now();
    expect(left / 1000).toBeGreaterThan(1700);
    expect(left / 1000).toBeLessThanOrEqual(1800);
    const { body: items } = await relay.http.get(`/v1/export-jobs/${jobId}/items?deliveryStatus=dead`);
    expect(items.data).toMatchObject([
      {
        accountingEntryId: entries[0],
        delivery: { lastError: expect.stringContaining('ACCOUNTING_ENTRY_DOES_NOT_EXIST') },
      },
    ]);
    expect(told(jobId)).toEqual(['started 202', '2 200']);
    const discarded = await relay.http
      .post(`/v1/export-jobs/${jobId}/items/discard`)
      .send({ reason: 'Booked by hand.' });
    expect([discarded.status, discarded.body]).toEqual([200, { count: 1 }]);
    await delivered(jobId);
    expect(told(jobId).at(-1)).toBe('completed 202');
    expect(
      await relay.database.query('SELECT action, entries, reason FROM audit_entry WHERE job_id = $1', [
        jobId,
      ]),
    ).toEqual([{ action: 'discarded', entries: 1, reason: 'Booked by hand.' }]);
  });

  it('go before the final event when they are redelivered', async () => {
    const { jobId, entries } = await aBlockedJob();
    relay.sandbox.acceptItem(entries[0] as string);
    const { status, body } = await relay.http.post(`/v1/export-jobs/${jobId}/items/redeliver`).send();
    expect([status, body]).toEqual([202, { count: 1 }]);
    await delivered(jobId);
    expect(told(jobId)).toEqual(['started 202', '2 200', '1 200', 'completed 202']);
    expect(relay.sandbox.items(jobId)).toMatchObject([{ status: 'successful' }, { status: 'successful' }]);
  });

  it('are named by their entries, in capitals too; what is not dead is refused, and then nothing is done', async () => {
    const { jobId, entries } = await aBlockedJob();
    const path = `/v1/export-jobs/${jobId}/items/redeliver`;
    const refused = await relay.http.post(path).send({ accountingEntryIds: entries });
    expect([refused.status, refused.body.type]).toEqual([409, 'EXPORT_JOB_ITEMS_NOT_DEAD']);
    expect(refused.body.message).toContain(entries[1]);
    expect((await jobOf(jobId)).items).toMatchObject({ dead: 1, pendingDelivery: 0 });
    relay.sandbox.acceptItem(entries[0] as string);
    const done = await relay.http.post(path).send({ accountingEntryIds: [entries[0]?.toUpperCase()] });
    expect(done.body).toEqual({ count: 1 });
    await delivered(jobId);
  });

  it('wait again when the worker reports on, and hold the final event from when the first one died', async () => {
    const { jobId, entries } = await aStartedJob(2);
    relay.sandbox.refuseItem(entries[0] as string, 'ACCOUNTING_ENTRY_DOES_NOT_EXIST');
    await put(jobId, [successful(entries[0] as string)]);
    await eventually(async () => (await jobOf(jobId)).items.dead === 1);
    await relay.database.query(
      `UPDATE item_tally SET holds_until = holds_until - interval '1 hour' WHERE job_id = $1`,
      [jobId],
    );
    await put(jobId, [successful(entries[1] as string)]);
    await eventually(async () => (await jobOf(jobId)).items.pendingDelivery === 0);
    const { body } = await finish(jobId);
    // The hold was over before the final event came.
    expect(body.delivery.waitingFor).toBeNull();
    await eventually(() => relay.sandbox.job(jobId)?.status === 'completed');
    const { body: late } = await relay.http
      .post(`/v1/export-jobs/${jobId}/items/discard`)
      .send({ reason: 'x' });
    expect(late).toEqual({ count: 1 });
    await delivered(jobId);
  });

  it('that come too late say what Pleo has', async () => {
    const { jobId, entries } = await aStartedJob(1);
    await delivered(jobId);
    relay.sandbox.expireJob(jobId);
    await put(jobId, [successful(entries[0] as string)]);
    await eventually(async () => (await jobOf(jobId)).items.dead === 1);
    const rows = await relay.database.query('SELECT outcome, error FROM export_job_item WHERE job_id = $1', [
      jobId,
    ]);
    expect(rows).toEqual([
      { outcome: 'too_late', error: expect.stringMatching(/^Pleo's job is "failed".*takes no more results/) },
    ]);
    await relay.http.post(`/v1/export-jobs/${jobId}/items/discard`).send({ reason: 'x' });
    await report(relay, jobId, 'failed');
    await delivered(jobId);
  });
});

describe('a finish', () => {
  it('is refused with what is missing, and repeated with 200 once it was taken', async () => {
    const { jobId, entries } = await aStartedJob(2);
    await put(jobId, [{ accountingEntryId: entries[0], status: 'in_progress' }]);
    const refused = await finish(jobId);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      type: 'EXPORT_JOB_ITEMS_UNFINISHED',
      expected: 2,
      reported: 1,
      unfinished: [entries[0]],
    });
    const [first, again] = [
      await finish(jobId, { allowMissing: true }),
      await finish(jobId, { allowMissing: true }),
    ];
    expect([first.status, again.status]).toEqual([202, 200]);
    expect(again.body.id).toBe(first.body.id);
    expect(first.body).toMatchObject({ event: 'failed', failureReasonType: null });
    await delivered(jobId);
  });

  it('counts results that were reported at the same moment, or comes before them', async () => {
    const { jobId, entries } = await aStartedJob(20);
    const answers = await Promise.all([
      ...entries.map((entry) => put(jobId, [successful(entry)])),
      ...entries.map(() => finish(jobId)),
    ]);
    expect(new Set(answers.map(({ status }) => status))).not.toContain(500);
    expect((await finish(jobId)).status).toBeLessThan(203);
    await delivered(jobId);
    expect(relay.sandbox.items(jobId).filter(({ status }) => status === 'successful')).toHaveLength(20);
    expect(relay.sandbox.job(jobId)?.status).toBe('completed');
  });

  it('gives the most frequent reason when nothing was successful', async () => {
    const { jobId, entries } = await aStartedJob(3);
    await put(
      jobId,
      entries.map((accountingEntryId, place) => ({
        accountingEntryId,
        status: 'failed',
        failureReasonType: place === 0 ? 'unexpected_failure' : 'vendor_unknown',
        failureReason: place === 0 ? 'Who knows' : 'Vendor 12 is unknown.',
      })),
    );
    const { body } = await finish(jobId);
    expect(body).toMatchObject({ event: 'failed', failureReasonType: 'invalid_configuration' });
    expect(body.failureReason).toMatch(/3 failed.*2 of 3.*Vendor 12 is unknown/);
    await delivered(jobId);
    expect(relay.sandbox.job(jobId)).toMatchObject({ status: 'failed' });
  });

  it.each([
    ['{ allowMissing: "yes" }', { allowMissing: 'yes' }],
    ['an array', []],
    ['another field', { allowMising: true }],
  ])('with %s is refused', async (_, body) => {
    const { status, body: problem } = await finish(randomUUID(), body);
    expect([status, problem.type]).toEqual([400, 'VALIDATION_FAILED']);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { report } from '../support/reports.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ DEAD_ITEMS_HOLD_SECONDS: '3600' });
});
afterAll(() => relay.stop());
beforeEach(async () => {
  relay.sandbox.clearFaults();
  await relay.database.query('DELETE FROM delivery_circuit');
  // What an earlier test has held back.
  await relay.database.query('UPDATE outbox SET due_at = now() WHERE due_at IS NOT NULL');
  const waits = () => relay.database.query('SELECT FROM outbox WHERE NOT dead');
  await eventually(async () => (await waits()).length === 0);
});

interface Job {
  id: string;
  status: string;
  [name: string]: unknown;
}

const AUTHORIZATION = `Basic ${Buffer.from('sandbox-key:').toString('base64')}`;

/** What Pleo itself answers. */
async function atPleo(path: string): Promise<string> {
  return (await fetch(relay.sandbox.url + path, { headers: { authorization: AUTHORIZATION } })).text();
}

async function here(path: string): Promise<string> {
  const answer = await fetch((await relay.app.getUrl()) + path, { headers: { 'Accept-Encoding': 'gzip' } });
  expect(answer.status).toBe(200);
  return answer.text();
}

const dataOf = (text: string) => (JSON.parse(text) as { data: Job[] }).data;

/** Pleo takes nothing until the faults are cleared. */
function holdBack(): void {
  relay.sandbox.setFaults([
    { match: { method: 'POST' }, status: 500 },
    { match: { method: 'PUT' }, status: 500 },
  ]);
}

/** A job in progress at Pleo, with its entries. */
async function aJob(numberOfItems = 3): Promise<{ id: string; companyId: string; entries: string[] }> {
  const companyId = randomUUID();
  const { id } = relay.sandbox.createJob({ companyId, numberOfItems });
  await report(relay, id, 'started');
  await eventually(() => relay.sandbox.job(id)?.status === 'in_progress');
  await eventually(async () => (await relay.database.query('SELECT FROM outbox')).length === 0);
  return { id, companyId, entries: relay.sandbox.items(id).map((item) => item.accountingEntryId) };
}

const put = async (id: string, results: object[]) => {
  const { body } = await relay.http.put(`/v1/export-jobs/${id}/items`).send(results).expect(200);
  expect(body.errors).toEqual([]);
};

describe('a job whose event has not reached Pleo', () => {
  it('stands as accepted here, and all else as Pleo has it', async () => {
    const { id } = await aJob();
    holdBack();
    await report(relay, id, 'failed', {
      failureReason: 'No "ledger" ü',
      failureReasonType: 'missing_configuration',
    });
    const path = `/v3/export-jobs/${id}`;
    const [mine, theirs] = [await here(path), await atPleo(path)];
    const pleos = (JSON.parse(theirs) as { data: Job }).data;
    const { data } = JSON.parse(mine) as { data: Job };
    const ours = (await relay.http.get(`/v1/export-jobs/${id}`)).body as Job;
    expect(pleos.status).toBe('in_progress');
    const rest: Partial<Job> = { ...pleos };
    delete rest['expiresIn'];
    expect(data).toMatchObject({
      ...rest,
      status: 'failed',
      completedAt: ours['completedAt'],
      lastUpdatedAt: ours['lastUpdatedAt'],
      failureReason: 'No "ledger" ü',
      failureReasonType: 'missing_configuration',
    });
    expect(Object.keys(data).slice(0, Object.keys(pleos).length)).toEqual(Object.keys(pleos));
  });

  it('stands so in lists, and is left out where another status is asked for', async () => {
    const jobs = Array.from({ length: 60 }, () =>
      relay.sandbox.createJob({ companyId: randomUUID(), numberOfItems: 0 }),
    );
    holdBack();
    const started = jobs.filter((_, place) => place % 2 === 0).map(({ id }) => id);
    for (const id of started) await report(relay, id, 'started');
    const list = '/v3/export-jobs?limit=100';
    const [mine, theirs] = [await here(list), await atPleo(list)];
    const expected = dataOf(theirs).map(({ id, status }) => [
      id,
      started.includes(id) ? 'in_progress' : status,
    ]);
    expect(dataOf(mine).map(({ id, status }) => [id, status])).toEqual(expected);
    const started1 = dataOf(mine).filter(({ id }) => started.includes(id));
    for (const job of started1) expect(job['startedAt']).toMatch(/^\d{4}-.*Z$/);
    // All bytes but those of the jobs that changed.
    const without = (text: string) =>
      text.replace(/"(status|startedAt|lastUpdatedAt|expiresIn)":("[^"]*"|null|\d+),?/g, '');
    expect(without(mine)).toBe(without(theirs));

    const ids = new Set(jobs.map(({ id }) => id));
    const asked = async (path: string) =>
      dataOf(await here(path))
        .map(({ id }) => id)
        .filter((id) => ids.has(id));
    const pending = await asked(`${list}&statuses=pending&statuses=failed`);
    expect(pending.toSorted()).toEqual(
      jobs
        .map(({ id }) => id)
        .filter((id) => !started.includes(id))
        .toSorted(),
    );
    expect(await asked('/v2/export-jobs?limit=100&status=pending')).toHaveLength(30);
  });

  it('stands as Pleo has it once that knows, and no byte is another', async () => {
    const { id, companyId } = await aJob();
    for (const path of [
      `/v3/export-jobs/${id}`,
      `/v2/export-jobs?company_id=${companyId}`,
      `/v3/export-jobs/${id}/items`,
    ])
      await eventually(async () => (await here(path)) === (await atPleo(path)));
  });

  it('stands as Pleo has it where that has ended it meanwhile, and what was accepted does not', async () => {
    const companyId = randomUUID();
    const { id } = relay.sandbox.createJob({ companyId, numberOfItems: 0 });
    holdBack();
    await report(relay, id, 'started');
    relay.sandbox.expireJob(id);
    const paths = [`/v3/export-jobs/${id}`, `/v3/export-jobs?company_id=${companyId}&statuses=failed`];
    for (const path of paths) {
      const theirs = await atPleo(path);
      expect(theirs).toContain('"status":"failed"');
      expect(await here(path)).toBe(theirs);
    }
  });

  it('stands as accepted where both have ended it, with nothing of how Pleo did', async () => {
    const { id } = await aJob();
    holdBack();
    const { body } = await report(relay, id, 'completed');
    relay.sandbox.expireJob(id);
    const { data } = JSON.parse(await here(`/v3/export-jobs/${id}`)) as { data: Job };
    expect(data).toMatchObject({ status: 'completed', expiredAt: null, failureReasonType: null });
    const discard = { reason: 'The test is over.', deliveryStatus: 'pending' };
    await relay.http
      .post(`/v1/export-job-events/${String(body.id)}/discard`)
      .send(discard)
      .expect(200);
  });

  it('stands as accepted when it is dead, and as Pleo has it when it is discarded', async () => {
    const { id } = await aJob();
    relay.sandbox.setFaults([
      { match: { jobId: id, method: 'POST' }, status: 400, body: { type: 'NO', message: 'no' } },
    ]);
    const { body } = await report(relay, id, 'completed');
    const event = `/v1/export-job-events/${String(body.id)}`;
    await eventually(async () => (await relay.http.get(event)).body.delivery.status === 'dead');
    const path = `/v3/export-jobs/${id}`;
    expect(await here(path)).toContain('"status":"completed"');
    await relay.http.post(`${event}/discard`).send({ reason: 'told by telephone' }).expect(200);
    expect(await here(path)).toContain('"status":"in_progress"');
  });
});

describe('an item whose result has not reached Pleo', () => {
  it('stands as reported here, so that nobody books it again', async () => {
    const { id, entries } = await aJob();
    const [first = '', second = ''] = entries;
    holdBack();
    await put(id, [
      {
        accountingEntryId: first,
        status: 'successful',
        externalId: 'v-1',
        externalUrl: 'u',
        exportedAt: '2026-11-25T09:41:07Z',
      },
      {
        accountingEntryId: second,
        status: 'failed',
        failureReason: 'x',
        failureReasonType: 'account_unknown',
      },
    ]);
    const path = `/v3/export-jobs/${id}/items`;
    const [mine, theirs] = [dataOf(await here(path)), dataOf(await atPleo(path))];
    expect(theirs.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
    const none = {
      exportedAt: null,
      externalId: null,
      externalUrl: null,
      failureReason: null,
      failureReasonType: null,
    };
    expect(mine).toEqual([
      {
        ...theirs[0],
        ...none,
        status: 'successful',
        externalId: 'v-1',
        externalUrl: 'u',
        exportedAt: '2026-11-25T09:41:07Z',
      },
      { ...theirs[1], ...none, status: 'failed', failureReason: 'x', failureReasonType: 'account_unknown' },
      theirs[2],
    ]);
    expect(dataOf(await here(`/v2/export-jobs/${id}/items`))[1]?.['failureReasonType']).toBe(
      'invalid_configuration',
    );
    const left = await here(`${path}?status=pending`);
    expect(dataOf(left)).toEqual([theirs[2]]);
    expect(left).toContain('"data":[{');
    relay.sandbox.clearFaults();
    await relay.database.query(`UPDATE outbox SET due_at = now()`);
    await eventually(async () => dataOf(await atPleo(path))[0]?.status === 'successful');
    await eventually(async () => (await here(path)) === (await atPleo(path)));
  });

  it('stands as Pleo has it where that is final, and the report is not', async () => {
    const { id, entries } = await aJob(1);
    const [accountingEntryId] = entries;
    const path = `/v3/export-jobs/${id}/items`;
    // Somebody else tells Pleo.
    await fetch(relay.sandbox.url + path, {
      method: 'PUT',
      headers: { authorization: AUTHORIZATION, 'Content-Type': 'application/json' },
      body: JSON.stringify([{ accountingEntryId, status: 'successful', externalId: 'v-1' }]),
    });
    holdBack();
    await put(id, [{ accountingEntryId, status: 'in_progress' }]);
    for (const asked of [path, `${path}?statuses=successful`]) {
      const theirs = await atPleo(asked);
      expect(theirs).toContain('"externalId":"v-1"');
      expect(await here(asked)).toBe(theirs);
    }
    // Pleo refuses it, and others wait until no message is left.
    relay.sandbox.clearFaults();
    await relay.database.query('DELETE FROM outbox WHERE job_id = $1 AND claim IS NULL', [id]);
  });

  it('that is delivered while Pleo is asked stands as reported, whatever Pleo saw', async () => {
    const { id, entries } = await aJob();
    const [first = ''] = entries;
    // The answer is made at once, and comes late.
    const path = `/v3/export-jobs/${id}/items`;
    const before = await atPleo(path);
    holdBack();
    await put(id, [{ accountingEntryId: first, status: 'successful', externalId: 'v-1' }]);
    relay.sandbox.setFaults([
      {
        match: { method: 'GET', jobId: id },
        times: 1,
        latencyMs: 60_000,
        status: 200,
        body: JSON.parse(before) as object,
      },
    ]);
    await relay.database.query('DELETE FROM delivery_circuit');
    const reading = here(path);
    await eventually(() =>
      relay.sandbox.requests.some(
        ({ method, fault, answeredAt }) => method === 'GET' && fault && !answeredAt,
      ),
    );
    await relay.database.query(`UPDATE outbox SET due_at = now()`);
    await eventually(() => relay.sandbox.items(id)[0]?.status === 'successful');
    relay.sandbox.release();
    expect(dataOf(await reading)[0]).toMatchObject({ status: 'successful', externalId: 'v-1' });
  });

  it('stands as reported when it is dead, and as Pleo has it when it is discarded', async () => {
    const { id, entries } = await aJob();
    const [first = ''] = entries;
    relay.sandbox.refuseItem(first, 'ACCOUNTING_ENTRY_DOES_NOT_EXIST');
    await put(id, [{ accountingEntryId: first, status: 'successful' }]);
    await eventually(async () => (await relay.http.get(`/v1/export-jobs/${id}`)).body.items.dead === 1);
    const path = `/v3/export-jobs/${id}/items`;
    expect(dataOf(await here(path))[0]?.status).toBe('successful');
    await relay.http.post(`/v1/export-jobs/${id}/items/discard`).send({ reason: 'it is right' }).expect(200);
    expect(dataOf(await here(path))[0]?.status).toBe('pending');
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type ExportJobFilter,
  RelayClient,
  RelayProblem,
  RelayUnavailable,
} from '../../client/relay-client.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { type Fault, FaultyFront } from '../support/faulty-front.js';

const KEY = 'worker-key-0123456789-0123456789';

let relay: TestApp;
let front: FaultyFront;
let client: RelayClient;
let id: string;

beforeAll(async () => {
  relay = await startApp({ API_KEYS: `worker:write:${KEY}` });
  front = await FaultyFront.before(await relay.app.getUrl());
  client = new RelayClient({ url: front.url, key: KEY });
});
beforeEach(() => {
  front.play();
  id = randomUUID();
});
afterAll(async () => {
  await front.stop();
  await relay.stop();
});

async function acceptedEvents(): Promise<string[]> {
  const { data } = await client.timeline(id);
  return data.flatMap(({ type, event }) => (type === 'accepted' && event ? [event] : []));
}

describe('a worker says', () => {
  it('register, started, heartbeat and completed, and reads what came of it', async () => {
    expect(await client.register({ id, numberOfItems: 3 })).toMatchObject({ id, status: 'pending' });
    expect(await client.started(id)).toMatchObject({ jobId: id, event: 'started', sequence: 1 });
    expect(await client.heartbeat(id)).toMatchObject({ id, status: 'in_progress' });
    expect(await client.completed(id)).toMatchObject({ event: 'completed', sequence: 2 });
    expect(await client.job(id)).toMatchObject({ status: 'completed', numberOfItems: 3 });
    expect(await acceptedEvents()).toEqual(['started', 'completed']);
  });

  it('completedWithErrors', async () => {
    await client.started(id);
    expect(await client.completedWithErrors(id)).toMatchObject({ event: 'completed_with_errors' });
  });

  it('failed, with a reason or without', async () => {
    const why = { failureReason: 'The ledger is closed.', failureReasonType: 'validation_failure' } as const;
    expect(await client.failed(id, why)).toMatchObject({ event: 'failed', ...why });
    expect(await client.failed(randomUUID())).toMatchObject({ event: 'failed', failureReason: null });
  });

  it('jobs, with a filter whose values may be several', async () => {
    const companyId = randomUUID();
    await client.register({ id, companyId });
    await client.register({ id: randomUUID(), companyId });
    await client.failed(id);
    const unfinished = await client.jobs({ companyId, status: ['pending', 'in_progress'] });
    expect(unfinished.data).toHaveLength(1);
    const all = await client.jobs({ companyId, status: ['pending', 'failed'], limit: 1 });
    expect(all).toMatchObject({ data: [{ companyId }], pagination: { hasNextPage: true } });
    const none = { companyId, status: undefined } as unknown as ExportJobFilter;
    expect((await client.jobs(none)).data).toHaveLength(2);
  });
});

describe('the address of the relay', () => {
  it('may have a path, with a slash at its end or without', async () => {
    front.play({ status: 204 }, { status: 204 });
    for (const path of ['/relay', '/relay/']) {
      const behind = new RelayClient({ url: front.url + path, key: KEY });
      await behind.heartbeat(id);
    }
    const line = `POST /relay/v1/export-jobs/${id}/heartbeat`;
    expect(front.requests.map((request) => request.line)).toEqual([line, line]);
  });

  it.each(['127.0.0.1:3000', 'localhost:3000', 'ftp://127.0.0.1', 'http://key:@127.0.0.1:3000'])(
    '%s makes no sense',
    (url) => {
      expect(() => new RelayClient({ url })).toThrow(TypeError);
    },
  );
});

/** A job that is started, with the ids of that many entries. */
async function aStartedJob(numberOfItems: number): Promise<string[]> {
  await client.register({ id, numberOfItems });
  await client.started(id);
  return Array.from({ length: numberOfItems }, () => randomUUID());
}

async function entriesOf(items: AsyncIterable<{ accountingEntryId: string }>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { accountingEntryId } of items) ids.push(accountingEntryId);
  return ids;
}

const successful = (accountingEntryId: string) => ({ accountingEntryId, status: 'successful' }) as const;

describe('a worker reports results', () => {
  it('and hears which stand and which do not, and that nothing is missing', async () => {
    const [first = '', second = ''] = await aStartedJob(2);
    expect(await client.results(id, [{ ...successful(first), externalId: '4711' }])).toMatchObject({
      data: [{ accountingEntryId: first, exportJobId: id, status: 'successful', externalId: '4711' }],
      errors: [],
    });
    const why = { failureReason: 'No such account.', failureReasonType: 'account_unknown' } as const;
    const failed = { accountingEntryId: second, status: 'failed', ...why } as const;
    expect(await client.results(id, [failed, { ...failed, accountingEntryId: first }])).toMatchObject({
      data: [{ accountingEntryId: second, status: 'failed', ...why }],
      errors: [{ accountingEntryId: first, type: 'EXPORT_ENTRY_STATUS_UPDATE_FAILED' }],
    });
    expect(await client.finish(id)).toMatchObject({ jobId: id, event: 'completed_with_errors' });
    expect(await acceptedEvents()).toEqual(['started', 'completed_with_errors']);
  });

  it('of more entries than a request takes, in several', async () => {
    const ids = await aStartedJob(2001);
    front.play();
    const { data, errors } = await client.results(id, ids.map(successful));
    expect(front.requests.map(({ line }) => line)).toEqual(
      Array<string>(3).fill(`PUT /v1/export-jobs/${id}/items`),
    );
    expect(data.map(({ accountingEntryId }) => accountingEntryId)).toEqual(ids);
    expect(errors).toEqual([]);
    expect(await client.finish(id)).toMatchObject({ event: 'completed' });
  });

  it('whose texts together are longer than a request may be', async () => {
    const why = { failureReason: 'ü'.repeat(5000), failureReasonType: 'unexpected_failure' } as const;
    const ids = await aStartedJob(250);
    front.play();
    const { data } = await client.results(
      id,
      ids.map((accountingEntryId) => ({ accountingEntryId, status: 'failed', ...why })),
    );
    expect(data.map(({ accountingEntryId }) => accountingEntryId)).toEqual(ids);
    expect(front.requests).toHaveLength(3);
  });

  it('of no entry without a request', async () => {
    expect(await client.results(id, [])).toEqual({ data: [], errors: [] });
    expect(front.requests).toEqual([]);
  });

  it('and reads them, of all pages or those that it asks for', async () => {
    const ids = await aStartedJob(401);
    const [begun = '', ...done] = ids;
    await client.results(id, [{ accountingEntryId: begun, status: 'in_progress' }, ...done.map(successful)]);
    front.play();
    const read = await entriesOf(client.items(id));
    expect(read).toEqual(ids.toReversed());
    expect(front.requests).toHaveLength(3);
    const open = await entriesOf(client.items(id, { status: 'in_progress' }));
    expect(open).toEqual([begun]);
  });

  it('and finishes without some only when it says that they are missing', async () => {
    const [first = '', second = ''] = await aStartedJob(3);
    await client.results(id, [successful(first), { accountingEntryId: second, status: 'in_progress' }]);
    const unfinished = await client.finish(id).catch((thrown: unknown) => thrown);
    expect(unfinished).toBeInstanceOf(RelayProblem);
    expect(unfinished).toMatchObject({
      type: 'EXPORT_JOB_ITEMS_UNFINISHED',
      problem: { expected: 3, reported: 2, unfinished: [second] },
    });
    const event = await client.finish(id, { allowMissing: true });
    expect(event).toMatchObject({ event: 'completed_with_errors' });
    expect(await client.finish(id, { allowMissing: true })).toMatchObject({ id: event.id });
  });
});

const FAULTS: [string, Fault[]][] = [
  ['an answer that is lost', ['answer lost']],
  ['answers that are lost again and again', ['answer lost', 'answer lost', 'answer lost']],
  ['a connection that is reset', ['reset', 'reset']],
  ['503 and 500', [{ status: 503, headers: { 'Retry-After': '0' } }, { status: 500 }]],
  ['408, 425 and 429', [{ status: 408 }, { status: 425 }, { status: 429 }]],
  ['a page of a proxy where JSON should be', [{ status: 200, body: '<html>' }]],
  ['an error of the relay that is no JSON', [problem(502, '{"type":')]],
];

function problem(status: number, body: string): Fault {
  return { status, headers: { 'Content-Type': 'application/problem+json' }, body };
}

describe('trying again', () => {
  it.each(FAULTS)('after %s gives one event', async (_, faults) => {
    front.play(...faults);
    const event = await client.started(id);
    expect(front.requests).toHaveLength(faults.length + 1);
    expect(await client.started(id)).toMatchObject({ id: event.id });
    expect(await acceptedEvents()).toEqual(['started']);
  });

  it.each(FAULTS)('after %s reports results and finishes once', async (_, faults) => {
    const ids = await aStartedJob(1500);
    front.play(...faults);
    const reported = await client.results(id, ids.map(successful));
    expect(reported.data.map(({ accountingEntryId }) => accountingEntryId)).toEqual(ids);
    expect(reported.errors).toEqual([]);
    front.play(...faults);
    expect(await client.finish(id)).toMatchObject({ event: 'completed' });
    expect(front.requests).toHaveLength(faults.length + 1);
    expect(await acceptedEvents()).toEqual(['started', 'completed']);
  });

  it('of results ends by the signal of the call, and what was reported before stays', async () => {
    const ids = await aStartedJob(1001);
    front.play('answer lost', 'silence');
    const stopping = new AbortController();
    const reporting = client.results(id, ids.map(successful), stopping.signal);
    const ended = expect(reporting).rejects.toBeInstanceOf(RelayUnavailable);
    await eventually(() => front.requests.length === 2);
    stopping.abort();
    await ended;
    front.play();
    expect(await entriesOf(client.items(id))).toHaveLength(1000);
    expect((await client.results(id, ids.map(successful))).errors).toEqual([]);
    expect(await client.finish(id)).toMatchObject({ event: 'completed' });
  });

  it('waits for as long as Retry-After says, in seconds or as a date', async () => {
    const date = new Date(Date.now() + 3000).toUTCString();
    front.play(
      { status: 503, headers: { 'Retry-After': '1' } },
      { status: 429, headers: { 'Retry-After': date } },
    );
    await client.started(id);
    const [first, second, third] = front.requests.map(({ atMs }) => atMs);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(950);
    expect(performance.timeOrigin + (third ?? 0)).toBeGreaterThan(Date.parse(date) - 100);
  });

  it.each([400, 401, 403, 404, 409, 422])('is of no use after %i', async (status) => {
    front.play(problem(status, JSON.stringify({ type: 'NO', title: 'No', status, detail: 'It cannot be.' })));
    const error = await client.started(id).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RelayProblem);
    expect(error).toMatchObject({ status, type: 'NO', message: 'It cannot be.' });
    expect(front.requests).toHaveLength(1);
  });

  it('does not follow a redirect, which would take the key elsewhere', async () => {
    front.play({ status: 307, headers: { Location: `${front.url}/elsewhere` } });
    await expect(client.started(id)).rejects.toMatchObject({ status: 307, problem: null });
    expect(front.requests).toHaveLength(1);
  });

  it('ends by the signal of the call, and says what was met', async () => {
    front.play(...Array<Fault>(100).fill({ status: 503 }));
    const stopping = new AbortController();
    const reporting = client.started(id, stopping.signal).catch((thrown: unknown) => thrown);
    // The third try means that the second one was answered.
    await eventually(() => front.requests.length > 2);
    stopping.abort();
    const error = await reporting;
    expect(error).toBeInstanceOf(RelayUnavailable);
    expect((error as Error).cause).toMatchObject({ status: 503 });
  });

  it('ends in the middle of a try that nothing comes back from', async () => {
    front.play('silence');
    const stopping = new AbortController();
    const ended = expect(client.started(id, stopping.signal)).rejects.toBeInstanceOf(RelayUnavailable);
    await eventually(() => front.requests.length === 1);
    stopping.abort();
    await ended;
    expect(front.requests).toHaveLength(1);
  });

  it('ends while it waits', async () => {
    front.play({ status: 503, headers: { 'Retry-After': '3600' } });
    await expect(client.started(id, AbortSignal.timeout(500))).rejects.toBeInstanceOf(RelayUnavailable);
  });
});

it('what the relay refuses is an error with its own words and without the key', async () => {
  await client.failed(id);
  const error = await client.started(id).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ status: 422, type: 'INVALID_EXPORT_JOB_STATUS_CHANGE' });
  expect((error as Error).message).toContain('became "failed"');
  await expect(client.heartbeat(id)).rejects.toMatchObject({ status: 422 });
  const stranger = new RelayClient({ url: front.url, key: 'another-key-0123456789-012345' });
  const refused = await stranger.job(id).catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({ status: 401, type: 'UNAUTHORIZED' });
  expect(JSON.stringify(refused) + String(refused)).not.toContain('another-key');
});

it('an address or key that makes no sense is told at once', () => {
  expect(() => new RelayClient({ url: 'relay' })).toThrow(/URL/);
  expect(() => new RelayClient({ url: front.url, key: 'two\nlines' })).toThrow();
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RelayClient, RelayProblem, RelayUnavailable } from '../../client/relay-client.js';
import { startApp, type TestApp } from '../support/app.js';
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
  return data.filter(({ type }) => type === 'accepted').map(({ event }) => String(event));
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

  it('waits for as long as Retry-After says, in seconds or as a date', async () => {
    const date = new Date(Date.now() + 3000).toUTCString();
    front.play(
      { status: 503, headers: { 'Retry-After': '1' } },
      { status: 429, headers: { 'Retry-After': date } },
    );
    await client.started(id);
    const [first, second, third] = front.requests.map(({ atMs }) => atMs);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(950);
    // A date has whole seconds: two and more of the three, less what the first wait took.
    expect((third ?? 0) - (first ?? 0)).toBeGreaterThan(1900);
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
    const error = await client.started(id, AbortSignal.timeout(1000)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RelayUnavailable);
    expect((error as Error).cause).toMatchObject({ status: 503 });
    expect(front.requests.length).toBeGreaterThan(1);
  });

  it('ends in the middle of a try that nothing comes back from', async () => {
    front.play('silence');
    await expect(client.started(id, AbortSignal.timeout(200))).rejects.toBeInstanceOf(RelayUnavailable);
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

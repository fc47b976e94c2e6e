import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type ClaimedJob,
  type ClaimOptions,
  type ExportItem,
  LeaseLost,
  RelayClient,
  RelayProblem,
} from '../../client/relay-client.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { FaultyFront } from '../support/faulty-front.js';

const KEY = 'worker-key-0123456789-0123456789';

let relay: TestApp;
let front: FaultyFront;
let client: RelayClient;
let companyId: string;

beforeAll(async () => {
  relay = await startApp({ API_KEYS: `worker:write:${KEY}` });
  front = await FaultyFront.before(await relay.app.getUrl());
  client = new RelayClient({ url: front.url, key: KEY });
});
beforeEach(() => {
  front.play();
  relay.sandbox.clearFaults();
  companyId = randomUUID();
});
afterAll(async () => {
  await front.stop();
  await relay.stop();
});

/** A job of the test's company with that many entries, at Pleo, where the one before must have ended, and here. */
async function aJob(numberOfItems = 1, expiresIn = 3600): Promise<string> {
  const { id } = await eventually(() => relay.sandbox.createJob({ companyId, numberOfItems }));
  await client.register({ id, companyId, numberOfItems, expiresIn });
  return id;
}

/** What would be given out now. */
async function claimNow(): Promise<ClaimedJob['job'] | null> {
  const body = JSON.stringify({ companyId, leaseSeconds: 30 });
  const headers = { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' };
  const answer = await fetch(`${await relay.app.getUrl()}/v1/export-jobs/claim`, {
    method: 'POST',
    body,
    headers,
  });
  return answer.status === 204 ? null : ((await answer.json()) as ClaimedJob).job;
}

/** Takes the lease away from its holder. */
async function giveBack({ id, lease }: ClaimedJob): Promise<void> {
  const headers = { Authorization: `Bearer ${KEY}`, 'Lease-Token': lease.token };
  const answer = await fetch(`${await relay.app.getUrl()}/v1/export-jobs/${id}/release`, {
    method: 'POST',
    headers,
  });
  expect(answer.status).toBe(204);
}

/** The first job of a loop that is left when the test is over. */
async function aClaim(
  options: ClaimOptions = {},
): Promise<{ job: ClaimedJob; leave: () => Promise<unknown> }> {
  const jobs = client.claim({ companyId, ...options });
  const { value } = await jobs.next();
  return { job: value as ClaimedJob, leave: () => jobs.return() };
}

const idsOf = async (entries: AsyncIterable<ExportItem>) => {
  const ids: string[] = [];
  for await (const { accountingEntryId } of entries) ids.push(accountingEntryId);
  return ids;
};
const successful = (accountingEntryId: string) => ({ accountingEntryId, status: 'successful' }) as const;
const requestsTo = (path: string) => front.requests.filter(({ line }) => line.endsWith(path));

describe('a loop over claimed jobs', () => {
  it('gives each one started, with its entries, and ends it by finish', async () => {
    const ids = [await aJob(3)];
    const seen: string[] = [];
    for await (const job of client.claim({ companyId })) {
      expect(job).toMatchObject({ resumed: false, job: { id: job.id, status: 'in_progress', companyId } });
      expect(job.lease.token).toMatch(/^[0-9a-f-]{36}$/);
      for await (const { accountingEntryId, amount } of job.entries()) {
        expect(amount.inWalletCurrency?.value).toBeGreaterThan(0);
        expect(await job.results([successful(accountingEntryId)])).toMatchObject({ errors: [] });
      }
      expect(await job.finish()).toMatchObject({ jobId: job.id, event: 'completed' });
      expect(job.signal.aborted).toBe(false);
      if (seen.push(job.id) === 2) break;
      ids.push(await aJob(2));
    }
    expect(seen).toEqual(ids);
    expect(requestsTo('/release')).toEqual([]);
    expect(await claimNow()).toBeNull();
  });

  it('gives jobs of one company only where that is asked for', async () => {
    await aJob();
    const other = (companyId = randomUUID());
    const id = await aJob();
    const { job, leave } = await aClaim({ companyId: other });
    expect(job.id).toBe(id);
    await leave();
  });

  it('waits for a job that appears', async () => {
    const coming = aClaim();
    await eventually(() => requestsTo('/claim').length > 0);
    const id = await aJob();
    const { job, leave } = await coming;
    expect(job.id).toBe(id);
    expect(requestsTo('/claim')).toHaveLength(1);
    await leave();
  });

  it('ends by its signal while it waits, and throws nothing', async () => {
    const stopping = new AbortController();
    const seen: string[] = [];
    const loop = (async () => {
      for await (const { id } of client.claim({ companyId, signal: stopping.signal })) seen.push(id);
    })();
    await eventually(() => requestsTo('/claim').length > 0);
    stopping.abort();
    await loop;
    expect(seen).toEqual([]);
    const id = await aJob();
    expect(await claimNow()).toMatchObject({ id });
  });

  it('gives a job back at once when its body throws, when it is left, and when its signal ends it', async () => {
    const id = await aJob(2);
    const broken = new Error('The ledger is closed.');
    const throwing = async () => {
      for await (const job of client.claim({ companyId })) if (job.id === id) throw broken;
    };
    await expect(throwing()).rejects.toBe(broken);
    for await (const job of client.claim({ companyId })) {
      expect(job).toMatchObject({ id, resumed: true });
      break;
    }
    const stopping = new AbortController();
    for await (const job of client.claim({ companyId, signal: stopping.signal })) {
      expect(job).toMatchObject({ id, resumed: true });
      const booking = (async () => {
        for await (const entry of job.entries()) if (entry.companyId === companyId) stopping.abort();
      })();
      const thrown = await booking.catch((error: unknown) => error);
      expect(thrown).toBe(stopping.signal.reason);
      expect(job.signal.aborted).toBe(false);
    }
    expect(await claimNow()).toMatchObject({ id, status: 'in_progress' });
  });

  it('keeps a job that its body leaves unfinished until the lease is over, and goes on with others', async () => {
    const left = await aJob();
    const stopping = new AbortController();
    let body: ClaimedJob | undefined;
    const loop = (async () => {
      for await (const job of client.claim({ companyId, signal: stopping.signal })) body = job;
    })();
    await eventually(() => requestsTo('/claim').length > 1);
    expect(body?.id).toBe(left);
    expect(requestsTo('/release')).toEqual([]);
    expect(await claimNow()).toBeNull();
    stopping.abort();
    await loop;
  });

  it('asks for the next job after a pause when it is told at once that there is none', async () => {
    front.play({ status: 204 }, { status: 204 });
    const stopping = new AbortController();
    const loop = client.claim({ companyId, signal: stopping.signal }).next();
    await eventually(() => front.requests.length === 3);
    const [first, second, third] = front.requests.map(({ atMs }) => atMs);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(950);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThan(950);
    stopping.abort();
    expect((await loop).done).toBe(true);
  });

  it('tells of a relay that is away, and goes on when it is back', async () => {
    front.play('reset', { status: 503 });
    const id = await aJobBehind(2);
    const troubles: unknown[] = [];
    const { job, leave } = await aClaim({ onTrouble: (error) => troubles.push(error) });
    expect(job.id).toBe(id);
    expect(troubles).toEqual([expect.any(TypeError), expect.objectContaining({ status: 503 })]);
    await leave();
  });

  it('ends with what the relay refuses', async () => {
    const stranger = new RelayClient({ url: await relay.app.getUrl(), key: 'another-key-0123456789-012345' });
    await expect(stranger.claim().next()).rejects.toMatchObject({ status: 401 });
  });
});

/** A job that is made beside the front, whose next faults are for others. */
async function aJobBehind(numberOfItems: number): Promise<string> {
  const { id } = relay.sandbox.createJob({ companyId, numberOfItems });
  const direct = new RelayClient({ url: await relay.app.getUrl(), key: KEY });
  await direct.register({ id, companyId, numberOfItems });
  return id;
}

describe('entries', () => {
  it('are those of all pages', async () => {
    const id = await aJob(250);
    const { job, leave } = await aClaim();
    const wanted = relay.sandbox.items(id).map(({ accountingEntryId }) => accountingEntryId);
    expect(await idsOf(job.entries())).toEqual(wanted);
    await leave();
  });

  it('are those without a final result, whether Pleo has heard of it or the relay only', async () => {
    const id = await aJob(5);
    const [first = '', second = '', third = '', ...rest] = relay.sandbox
      .items(id)
      .map(({ accountingEntryId }) => accountingEntryId);
    const { job, leave } = await aClaim();
    await job.results([successful(first)]);
    await eventually(() => relay.sandbox.items(id)[0]?.status === 'successful');
    relay.sandbox.setFaults([{ match: { method: 'PUT' }, status: 503 }]);
    const failureReasonType = 'account_unknown' as const;
    await job.results([
      { accountingEntryId: second, status: 'failed', failureReason: 'No.', failureReasonType },
      { accountingEntryId: third, status: 'in_progress' },
    ]);
    expect(relay.sandbox.items(id)[1]?.status).toBe('pending');
    expect(await idsOf(job.entries())).toEqual([third, ...rest]);
    await leave();
  });

  it('are not to be had where Pleo refuses them, and the job may be ended with the reason', async () => {
    const id = await aJob();
    const { job, leave } = await aClaim();
    relay.sandbox.setFaults([
      {
        match: { route: 'export-items' },
        status: 400,
        body: { type: 'MISSING_CONTRA_ACCOUNTS', message: 'There is none for DKK.' },
      },
    ]);
    const refusal = await idsOf(job.entries()).catch((thrown: unknown) => thrown);
    expect(refusal).toBeInstanceOf(RelayProblem);
    expect(refusal).toMatchObject({
      status: 400,
      type: 'MISSING_CONTRA_ACCOUNTS',
      message: 'There is none for DKK.',
      problem: null,
    });
    const why = {
      failureReason: 'There is none for DKK.',
      failureReasonType: 'missing_configuration',
    } as const;
    expect(await job.failed(why)).toMatchObject({ jobId: id, event: 'failed', ...why });
    await leave();
    expect(requestsTo('/release')).toEqual([]);
  });
});

describe('a lease', () => {
  it('is kept by heartbeats while the body runs, and no longer', async () => {
    // Every third of its shortest time: that of a job that expires after three seconds.
    const id = await aJob(1, 3);
    const { job, leave } = await aClaim();
    const beats = () => requestsTo(`/${id}/heartbeat`).length;
    await eventually(() => beats() >= 4);
    expect(await client.job(id)).toMatchObject({ status: 'in_progress' });
    expect(job.signal.aborted).toBe(false);
    await leave();
    const before = beats();
    // Another's, as often: by its third one more would have come of this one.
    companyId = randomUUID();
    const anotherId = await aJob(1, 3);
    const another = await aClaim();
    await eventually(() => requestsTo(`/${anotherId}/heartbeat`).length >= 3);
    expect(beats()).toBe(before);
    await another.leave();
  });

  it('that is lost ends every call with a LeaseLost, and the loop goes on with the next job', async () => {
    const lost = await aJob();
    const seen: string[] = [];
    for await (const job of client.claim({ companyId })) {
      seen.push(job.id);
      if (seen.length === 2) break;
      await giveBack(job);
      expect(await claimNow()).toMatchObject({ id: lost });
      const refusal = await job.results([successful(randomUUID())]).catch((thrown: unknown) => thrown);
      expect(refusal).toBeInstanceOf(LeaseLost);
      expect(refusal).toMatchObject({ cause: { status: 409, type: 'LEASE_LOST' } });
      expect(job.signal).toMatchObject({ aborted: true, reason: refusal });
      await expect(job.finish()).rejects.toBe(refusal);
      await expect(job.failed()).rejects.toBe(refusal);
      await expect(idsOf(job.entries())).rejects.toBe(refusal);
      expect(await client.job(lost)).toMatchObject({ status: 'in_progress', items: { successful: 0 } });
      await client.failed(lost);
      await aJob();
    }
    expect(seen).toHaveLength(2);
    expect(seen[1]).not.toBe(lost);
  });

  it('whose heartbeat is refused is lost', async () => {
    await aJob(1, 3);
    const { job, leave } = await aClaim();
    await giveBack(job);
    await eventually(() => job.signal.aborted);
    expect(job.signal.reason).toBeInstanceOf(LeaseLost);
    await leave();
    expect(requestsTo('/release')).toEqual([]);
  });

  it('may be given back early', async () => {
    const id = await aJob();
    const { job, leave } = await aClaim();
    await job.release();
    expect(await claimNow()).toMatchObject({ id });
    await leave();
  });
});

describe('a lost answer', () => {
  it('to finish, which has ended the lease, is asked for again and gives the event', async () => {
    const id = await aJob();
    const { job, leave } = await aClaim();
    await job.results((await idsOf(job.entries())).map(successful));
    front.play('answer lost', 'answer lost');
    expect(await job.finish()).toMatchObject({ jobId: id, event: 'completed' });
    expect(job.signal.aborted).toBe(false);
    await leave();
    expect(await client.job(id)).toMatchObject({ status: 'completed' });
  });

  it('to failed gives the event too', async () => {
    const id = await aJob();
    const { job, leave } = await aClaim();
    front.play('answer lost');
    expect(await job.failed()).toMatchObject({ jobId: id, event: 'failed' });
    await leave();
  });

  it('to results changes nothing', async () => {
    await aJob(3);
    const { job, leave } = await aClaim();
    const ids = await idsOf(job.entries());
    front.play('answer lost', { status: 503 });
    const { data, errors } = await job.results(ids.map(successful));
    expect(data.map(({ accountingEntryId }) => accountingEntryId)).toEqual(ids);
    expect(errors).toEqual([]);
    expect(await job.finish()).toMatchObject({ event: 'completed' });
    await leave();
  });
});

it('finish that comes too early is refused, and the job is still held', async () => {
  const id = await aJob(2);
  const { job, leave } = await aClaim();
  await expect(job.finish()).rejects.toMatchObject({ type: 'EXPORT_JOB_ITEMS_UNFINISHED' });
  await job.results((await idsOf(job.entries())).map(successful));
  expect(await job.finish()).toMatchObject({ jobId: id, event: 'completed' });
  await leave();
});

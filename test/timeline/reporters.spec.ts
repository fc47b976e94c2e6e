import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAX_REPORTERS } from '../../src/queue/enqueue-items.sql.js';
import { startApp, type TestApp } from '../support/app.js';
import { aJobInProgress, storeResults } from '../support/results.js';

const keyOf = (name: string) => `${name}-0123456789-0123456789-0123456789`;
const SCOPES = { ann: 'write', bob: 'write', eve: 'admin', ida: 'admin' };
type Name = keyof typeof SCOPES;

let relay: TestApp;
beforeAll(async () => {
  const API_KEYS = Object.entries(SCOPES)
    .map(([name, scope]) => `${name}:${scope}:${keyOf(name)}`)
    .join(',');
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600', API_KEYS });
});
afterAll(() => relay.stop());

const as = (name: Name) => ({ Authorization: `Bearer ${keyOf(name)}` });

/** Reports results of so many entries that nobody has reported yet. */
async function report(by: Name, jobId: string, count = 1): Promise<void> {
  const results = Array.from({ length: count }, () => ({
    accountingEntryId: randomUUID(),
    status: 'successful',
  }));
  await relay.http.put(`/v1/export-jobs/${jobId}/items`).set(as(by)).send(results).expect(200);
}

interface Told {
  type: string;
  at: string;
  by: string;
  summary: string;
}

/** The entries of one type about results. */
async function told(jobId: string, type: string): Promise<Told[]> {
  const { body } = await relay.http.get(`/v1/export-jobs/${jobId}/timeline`).set(as('eve')).expect(200);
  return (body.data as (Told & { event: string | null })[]).filter(
    (entry) => entry.type === type && entry.event === null,
  );
}

const IN_ONE_LINE = /^Results of 3 entries were reported: 3 successful\. The last one came at \S+Z\.$/;

it('folds what one worker reports, with the time of the first and of the last', async () => {
  const jobId = await aJobInProgress(relay.database);
  for (let times = 0; times < 3; times++) await report('ann', jobId);
  expect(await told(jobId, 'accepted')).toMatchObject([
    { by: 'ann', summary: expect.stringMatching(IN_ONE_LINE) },
  ]);
});

it('tells of each worker in turn, when and how much it reported', async () => {
  const jobId = await aJobInProgress(relay.database);
  await report('ann', jobId, 2);
  await report('ann', jobId, 3);
  await report('bob', jobId);
  await report('ann', jobId);
  const entries = await told(jobId, 'accepted');
  expect(entries.map(({ by, summary }) => `${by}: ${summary}`)).toEqual([
    'ann: 5 results were reported.',
    'bob: 1 result was reported.',
    'ann: 1 result was reported. In all, results of 7 entries were reported: 7 successful.',
  ]);
  const times = entries.map(({ at }) => Date.parse(at));
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(new Set(times).size).toBe(3);
});

it('names no worker whose report changed nothing', async () => {
  const jobId = await aJobInProgress(relay.database);
  const result = { accountingEntryId: randomUUID(), status: 'successful' };
  for (const name of ['ann', 'bob'] as const)
    await relay.http.put(`/v1/export-jobs/${jobId}/items`).set(as(name)).send([result]).expect(200);
  expect((await told(jobId, 'accepted')).map(({ by }) => by)).toEqual(['ann']);
});

it('gives each result to its worker when they report at the same moment', async () => {
  const jobId = await aJobInProgress(relay.database);
  await Promise.all(
    Array.from({ length: 12 }, (_, index) => report(index < 4 ? 'ann' : 'bob', jobId, 1 + Number(index < 4))),
  );
  const sums = { ann: 0, bob: 0 };
  for (const { by, summary } of await told(jobId, 'accepted'))
    sums[by as keyof typeof sums] += Number(/^(\d+) results? w/.exec(summary)?.[1]);
  expect(sums).toEqual({ ann: 8, bob: 8 });
});

it('keeps a limited number of changes, and says so', async () => {
  const jobId = await aJobInProgress(relay.database);
  for (let times = 0; times < MAX_REPORTERS + 4; times++) await report(times % 2 ? 'ann' : 'bob', jobId);
  const entries = await told(jobId, 'accepted');
  expect(entries).toHaveLength(MAX_REPORTERS + 1);
  expect(entries.at(-1)?.summary).toMatch(
    /^4 results were reported\..* By others too: .*In all, results of 24/,
  );
});

it('has each redelivery and each discard with its time and who did it', async () => {
  const jobId = await aJobInProgress(relay.database);
  const entries = await storeResults(
    relay.database,
    jobId,
    Array.from({ length: 4 }, () => ({ delivery: 'dead' as const })),
  );
  for (const [index, name] of (['eve', 'eve', 'ida'] as const).entries())
    await relay.http
      .post(`/v1/export-jobs/${jobId}/items/redeliver`)
      .set(as(name))
      .send({ accountingEntryIds: [entries[index]] })
      .expect(202);
  await relay.http
    .post(`/v1/export-jobs/${jobId}/items/discard`)
    .set(as('ida'))
    .send({ reason: 'By hand.' })
    .expect(200);
  const acts = [...(await told(jobId, 'redelivered')), ...(await told(jobId, 'discarded'))];
  expect(acts.map(({ by, summary }) => `${by}: ${summary}`)).toEqual([
    'eve: 1 result to be delivered again.',
    'eve: 1 result to be delivered again.',
    'ida: 1 result to be delivered again.',
    // Pleo may have refused some again meanwhile.
    expect.stringMatching(/^ida: [1-4] results? discarded: By hand\.$/),
  ]);
});

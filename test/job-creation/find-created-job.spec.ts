import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { JobStatus } from '../../src/lifecycle/job-state.js';
import { findCreatedJob, type Try } from '../../src/job-creation/find-created-job.js';
import { Cancellation } from '../../src/pleo/cancellation.js';
import type { PleoAnswer } from '../../src/pleo/pleo.answer.js';
import { answered } from '../support/pleo-answer.js';

const COMPANY = randomUUID();
const ENTRIES = [randomUUID(), randomUUID(), randomUUID()];
/** By Pleo's clock, which is hours ahead of ours. */
const NOW = Date.now() + 5 * 3_600_000;

interface Job {
  entries: string[];
  agoMs?: number;
  companyId?: string | null;
  status?: JobStatus;
  createdAt?: unknown;
}

function answeredWith(body: object, headers: Record<string, string> = {}): PleoAnswer {
  return answered(200, JSON.stringify(body), headers);
}

/** A Pleo with these jobs, one on each page, and two items on a page. */
function pleoWith(
  jobs: readonly Job[],
  { date = new Date(NOW).toUTCString(), loops = false }: { date?: string | null; loops?: boolean } = {},
) {
  const listed = jobs.map(({ agoMs = 0, status = 'pending', companyId = COMPANY, ...job }) => ({
    id: randomUUID(),
    companyId,
    status,
    createdAt: 'createdAt' in job ? job.createdAt : new Date(NOW - agoMs).toISOString(),
    numberOfItems: job.entries.length,
    entries: job.entries,
  }));
  const read: string[] = [];
  const paged = (all: readonly object[], after: string | null, size: number) => {
    const start = Number(after ?? 0);
    const end = start + size;
    const hasNextPage = loops || end < all.length;
    const pagination = { hasNextPage, endCursor: loops ? '1' : String(end) };
    return { data: all.slice(start, end), pagination };
  };
  return {
    listed,
    read,
    listCompanyJobs: async (_: string, company: string, status: string, after: string | null) => {
      expect(company).toBe(COMPANY);
      const shown = listed.filter((job) => job.status === status).map(({ entries: _entries, ...job }) => job);
      return answeredWith(paged(shown, after, 1), date === null ? {} : { date });
    },
    listNewestCompanyJobs: async (_: string, company: string, status: string) => {
      expect(company).toBe(COMPANY);
      const shown = listed.filter((job) => job.status === status).map(({ entries: _entries, ...job }) => job);
      return answeredWith(paged(shown.toReversed(), null, 1), date === null ? {} : { date });
    },
    listItems: async (jobId: string, after: string | null) => {
      read.push(jobId);
      const { entries = [] } = listed.find(({ id }) => id === jobId) ?? {};
      const items = entries.map((id) => ({
        accountingEntryId: id.toUpperCase(),
        exportJobId: jobId,
        status: null,
      }));
      return answeredWith(paged(items, after, 2));
    },
  };
}

const search = (
  pleo: ReturnType<typeof pleoWith>,
  cancellation = new Cancellation(),
  older: readonly string[] = [],
) => {
  const wanted: Try = {
    version: 'v3',
    companyId: COMPANY,
    entries: new Set(ENTRIES),
    startedAt: performance.now() - 10_000,
  };
  const permit = { authorization: 'Bearer t0k3n-0f-th3-t3st-9517', cancellation };
  return findCreatedJob(pleo, wanted, permit, async (jobId) => older.includes(jobId));
};

it.each<[string, Job]>([
  ['just now', { entries: ENTRIES }],
  ['in another order', { entries: ENTRIES.toReversed() }],
  ['with the seconds of Date cut off', { entries: ENTRIES, agoMs: 12_000 }],
  ['and started by now', { entries: ENTRIES, status: 'in_progress' }],
  ['and ended by now', { entries: ENTRIES, status: 'completed' }],
  ['and failed by now', { entries: ENTRIES, status: 'failed' }],
  ['without its company', { entries: ENTRIES, companyId: null }],
])('the job that was created %s is found, behind others of the company', async (_, job) => {
  const others = [
    { entries: [randomUUID()] },
    { entries: ENTRIES.slice(1) },
    { entries: [...ENTRIES, randomUUID()] },
  ];
  const pleo = pleoWith([...others, job]);
  const found = await search(pleo);
  const { entries, ...shown } = pleo.listed[3]!;
  expect(entries).toHaveLength(3);
  expect(found).toMatchObject({ kind: 'found', job: { id: shown.id, numberOfItems: 3 } });
  expect(found.kind === 'found' && JSON.parse(found.body)).toEqual({ data: shown });
});

it.each<[string, Job]>([
  ['an older one', { entries: ENTRIES, agoMs: 16_000 }],
  ['one that has failed a moment before', { entries: ENTRIES, agoMs: 16_000, status: 'failed' }],
  ['one of another company', { entries: ENTRIES, companyId: randomUUID() }],
  ['one of no time', { entries: ENTRIES, createdAt: null }],
  ['one with fewer entries', { entries: ENTRIES.slice(1) }],
  ['one with more entries', { entries: [...ENTRIES, randomUUID()] }],
  ['one with another entry', { entries: [...ENTRIES.slice(1), randomUUID()] }],
])('%s is not it', async (_, job) => {
  expect(await search(pleoWith([job]))).toEqual({ kind: 'none' });
});

it('the items of a job that is too old are not read', async () => {
  const pleo = pleoWith([{ entries: ENTRIES, agoMs: 90_000 }]);
  await search(pleo);
  expect(pleo.read).toEqual([]);
});

it('one that was known here before the try is not it, however late it was created', async () => {
  const pleo = pleoWith([{ entries: ENTRIES, status: 'failed' }, { entries: ENTRIES }]);
  const [failed, made] = pleo.listed.map(({ id }) => id);
  expect(await search(pleo, new Cancellation(), [failed!, made!])).toEqual({ kind: 'none' });
  expect(pleo.read).toEqual([]);
  expect(await search(pleo, new Cancellation(), [failed!])).toMatchObject({
    kind: 'found',
    job: { id: made },
  });
});

it('where Pleo does not tell its time, ours has to do, with a generous slack', async () => {
  const at = (ms: number) => ({ entries: ENTRIES, createdAt: new Date(Date.now() + ms).toISOString() });
  expect(await search(pleoWith([at(-35_000)], { date: null }))).toMatchObject({ kind: 'found' });
  expect(await search(pleoWith([at(-60_000)], { date: null }))).toEqual({ kind: 'none' });
});

it('a list that does not come to an end says nothing', async () => {
  const pleo = pleoWith([{ entries: [randomUUID()] }], { loops: true });
  expect(await search(pleo)).toMatchObject({ kind: 'unread', reason: expect.stringMatching(/does not end/) });
});

it('a search that was given up says nothing', async () => {
  const cancellation = new Cancellation();
  cancellation.end();
  expect(await search(pleoWith([{ entries: ENTRIES }]), cancellation)).toMatchObject({ kind: 'unread' });
});

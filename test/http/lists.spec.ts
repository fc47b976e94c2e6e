import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JOB_EVENTS, JOB_STATUSES, type JobEvent, type JobStatus } from '../../src/lifecycle/job-state.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { expectProblem, pointersOf } from '../support/problem.js';
import { allDelivered, backdate, expire, report } from '../support/reports.js';

interface Page<Entry> {
  data: Entry[];
  pagination: { hasNextPage: boolean; endCursor: string | null };
}
interface Job {
  id: string;
  status: JobStatus;
  companyId: string | null;
  createdAt: string;
}
interface Event {
  id: string;
  jobId: string;
  event: JobEvent;
  acceptedAt: string;
  delivery: { status: string };
}

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
});
afterAll(() => relay.stop());

async function pageOf<Entry>(path: string, query: Record<string, unknown> = {}): Promise<Page<Entry>> {
  const { status, body } = await relay.http.get(path).query(query);
  expect([status, body]).toEqual([
    200,
    {
      data: expect.any(Array),
      pagination: {
        hasNextPage: expect.any(Boolean),
        endCursor: body.data.length === 0 ? null : expect.stringMatching(/./),
      },
    },
  ]);
  return body as Page<Entry>;
}

/** Reads a list to its end; `beforeEach` is called before every page. */
async function readAll<Entry extends { id: string }>(
  path: string,
  query: Record<string, unknown>,
  beforeEachPage: () => Promise<unknown> = async () => undefined,
): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    await beforeEachPage();
    const page: Page<Entry> = await pageOf<Entry>(path, { ...query, ...(after && { after }) });
    ids.push(...page.data.map(({ id }) => id));
    after = page.pagination.endCursor;
    if (!page.pagination.hasNextPage) return ids;
    expect(page.data).toHaveLength(Number(query['limit']));
  }
}

const JOBS = '/v1/export-jobs';
const EVENTS = '/v1/export-job-events';

async function register(companyId: string, more: object = {}): Promise<string> {
  const id = randomUUID();
  await relay.http
    .post(JOBS)
    .send({ id, companyId, ...more })
    .expect(201);
  return id;
}

describe('GET /v1/export-jobs', () => {
  const company = randomUUID();
  const byStatus = new Map<JobStatus, string>();
  beforeAll(async () => {
    for (const status of JOB_STATUSES) {
      const id = await register(company);
      byStatus.set(status, id);
      if (status === 'pending') continue;
      if (status !== 'failed') await report(relay, id, 'started');
      if (status !== 'in_progress') await report(relay, id, status);
    }
    await register(randomUUID());
  });

  const idsOf = async (query: Record<string, unknown>) =>
    (await pageOf<Job>(JOBS, query)).data.map(({ id }) => id);
  const inOrder = (...statuses: JobStatus[]) => statuses.map((status) => byStatus.get(status)).reverse();

  it.each(JOB_STATUSES)('shows the jobs that are %s', async (status) => {
    expect(await idsOf({ status, companyId: company })).toEqual([byStatus.get(status)]);
  });

  it('takes several statuses', async () => {
    const status = ['pending', 'failed', 'completed'];
    expect(await idsOf({ status, companyId: company })).toEqual(inOrder('pending', 'completed', 'failed'));
    expect(await idsOf({ status: [...JOB_STATUSES, ...JOB_STATUSES], companyId: company })).toHaveLength(5);
  });

  it('shows the jobs of a company, newest first, in their full shape', async () => {
    expect(await idsOf({ companyId: company })).toEqual(inOrder(...JOB_STATUSES));
    expect(await idsOf({ companyId: company.toUpperCase() })).toHaveLength(5);
    expect(await idsOf({ companyId: randomUUID() })).toEqual([]);
    await allDelivered(relay);
    for (const job of (await pageOf<Job>(JOBS, { companyId: company })).data) {
      expect((await relay.http.get(`${JOBS}/${job.id}`)).body).toEqual(job);
    }
  });

  it('shows those that expire first first, page by page, also of two that do at once', async () => {
    const companyId = randomUUID();
    const ids: string[] = [];
    for (const expiresIn of [500, 300, 300, 900, 100]) ids.push(await register(companyId, { expiresIn }));
    await relay.database.query(
      `UPDATE export_job SET expires_at = last.at + expires_in * interval '1 second'
       FROM (SELECT max(last_updated_at) AS at FROM export_job) AS last
       WHERE company_id = $1`,
      [companyId],
    );
    const [fifth, second, third, last, first] = ids;
    const alike = [second, third].sort();
    const soonest = [first, ...alike, fifth, last];
    const query = { companyId, expiringWithin: 1000 };
    expect(await idsOf(query)).toEqual(soonest);
    for (const limit of [1, 2, 3]) expect(await readAll(JOBS, { ...query, limit })).toEqual(soonest);
    const { pagination } = await pageOf<Job>(JOBS, { ...query, limit: 1 });
    for (const other of [{ companyId }, { ...query, order: 'oldest' }])
      await relay.http
        .get(JOBS)
        .query({ ...other, after: pagination.endCursor })
        .expect(400);
  });

  it('shows unfinished jobs that expire soon', async () => {
    const companyId = randomUUID();
    const soon = await register(companyId, { expiresIn: 100 });
    const later = await register(companyId, { expiresIn: 5000 });
    const over = await register(companyId, { expiresIn: 100 });
    await report(relay, over, 'failed');
    const stale = await register(companyId, { expiresIn: 100 });
    await backdate(relay, stale, 200);
    expect(await idsOf({ companyId, expiringWithin: 0 })).toEqual([stale]);
    expect(await idsOf({ companyId, expiringWithin: 1000 })).toEqual([stale, soon]);
    expect(await idsOf({ companyId, expiringWithin: 604_800 })).toEqual([stale, soon, later]);
    for (const order of ['newest', 'oldest']) {
      const asked = await idsOf({ companyId, expiringWithin: 604_800, order });
      expect(asked).toEqual(order === 'newest' ? [stale, later, soon] : [soon, later, stale]);
    }
    expect(await idsOf({ companyId, expiringWithin: 1000, status: 'failed' })).toEqual([]);
    await expire(relay, stale);
    expect(await idsOf({ companyId, expiringWithin: 0 })).toEqual([]);
  });

  it('shows the oldest first where that is asked for, page by page', async () => {
    const companyId = randomUUID();
    const ids: string[] = [];
    for (let made = 0; made < 7; made++) ids.push(await register(companyId));
    await report(relay, ids[3] ?? '', 'started');
    await report(relay, ids[5] ?? '', 'failed');
    const statuses = ['in_progress', 'pending'];
    const unfinished = ids.filter((_, place) => place !== 5);
    const all = (query: object) => readAll<Job>(JOBS, { companyId, limit: 2, ...query });
    expect(await all({ order: 'oldest' })).toEqual(ids);
    expect(await all({ order: 'newest' })).toEqual(ids.toReversed());
    expect(await all({})).toEqual(ids.toReversed());
    expect(await all({ order: 'oldest', statuses })).toEqual(unfinished);
    expect(await all({ order: 'newest', statuses })).toEqual(unfinished.toReversed());
    // Between two pages nothing is lost that was there, and what comes stands at the end.
    let late = '';
    const read = await readAll<Job>(JOBS, { companyId, limit: 2, order: 'oldest' }, async () => {
      late ||= await register(companyId);
    });
    expect(read).toEqual([...ids, late]);
  });

  it('refuses the cursor of the other order', async () => {
    for (const [order, other] of [
      ['oldest', 'newest'],
      ['newest', 'oldest'],
    ]) {
      const { pagination } = await pageOf<Job>(JOBS, { order, limit: 1 });
      const query = { order: other, after: pagination.endCursor };
      const answer = await relay.http.get(JOBS).query(query);
      expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual(['/after']);
    }
    const answer = await relay.http.get(JOBS).query({ order: 'random' });
    expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual(['/order']);
  });

  it('finds jobs by how their ids begin, beside other filters and page by page', async () => {
    const companyId = randomUUID();
    const beginning = randomUUID().slice(0, 15);
    const idOf = (rest: string) => `${beginning}${rest}`;
    const ids = ['000-8000-000000000000', '9ab-8000-0123456789ab', 'fff-ffff-ffffffffffff'].map(idOf);
    for (const id of ids) await relay.http.post(JOBS).send({ id, companyId }).expect(201);
    const before = idOf('9ab-8000-0123456789aa');
    await relay.http.post(JOBS).send({ id: before, companyId: randomUUID() }).expect(201);
    expect(await idsOf({ idPrefix: beginning })).toEqual([before, ...ids.toReversed()]);
    expect(await idsOf({ idPrefix: beginning, companyId, order: 'oldest' })).toEqual(ids);
    expect(await idsOf({ idPrefix: beginning, companyId, status: ['pending', 'failed'] })).toHaveLength(3);
    expect(await idsOf({ idPrefix: beginning, status: 'failed' })).toEqual([]);
    expect(await readAll<Job>(JOBS, { idPrefix: beginning, limit: 2 })).toHaveLength(4);
    expect(await idsOf({ idPrefix: idOf('9ab-').toUpperCase() })).toEqual([before, ids[1]]);
    expect(await idsOf({ idPrefix: ids[1] })).toEqual([ids[1]]);
    expect(await idsOf({ idPrefix: beginning.slice(0, 4) })).toContain(ids[0]);
  });

  it.each([
    '',
    'abc',
    'abcg',
    '0b7f5f8e3c1d',
    '0b7f-',
    '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c0',
    '%%%%',
    "0b7f'",
  ])('refuses "%s", with which no id begins, or too many', async (idPrefix) => {
    const answer = await relay.http.get(JOBS).query({ idPrefix });
    expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual(['/idPrefix']);
  });

  it('takes Pleo’s own names, alone or beside the same under ours', async () => {
    const expected = inOrder('pending', 'failed');
    const statuses = ['pending', 'failed'];
    expect(await idsOf({ statuses, company_id: company.toUpperCase() })).toEqual(expected);
    expect(await idsOf({ statuses: 'failed', company_id: company })).toEqual([byStatus.get('failed')]);
    const both = {
      statuses,
      status: ['failed', 'pending', 'failed'],
      company_id: company,
      companyId: company,
    };
    expect(await idsOf(both)).toEqual(expected);
  });

  it.each<[string, Record<string, unknown>]>([
    ['/statuses', { statuses: 'pending', status: 'failed' }],
    ['/statuses', { statuses: ['pending', 'failed'], status: 'failed' }],
    ['/statuses', { statuses: 'abandoned' }],
    ['/company_id', { company_id: randomUUID(), companyId: randomUUID() }],
    ['/company_id', { company_id: 'acme' }],
  ])('refuses %s that makes no sense, or not beside ours', async (pointer, query) => {
    const answer = await relay.http.get(JOBS).query(query);
    expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual([pointer]);
  });

  it('shows jobs created strictly after and before a moment', async () => {
    const companyId = randomUUID();
    const ids: string[] = [];
    for (const day of ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T12:00:00.123Z']) {
      const id = await register(companyId);
      await relay.database.query('UPDATE export_job SET created_at = $2 WHERE id = $1', [id, day]);
      ids.unshift(id);
    }
    const [third, second, first] = ids;
    const idsWith = (query: object) => idsOf({ companyId, ...query });
    expect(await idsWith({ createdAfter: '2026-01-01T00:00:00Z' })).toEqual([third, second]);
    expect(await idsWith({ createdAfter: '2025-12-31T23:59:59.999Z' })).toEqual([third, second, first]);
    expect(await idsWith({ createdBefore: '2026-01-02' })).toEqual([first]);
    expect(await idsWith({ createdBefore: '2026-01-02T00:00:00.001Z' })).toEqual([second, first]);
    expect(await idsWith({ createdAfter: '2026-01-02T01:00:00+02:00' })).toEqual([third, second]);
    expect(await idsWith({ createdAfter: '2026-01-03T12:00:00.123Z' })).toEqual([]);
    expect(await idsWith({ createdAfter: '2026-01-01', createdBefore: '2026-01-03' })).toEqual([second]);
    expect(await idsWith({ createdAfter: '2026-01-03', createdBefore: '2026-01-01' })).toEqual([]);
  });
});

describe('GET /v1/export-job-events', () => {
  const company = randomUUID();
  const jobOf = new Map<string, string>();
  beforeAll(async () => {
    for (const fate of ['delivered', 'dead', 'discarded', 'pending']) {
      const jobId = await register(company);
      jobOf.set(fate, jobId);
    }
    const [dead, discarded, pending] = ['dead', 'discarded', 'pending'].map((fate) => jobOf.get(fate) ?? '');
    relay.sandbox.setFaults([
      { match: { jobId: dead ?? '' }, status: 400 },
      { match: { jobId: discarded ?? '' }, status: 400 },
      { match: { jobId: pending ?? '' }, hang: true },
    ]);
    for (const jobId of [...jobOf.values()].slice(0, 3)) await report(relay, jobId, 'started');
    await eventually(async () => {
      const { data } = await pageOf<Event>(EVENTS, { companyId: company });
      return data.length === 3 && data.every(({ delivery }) => delivery.status !== 'pending');
    });
    const [given] = (await pageOf<Event>(EVENTS, { jobId: discarded })).data;
    await relay.http.post(`${EVENTS}/${given?.id}/discard`).send({ reason: 'Entered by hand.' }).expect(200);
    await report(relay, pending ?? '', 'failed');
  });
  afterAll(() => relay.sandbox.reset());

  const jobIdsOf = async (query: Record<string, unknown>) =>
    (await pageOf<Event>(EVENTS, query)).data.map(({ jobId }) => jobId);

  it.each(['pending', 'delivered', 'dead', 'discarded'])('shows the events that are %s', async (fate) => {
    const query = { deliveryStatus: fate, companyId: company };
    expect(await jobIdsOf(query)).toEqual([jobOf.get(fate)]);
    expect((await pageOf<Event>(EVENTS, query)).data[0]?.delivery.status).toBe(fate);
  });

  it('shows the events of a company, newest first, in their full shape', async () => {
    expect(await jobIdsOf({ companyId: company })).toEqual([...jobOf.values()].reverse());
    expect(await jobIdsOf({ companyId: randomUUID() })).toEqual([]);
    const [newest] = (await pageOf<Event>(EVENTS, { companyId: company, limit: 2 })).data.slice(1);
    const { attempts, ...event } = (await relay.http.get(`${EVENTS}/${newest?.id}`)).body;
    expect(newest).toEqual({ ...event, companyId: company });
    expect(attempts).toEqual([expect.objectContaining({ number: 1, statusCode: 400 })]);
  });

  it('shows the events of a job, newest first', async () => {
    const jobId = jobOf.get('delivered') ?? '';
    await report(relay, jobId, 'completed');
    const { data } = await pageOf<Event>(EVENTS, { jobId: jobId.toUpperCase() });
    expect(data.map(({ event }) => event)).toEqual(['completed', 'started']);
    expect(await jobIdsOf({ jobId: randomUUID() })).toEqual([]);
  });

  it.each(JOB_EVENTS)('shows the events that say "%s"', async (event) => {
    const { data } = await pageOf<Event>(EVENTS, { companyId: company, event });
    const expected = { started: 3, failed: 1, completed: 1, completed_with_errors: 0 };
    expect(data.map((one) => one.event)).toEqual(Array<string>(expected[event]).fill(event));
  });

  it('shows events accepted strictly after and before a moment', async () => {
    const companyId = randomUUID();
    const ids: string[] = [];
    for (const moment of ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.500Z']) {
      const jobId = await register(companyId);
      const { body } = await report(relay, jobId, 'started');
      await relay.database.query('UPDATE export_job_event SET accepted_at = $2 WHERE id = $1', [
        body.id,
        moment,
      ]);
      ids.unshift(body.id as string);
    }
    const idsWith = async (query: object) =>
      (await pageOf<Event>(EVENTS, { companyId, ...query })).data.map(({ id }) => id);
    expect(await idsWith({ acceptedAfter: '2025-12-31' })).toEqual(ids);
    expect(await idsWith({ acceptedAfter: '2026-01-01' })).toEqual(ids.slice(0, 1));
    expect(await idsWith({ acceptedBefore: '2026-01-02T00:00:00.5Z' })).toEqual(ids.slice(1));
    expect(await idsWith({ acceptedAfter: '2026-01-01', acceptedBefore: '2026-01-02' })).toEqual([]);
  });

  it('does not find an event that is unknown', async () => {
    expectProblem(await relay.http.get(`${EVENTS}/${randomUUID()}`), 404, 'EXPORT_JOB_EVENT_NOT_FOUND');
  });
});

describe.each([
  ['jobs', JOBS],
  ['events', EVENTS],
])('pages of %s', (kind, path) => {
  /** Makes jobs of a company, with an event each, and returns the ids of what the list shows. */
  async function fill(companyId: string, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let made = 0; made < count; made++) {
      const jobId = await register(companyId);
      ids.push(kind === 'jobs' ? jobId : ((await report(relay, jobId, 'started')).body.id as string));
    }
    return ids;
  }

  it('have 50 entries unless told otherwise, and at most 200', async () => {
    const companyId = randomUUID();
    const events = Array.from({ length: 201 }, () => ({ jobId: randomUUID(), event: 'started' }));
    await relay.http.post(`${EVENTS}/batch`).send({ events }).expect(207);
    await relay.database.query('UPDATE export_job SET company_id = $1 WHERE id = ANY ($2)', [
      companyId,
      events.map(({ jobId }) => jobId),
    ]);
    for (const [query, length] of [
      [{}, 50],
      [{ limit: 1 }, 1],
      [{ limit: 200 }, 200],
    ] as const) {
      const page = await pageOf(path, { companyId, ...query });
      expect(page.data).toHaveLength(length);
      expect(page.pagination.hasNextPage).toBe(true);
    }
    expect(new Set(await readAll(path, { companyId, limit: 200 })).size).toBe(201);
  });

  it.each(['0', '201', '-1', '1.5', 'x', '', '1e2', '0x10', '%2B5', '99999999999999999999'])(
    'refuse a limit of "%s"',
    async (limit) => {
      const answer = await relay.http.get(`${path}?limit=${limit}`);
      expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual(['/limit']);
    },
  );

  it('show each old entry exactly once while new ones come in', async () => {
    const companyId = randomUUID();
    const old = await fill(companyId, 12);
    const fresh: string[] = [];
    const read = await readAll(path, { companyId, limit: 5 }, async () =>
      fresh.push(...(await fill(companyId, 3))),
    );
    expect(new Set(read).size).toBe(read.length);
    expect(read.filter((id) => old.includes(id))).toEqual(old.toReversed());
    expect(fresh.slice(0, 3).every((id) => read.includes(id))).toBe(true);
  });

  it.each([1, 2, 3, 7])('of %i show each entry of one moment exactly once', async (limit) => {
    const companyId = randomUUID();
    const ids = await fill(companyId, 7);
    const update =
      kind === 'jobs'
        ? `UPDATE export_job SET created_at = '2026-03-01T00:00:00.007Z' WHERE id = ANY ($1)`
        : `UPDATE export_job_event SET accepted_at = '2026-03-01T00:00:00.007Z' WHERE id = ANY ($1)`;
    await relay.database.query(update, [ids]);
    expect(await readAll(path, { companyId, limit })).toEqual(ids.toSorted().reverse());
  });

  it('go by time, whatever the ids are', async () => {
    const companyId = randomUUID();
    const ids = (await fill(companyId, 5)).sort();
    const [table, column] =
      kind === 'jobs' ? ['export_job', 'created_at'] : ['export_job_event', 'accepted_at'];
    for (const [age, id] of ids.entries()) {
      await relay.database.query(
        `UPDATE ${table} SET ${column} = '2026-03-02T00:00:00Z'::timestamptz - $2 * interval '1 ms' WHERE id = $1`,
        [id, age],
      );
    }
    expect(await readAll(path, { companyId, limit: 2 })).toEqual(ids);
  });

  it('end without a next page when the last one is full', async () => {
    const companyId = randomUUID();
    await fill(companyId, 2);
    const page = await pageOf(path, { companyId, limit: 2 });
    expect(page.pagination.hasNextPage).toBe(false);
    const past = await pageOf(path, { companyId, limit: 2, after: page.pagination.endCursor });
    expect(past).toEqual({ data: [], pagination: { hasNextPage: false, endCursor: null } });
  });

  it('are empty when nothing fits', async () => {
    expect(await pageOf(path, { companyId: randomUUID() })).toEqual({
      data: [],
      pagination: { hasNextPage: false, endCursor: null },
    });
  });

  it('go on behind an entry that is gone', async () => {
    const companyId = randomUUID();
    const ids = (await fill(companyId, 3)).reverse();
    await eventually(async () => {
      const { data } = await pageOf<{ delivery: { pending: number } }>(JOBS, { companyId });
      return data.every(({ delivery }) => delivery.pending === 0);
    });
    const first = await pageOf<{ id: string }>(path, { companyId, limit: 1 });
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 1));
    for (const table of ['delivery_attempt', 'outbox', 'export_job_event', 'export_job']) {
      const job = `(SELECT id FROM export_job WHERE company_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1)`;
      await relay.database.query(
        `DELETE FROM ${table} WHERE ${table === 'export_job' ? 'id' : 'job_id'} = ${job}`,
        [companyId],
      );
    }
    const { data } = await pageOf<{ id: string }>(path, { companyId, after: first.pagination.endCursor });
    expect(data.map(({ id }) => id)).toEqual(ids.slice(1));
  });

  it.each([
    ['empty', ''],
    ['no base64', '***'],
    ['something else', Buffer.from('hello').toString('base64url')],
    ['an id alone', randomUUID()],
    ['a place with no such time', cursor('2026-02-30T00:00:00.000Z', 'x'.repeat(36))],
    ['a place with no id', cursor('2026-02-01T00:00:00.000Z', 'x'.repeat(36))],
    ['a place with more behind it', cursor('2026-02-01T00:00:00.000Z', `${randomUUID()}'--`)],
    ['NUL', '%00'],
    ['very long', 'a'.repeat(5000)],
    ['given twice', 'x&after=y'],
  ])('refuse a cursor that is %s', async (_, after) => {
    const answer = await relay.http.get(`${path}?after=${after}`);
    expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual(['/after']);
  });
});

function cursor(time: string, id: string): string {
  return Buffer.from(`${time} ${id}`).toString('base64url');
}

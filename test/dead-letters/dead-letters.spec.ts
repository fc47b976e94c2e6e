import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { jobsBehindDeadEvents } from '../support/backlog.js';
import { outboxMistakes } from '../support/books.js';
import { eventually } from '../support/eventually.js';
import { expectProblem, pointersOf } from '../support/problem.js';
import { allDelivered, report } from '../support/reports.js';

const KEYS = {
  read: 'reader-key-0123456789-0123456789',
  write: 'worker-key-0123456789-0123456789',
  admin: 'ann-key-0123456789-0123456789-01',
};
const EVENTS = '/v1/export-job-events';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({
    API_KEYS: `reader:read:${KEYS.read},worker:write:${KEYS.write},ann:admin:${KEYS.admin}`,
    EXPIRY_SWEEP_INTERVAL_SECONDS: '3600',
  });
});
afterEach(async () => {
  relay.sandbox.clearFaults();
  // What is on its way ends first: dead events and those behind them are never due.
  await eventually(async () => {
    const due = await relay.database.query('SELECT FROM outbox WHERE due_at IS NOT NULL');
    return due.length === 0;
  });
  expect(await outboxMistakes(relay.database)).toEqual([]);
  await relay.database.truncate('export_job');
});
afterAll(() => relay.stop());

type Scope = keyof typeof KEYS;

function post(path: string, body?: object, scope: Scope = 'admin') {
  const request = relay.http.post(`${EVENTS}${path}`).auth(KEYS[scope], { type: 'bearer' });
  return body === undefined ? request : request.send(body);
}

async function get(path: string) {
  const { status, body } = await relay.http.get(path).auth(KEYS.admin, { type: 'bearer' });
  expect(status).toBe(200);
  return body;
}

async function delivery(id: string) {
  const { delivery } = await get(`${EVENTS}/${id}`);
  return delivery as { status: string; outcome: string | null; attempts: number; waitingFor: unknown };
}

async function reach(id: string, status: string): Promise<void> {
  await eventually(async () => (await delivery(id)).status === status);
}

async function accept(jobId: string, event: 'started' | 'completed'): Promise<string> {
  relay.http.auth(KEYS.write, { type: 'bearer' });
  const answer = await report(relay, jobId, event);
  expect(answer.status).toBe(202);
  return answer.body.id as string;
}

interface DeadJob {
  jobId: string;
  dead: string;
  blocked: string;
}

/** A job whose `started` Pleo refused for good, and whose `completed` waits behind it. Pleo is mended meanwhile. */
async function aDeadJob(): Promise<DeadJob> {
  const jobId = randomUUID();
  relay.sandbox.setFaults([{ match: { jobId }, status: 400 }]);
  const dead = await accept(jobId, 'started');
  await reach(dead, 'dead');
  const blocked = await accept(jobId, 'completed');
  relay.sandbox.clearFaults();
  return { jobId, dead, blocked };
}

function audit(jobId: string) {
  return relay.database.query('SELECT action, by, reason FROM audit_entry WHERE job_id = $1 ORDER BY at', [
    jobId,
  ]);
}

async function timeline(
  jobId: string,
): Promise<{ type: string; by: string | null; outcome: string | null }[]> {
  const { data } = await get(`/v1/export-jobs/${jobId}/timeline`);
  return data;
}

describe('a dead event', () => {
  it('blocks the later ones of its job, which name it', async () => {
    const { dead, blocked } = await aDeadJob();
    expect(await delivery(dead)).toMatchObject({ outcome: 'refused', waitingFor: null });
    expect((await delivery(blocked)).waitingFor).toEqual({ reason: 'blocked', eventId: dead });
  });
});

describe('redeliver', () => {
  it('makes a dead event due again, and what it blocked goes after it', async () => {
    const { jobId, dead } = await aDeadJob();
    const answer = await post(`/${dead}/redeliver`);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ id: dead, jobId, event: 'started' });
    expect(['pending', 'delivered']).toContain(answer.body.delivery.status);
    await allDelivered(relay);
    expect(relay.sandbox.job(jobId)?.status).toBe('completed');
    expect(await delivery(dead)).toMatchObject({ status: 'delivered', attempts: 2 });
  });

  it('gives a fresh schedule: the faults before do not count', async () => {
    const { dead } = await aDeadJob();
    await relay.database.query(
      `UPDATE outbox SET retries = 9, failing_since = now() - interval '100 hours' WHERE sequence = 1`,
    );
    relay.sandbox.setFaults([{ status: 500, times: 1 }]);
    expect((await post(`/${dead}/redeliver`)).status).toBe(202);
    await allDelivered(relay);
    expect(await delivery(dead)).toMatchObject({ status: 'delivered', attempts: 3 });
  });

  it('keeps who did it, and the timeline tells it', async () => {
    const { jobId, dead } = await aDeadJob();
    await post(`/${dead}/redeliver`);
    await allDelivered(relay);
    expect(await audit(jobId)).toEqual([{ action: 'redelivered', by: 'ann', reason: null }]);
    const told = (await timeline(jobId)).filter(({ type }) => !['registered', 'accepted'].includes(type));
    expect(told.map(({ type }) => type)).toEqual([
      'attempt',
      'dead',
      'redelivered',
      'attempt',
      'delivered',
      'attempt',
      'delivered',
    ]);
    expect(told[2]).toMatchObject({ by: 'ann' });
  });

  it('twice at once is one redelivery', async () => {
    const { jobId, dead } = await aDeadJob();
    relay.sandbox.setFaults([{ hang: true }]);
    const answers = await Promise.all([post(`/${dead}/redeliver`), post(`/${dead}/redeliver`)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(await audit(jobId)).toHaveLength(1);
    relay.sandbox.reset();
    await allDelivered(relay);
    expect(await delivery(dead)).toMatchObject({ status: 'delivered' });
  });
});

describe('the causes of death', () => {
  const dies = async (status: number, type?: string) => {
    const jobId = randomUUID();
    relay.sandbox.setFaults([
      { match: { jobId }, status, body: { type: type ?? 'UNTOLD', message: `of ${jobId}` } },
    ]);
    const dead = await accept(jobId, 'started');
    await reach(dead, 'dead');
    if (type === undefined) await forgetAnswer(jobId, status);
    relay.sandbox.clearFaults();
    return { jobId, dead };
  };
  /** As the upgrade left attempts of before: without what was answered. */
  const forgetAnswer = (jobId: string, status: number) =>
    relay.database.query(
      `UPDATE delivery_attempt SET error = $2, response_excerpt = NULL WHERE job_id = $1`,
      [jobId, `Pleo answered ${status}.`],
    );
  const ids = async (query: string) =>
    ((await get(`${EVENTS}?${query}`)).data as { id: string }[]).map(({ id }) => id).sort();
  const moveBack = (jobId: string, hours: number) =>
    relay.database.query(
      `UPDATE delivery_attempt SET started_at = started_at - $2 * interval '1 hour' WHERE job_id = $1`,
      [jobId, hours],
    );
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

  it('are counted by status code and type, the most frequent one first', async () => {
    await dies(400, 'EMPTY');
    await dies(400, 'EMPTY');
    await dies(404, 'GONE');
    await dies(400);
    const { data } = await get(`${EVENTS}/causes`);
    expect(data).toMatchObject([
      { statusCode: 400, errorType: 'EMPTY', outcome: 'refused', count: 2 },
      { statusCode: 400, errorType: '', count: 1 },
      { statusCode: 404, errorType: 'GONE', count: 1 },
    ]);
    expect(data[0].error).toMatch(/^Pleo answered 400 EMPTY/);
  });

  it('narrow lists, by each filter and all of them together', async () => {
    const empty = await dies(400, 'EMPTY');
    const gone = await dies(404, 'GONE');
    const bare = await dies(400);
    await moveBack(empty.jobId, 2);
    expect(await ids('lastStatusCode=400')).toEqual([empty.dead, bare.dead].sort());
    expect(await ids('lastErrorType=GONE')).toEqual([gone.dead]);
    expect(await ids('lastStatusCode=400&lastErrorType=')).toEqual([bare.dead]);
    expect(await ids('lastStatusCode=0')).toEqual([]);
    expect(await ids(`lastTriedBefore=${hoursAgo(1)}`)).toEqual([empty.dead]);
    expect(await ids(`lastTriedAfter=${hoursAgo(1)}`)).toEqual([gone.dead, bare.dead].sort());
    const { data } = await get(
      `${EVENTS}/causes?lastTriedAfter=${hoursAgo(3)}&lastTriedBefore=${hoursAgo(1)}`,
    );
    expect(data).toMatchObject([{ statusCode: 400, errorType: 'EMPTY', count: 1 }]);
  });

  it('find events that Pleo never answered, and none that were delivered after all', async () => {
    const { dead } = await dies(400, 'EMPTY');
    await relay.database.query('UPDATE delivery_attempt SET status_code = NULL');
    expect(await ids('lastStatusCode=0')).toEqual([dead]);
    await relay.database.query('DELETE FROM outbox');
    await relay.database.query(
      `UPDATE export_job_event SET delivery_status = 'delivered', delivered_at = now() WHERE id = $1`,
      [dead],
    );
    expect(await ids('lastStatusCode=0')).toEqual([]);
  });

  it('find events that were discarded, and none that were delivered whatever else is asked', async () => {
    const [discarded, dead] = [await dies(400), await dies(400)];
    await post(`/${discarded.dead}/discard`, { reason: 'Entered by hand.' });
    await reach(await accept(randomUUID(), 'started'), 'delivered');
    expect(await ids('lastStatusCode=400')).toEqual([discarded.dead, dead.dead].sort());
    expect(await ids('lastStatusCode=400&deliveryStatus=discarded')).toEqual([discarded.dead]);
    expect(await ids('lastStatusCode=400&deliveryStatus=dead')).toEqual([dead.dead]);
    expect(await ids('lastStatusCode=202')).toEqual([]);
    expect(await ids('lastStatusCode=202&deliveryStatus=delivered')).toEqual([]);
  });

  it('redeliver all that failed with 400 within an hour, and nothing else', async () => {
    const meant = [await dies(400, 'EMPTY'), await dies(400)];
    const early = await dies(400, 'EMPTY');
    const other = await dies(404, 'GONE');
    for (const { jobId } of [...meant, other]) await moveBack(jobId, 2);
    await moveBack(early.jobId, 4);
    const filter = { lastStatusCode: 400, lastTriedAfter: hoursAgo(3), lastTriedBefore: hoursAgo(1) };
    const counted = await post('/redeliver', { ...filter, lastErrorType: null, dryRun: true });
    expect(counted.body).toEqual({ count: 2, remaining: 2 });
    expect((await post('/redeliver', filter)).body).toEqual({ count: 2, remaining: 0 });
    for (const { dead } of meant) await reach(dead, 'delivered');
    for (const { dead } of [early, other]) expect(await delivery(dead)).toMatchObject({ status: 'dead' });
  });
});

describe('discard', () => {
  it('gives a dead event up, and what it blocked goes', async () => {
    const { jobId, dead, blocked } = await aDeadJob();
    relay.sandbox.setFaults([{ match: { method: 'POST' }, status: 202 }]);
    const answer = await post(`/${dead}/discard`, { reason: 'The customer corrected it by hand.' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      id: dead,
      delivery: { status: 'discarded', outcome: 'discarded', nextAttemptAt: null, waitingFor: null },
    });
    await reach(blocked, 'delivered');
    expect(
      relay.sandbox.requests.filter((request) => request.jobId === jobId).map(({ event }) => event),
    ).toEqual(['started', 'completed']);
  });

  it('keeps who did it and why, and the timeline tells it', async () => {
    const { jobId, dead, blocked } = await aDeadJob();
    relay.sandbox.setFaults([{ match: { method: 'POST' }, status: 202 }]);
    await post(`/${dead}/discard`, { reason: 'By hand.' });
    await reach(blocked, 'delivered');
    expect(await audit(jobId)).toEqual([{ action: 'discarded', by: 'ann', reason: 'By hand.' }]);
    const entry = (await timeline(jobId)).find(({ type }) => type === 'discarded');
    expect(entry).toMatchObject({ by: 'ann', summary: 'By hand.', outcome: 'discarded', eventId: dead });
  });

  it.each<[string, object | undefined, string]>([
    ['without a body', undefined, ''],
    ['without a reason', {}, '/reason'],
    ['with an empty reason', { reason: '' }, '/reason'],
    ['with white space for a reason', { reason: ' \t' }, '/reason'],
    ['with a number for a reason', { reason: 7 }, '/reason'],
    ['with more than 1000 characters', { reason: 'x'.repeat(1001) }, '/reason'],
    ['with something else beside it', { reason: 'By hand.', force: true }, '/force'],
  ])('%s is refused, and changes nothing', async (_, body, pointer) => {
    const { jobId, dead } = await aDeadJob();
    const problem = expectProblem(await post(`/${dead}/discard`, body), 400, 'VALIDATION_FAILED');
    expect(new Set(pointersOf(problem))).toEqual(new Set([pointer]));
    expect((await delivery(dead)).status).toBe('dead');
    expect(await audit(jobId)).toEqual([]);
  });
});

describe.each([
  ['redeliver', undefined],
  ['discard', { reason: 'By hand.' }],
])('%s', (act, body) => {
  it('of an event that nobody knows is 404', async () => {
    expectProblem(await post(`/${randomUUID()}/${act}`, body), 404, 'EXPORT_JOB_EVENT_NOT_FOUND');
  });

  it('of what is no id is 400', async () => {
    const problem = expectProblem(await post(`/seven/${act}`, body), 400, 'VALIDATION_FAILED');
    expect(pointersOf(problem)).toEqual(['/id']);
  });

  it('of a delivered event is 409, and says so', async () => {
    const id = await accept(randomUUID(), 'started');
    await reach(id, 'delivered');
    expect(expectProblem(await post(`/${id}/${act}`, body), 409, 'EVENT_NOT_DEAD').detail).toContain(
      'delivered',
    );
  });

  it('of an event that waits behind a dead one is 409', async () => {
    const { jobId, blocked } = await aDeadJob();
    expect(expectProblem(await post(`/${blocked}/${act}`, body), 409, 'EVENT_NOT_DEAD').detail).toContain(
      'pending',
    );
    expect(await audit(jobId)).toEqual([]);
  });

  it('of a discarded event is 409', async () => {
    const { dead } = await aDeadJob();
    expect((await post(`/${dead}/discard`, { reason: 'By hand.' })).status).toBe(200);
    expect(expectProblem(await post(`/${dead}/${act}`, body), 409, 'EVENT_NOT_DEAD').detail).toContain(
      'discarded',
    );
  });

  it.each<Scope>(['read', 'write'])('is not for a key of scope %s', async (scope) => {
    const { jobId, dead } = await aDeadJob();
    expectProblem(await post(`/${dead}/${act}`, body, scope), 403, 'FORBIDDEN');
    expect((await delivery(dead)).status).toBe('dead');
    expect(await audit(jobId)).toEqual([]);
  });
});

describe('redelivering many', () => {
  async function statuses(jobs: DeadJob[]): Promise<string[]> {
    const all = jobs.map(({ dead }) => delivery(dead));
    return (await Promise.all(all)).map(({ status }) => status);
  }

  it('takes all dead events with `all`', async () => {
    const jobs = [await aDeadJob(), await aDeadJob(), await aDeadJob()];
    const answer = await post('/redeliver', { all: true });
    expect([answer.status, answer.body]).toEqual([202, { count: 3, remaining: 0 }]);
    await allDelivered(relay);
    for (const { jobId } of jobs) {
      expect(relay.sandbox.job(jobId)?.status).toBe('completed');
      expect(await audit(jobId)).toEqual([{ action: 'redelivered', by: 'ann', reason: null }]);
    }
  });

  it('says in the log how far it is, every 500 events, and who began it', async () => {
    await jobsBehindDeadEvents(relay.database, 501);
    const log = vi.spyOn(Logger.prototype, 'log');
    expect((await post('/redeliver', { all: true })).body).toEqual({ count: 501, remaining: 0 });
    const counts = log.mock.calls.flatMap(
      ([fields]: unknown[]) => (fields as { count?: number }).count ?? [],
    );
    const callers = log.mock.calls.flatMap(
      ([fields]: unknown[]) => (fields as { caller?: string }).caller ?? [],
    );
    log.mockRestore();
    expect(counts).toEqual([500, 501]);
    expect(callers).toEqual(['ann', 'ann']);
    await allDelivered(relay);
  });

  it('only counts with `dryRun`', async () => {
    const jobs = [await aDeadJob(), await aDeadJob()];
    const answer = await post('/redeliver', { all: true, dryRun: true });
    expect([answer.status, answer.body]).toEqual([202, { count: 2, remaining: 2 }]);
    expect(await statuses(jobs)).toEqual(['dead', 'dead']);
    expect(await audit(jobs[0]?.jobId ?? '')).toEqual([]);
  });

  it.each<[string, (jobs: DeadJob[]) => object, string[]]>([
    ['jobId', ([first]) => ({ jobId: first?.jobId }), ['delivered', 'dead']],
    ['another jobId', () => ({ jobId: randomUUID() }), ['dead', 'dead']],
    ['event', () => ({ event: 'started' }), ['delivered', 'delivered']],
    ['another event', () => ({ event: 'failed' }), ['dead', 'dead']],
    ['companyId', () => ({ companyId: COMPANY }), ['dead', 'delivered']],
    ['acceptedBefore', () => ({ acceptedBefore: '2020-01-01T00:00:00Z' }), ['dead', 'dead']],
    ['acceptedAfter', () => ({ acceptedAfter: '2020-01-01T00:00:00Z' }), ['delivered', 'delivered']],
    ['ids', ([first]) => ({ ids: [first?.dead.toUpperCase(), randomUUID()] }), ['delivered', 'dead']],
    ['ids of others', ([first]) => ({ ids: [first?.blocked] }), ['dead', 'dead']],
    ['waitingFor', () => ({ waitingFor: ['blocked'] }), ['dead', 'dead']],
    ['deliveryStatus dead', () => ({ deliveryStatus: 'dead' }), ['delivered', 'delivered']],
    ['deliveryStatus pending', () => ({ deliveryStatus: 'pending' }), ['dead', 'dead']],
  ])('takes those that match %s, and counts the same ones', async (_, filterOf, expected) => {
    const jobs = [await aDeadJob(), await aDeadJob()];
    await relay.database.query('UPDATE export_job SET company_id = $2 WHERE id = $1', [
      jobs[1]?.jobId,
      COMPANY,
    ]);
    const filter = filterOf(jobs);
    const count = expected.filter((status) => status === 'delivered').length;
    expect((await post('/redeliver', { ...filter, dryRun: true })).body.count).toBe(count);
    expect((await post('/redeliver', filter)).body).toEqual({ count, remaining: 0 });
    await eventually(async () => {
      expect(await statuses(jobs)).toEqual(expected);
      return true;
    });
  });

  it('leaves out what is pending or delivered', async () => {
    const id = await accept(randomUUID(), 'started');
    await reach(id, 'delivered');
    expect((await post('/redeliver', { all: true })).body).toEqual({ count: 0, remaining: 0 });
  });

  it.each<[string, object, string[]]>([
    ['nothing that says which', {}, ['/all']],
    ['`all` that is false', { all: false }, ['/all']],
    ['`dryRun` alone', { dryRun: true }, ['/all']],
    ['filters that are null', { jobId: null, event: null }, ['/all']],
    ['what is unknown, and nothing that says which', { colour: 'red' }, ['/all', '/colour']],
    ['`all` that is no boolean', { all: 'true' }, ['/all']],
    [
      'a filter that is wrong and one that is unknown',
      { jobId: 'seven', colour: 'red' },
      ['/colour', '/jobId'],
    ],
  ])('refuses %s, and changes nothing', async (_, body, pointers) => {
    const job = await aDeadJob();
    expect(pointersOf(expectProblem(await post('/redeliver', body), 400, 'VALIDATION_FAILED'))).toEqual(
      pointers,
    );
    expect(await statuses([job])).toEqual(['dead']);
  });

  it.each<Scope>(['read', 'write'])('is not for a key of scope %s', async (scope) => {
    const job = await aDeadJob();
    expectProblem(await post('/redeliver', { all: true }, scope), 403, 'FORBIDDEN');
    expect(await statuses([job])).toEqual(['dead']);
  });
});

const COMPANY = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

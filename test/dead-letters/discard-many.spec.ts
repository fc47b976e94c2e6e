import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { jobsBehindDeadEvents } from '../support/backlog.js';
import { outboxMistakes } from '../support/books.js';
import { eventually } from '../support/eventually.js';
import { expectProblem, pointersOf } from '../support/problem.js';
import { report } from '../support/reports.js';

const EVENTS = '/v1/export-job-events';
const KEY = 'ann-key-0123456789-0123456789-01';
const REASON = 'Pleo ended these jobs during its outage.';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({
    API_KEYS: `ann:admin:${KEY},worker:write:worker-key-0123456789-0123456789`,
    EXPIRY_SWEEP_INTERVAL_SECONDS: '3600',
  });
  relay.http.auth(KEY, { type: 'bearer' });
});
afterEach(async () => {
  relay.sandbox.reset();
  await relay.database.query('DELETE FROM delivery_circuit');
  await eventually(async () => {
    const due = await relay.database.query('SELECT FROM outbox WHERE claim IS NOT NULL OR due_at < now()');
    return due.length === 0;
  });
  expect(await outboxMistakes(relay.database)).toEqual([]);
  await relay.database.truncate('export_job');
});
afterAll(() => relay.stop());

const post = (path: string, body: object) => relay.http.post(`${EVENTS}${path}`).send(body);

async function accept(jobId: string, event: 'started' | 'completed'): Promise<string> {
  const { status, body } = await report(relay, jobId, event);
  expect(status).toBe(202);
  return body.id as string;
}

async function delivery(id: string): Promise<{ status: string; waitingFor: { reason: string } | null }> {
  return (await relay.http.get(`${EVENTS}/${id}`)).body.delivery;
}

async function reach(id: string, status: string): Promise<void> {
  await eventually(async () => (await delivery(id)).status === status);
}

/** A job whose `started` Pleo refused for good, and whose `completed` waits behind it. */
async function aDeadJob(): Promise<{ jobId: string; dead: string; blocked: string }> {
  const jobId = randomUUID();
  relay.sandbox.setFaults([{ match: { jobId }, status: 400 }]);
  const dead = await accept(jobId, 'started');
  await reach(dead, 'dead');
  const blocked = await accept(jobId, 'completed');
  relay.sandbox.clearFaults();
  relay.sandbox.setFaults([{ match: { method: 'POST' }, status: 202 }]);
  return { jobId, dead, blocked };
}

/** From now on nothing is sent. */
async function pause(): Promise<void> {
  await relay.database.query(
    `INSERT INTO delivery_circuit (credential, faults, pause, reason, probes, paused_since, paused_until)
     VALUES ('default', 0, 'told_to_wait', 'Pleo answered 429.', 0, now(), now() + interval '1 hour')`,
  );
}

/** A job with two events that wait during a pause. */
async function aWaitingJob(): Promise<{ jobId: string; started: string; completed: string }> {
  const jobId = randomUUID();
  return { jobId, started: await accept(jobId, 'started'), completed: await accept(jobId, 'completed') };
}

function audit() {
  return relay.database.query<{ jobId: string; action: string; by: string; reason: string }>(
    'SELECT job_id AS "jobId", action, by, reason FROM audit_entry ORDER BY at, job_id',
  );
}

describe('discarding many', () => {
  it('gives all dead events up that match, with a reason for each, and what they blocked goes', async () => {
    const jobs = [await aDeadJob(), await aDeadJob(), await aDeadJob()];
    const other = randomUUID();
    await relay.database.query('UPDATE export_job SET company_id = $2 WHERE id = $1', [
      jobs[2]?.jobId,
      other,
    ]);
    const company = randomUUID();
    await relay.database.query('UPDATE export_job SET company_id = $1 WHERE company_id IS NULL', [company]);
    const { status, body } = await post('/discard', {
      companyId: company,
      lastStatusCode: 400,
      reason: REASON,
    });
    expect([status, body]).toEqual([200, { count: 2, remaining: 0, underWay: 0 }]);
    for (const { dead, blocked } of jobs.slice(0, 2)) {
      await reach(dead, 'discarded');
      await reach(blocked, 'delivered');
    }
    expect((await delivery(jobs[2]?.dead ?? '')).status).toBe('dead');
    expect(await audit()).toEqual(
      jobs
        .slice(0, 2)
        .map(({ jobId }) => ({ jobId, action: 'discarded', by: 'ann', reason: REASON }))
        .sort((one, two) => one.jobId.localeCompare(two.jobId)),
    );
  });

  it('counts without a reason, and changes nothing', async () => {
    const { dead } = await aDeadJob();
    const { body } = await post('/discard', { all: true, dryRun: true });
    expect(body).toEqual({ count: 1, remaining: 1, underWay: 0 });
    expect((await delivery(dead)).status).toBe('dead');
    expect(await audit()).toEqual([]);
  });

  it('takes those that are named, and of these only what matches', async () => {
    const jobs = [await aDeadJob(), await aDeadJob()];
    const [first, second] = jobs;
    const ids = [first?.dead, first?.blocked, randomUUID()];
    const { body } = await post('/discard', { ids, reason: REASON });
    expect(body).toEqual({ count: 1, remaining: 0, underWay: 0 });
    await reach(first?.blocked ?? '', 'delivered');
    expect((await delivery(second?.dead ?? '')).status).toBe('dead');
    const named = { ids: [second?.dead], event: 'completed', reason: REASON };
    expect((await post('/discard', named)).body.count).toBe(0);
  });

  it('does as many as are asked for, and says how many remain; all, where no number is given', async () => {
    await jobsBehindDeadEvents(relay.database, 1210);
    // What they block would all be delivered.
    await pause();
    const act = async (limit?: number) =>
      (await post('/discard', { event: 'started', reason: REASON, limit })).body;
    expect(await act(600)).toEqual({ count: 600, remaining: 610, underWay: 0 });
    expect(await act()).toEqual({ count: 610, remaining: 0, underWay: 0 });
    const [noted] = await relay.database.query('SELECT count(*)::integer AS count FROM audit_entry');
    expect(noted).toEqual({ count: 1210 });
    await post('/discard', { all: true, deliveryStatus: 'pending', reason: REASON });
    await post('/discard', { all: true, deliveryStatus: 'pending', reason: REASON });
  });

  it('gives up what waits where that is said, but not what is being delivered', async () => {
    const hanging = randomUUID();
    relay.sandbox.setFaults([{ match: { jobId: hanging }, hang: true }]);
    const underWay = await accept(hanging, 'started');
    await eventually(() => relay.sandbox.requests.some(({ jobId }) => jobId === hanging));
    const behind = await accept(hanging, 'completed');
    await pause();
    const jobs = [await aWaitingJob(), await aWaitingJob()];
    const { body } = await post('/discard', { all: true, deliveryStatus: 'pending', reason: REASON });
    expect(body).toEqual({ count: 5, remaining: 0, underWay: 1 });
    const ids = [behind, ...jobs.flatMap(({ started, completed }) => [started, completed])];
    for (const id of ids) expect((await delivery(id)).status).toBe('discarded');
    expect(await delivery(underWay)).toMatchObject({ status: 'pending', waitingFor: null });
    await relay.database.query('DELETE FROM delivery_circuit');
    relay.sandbox.reset();
    await reach(underWay, 'delivered');
    const told = relay.sandbox.requests.filter(({ jobId }) => jobId !== hanging);
    expect(told).toEqual([]);
  });

  it('of what waits for a reason takes that, and lets the rest of the job go', async () => {
    await pause();
    const { started, completed } = await aWaitingJob();
    const turn = { waitingFor: ['turn'], deliveryStatus: 'pending', reason: REASON };
    const { body } = await post('/discard', turn);
    expect(body).toEqual({ count: 1, remaining: 0, underWay: 0 });
    expect((await delivery(completed)).status).toBe('discarded');
    expect((await delivery(started)).waitingFor).toMatchObject({ reason: 'paused' });
    await relay.database.query('DELETE FROM delivery_circuit');
    await reach(started, 'delivered');
  });

  it('goes well with deliveries: each event is delivered or discarded, none is both or neither', async () => {
    const jobs = Array.from({ length: 150 }, () => randomUUID());
    const answers: number[] = [];
    let over = false;
    const discarding = (async () => {
      while (!over) {
        const { status } = await post('/discard', {
          deliveryStatus: 'pending',
          event: 'completed',
          reason: REASON,
        });
        answers.push(status);
      }
    })();
    for (let n = 0; n < jobs.length; n += 50) {
      const events = jobs
        .slice(n, n + 50)
        .flatMap((jobId) => ['started', 'completed'].map((event) => ({ jobId, event })));
      await relay.http.post(`${EVENTS}/batch`).send({ events }).expect(207);
    }
    await eventually(async () => (await relay.database.query('SELECT FROM outbox')).length === 0);
    over = true;
    await discarding;
    expect(new Set(answers)).toEqual(new Set([200]));
    const rows = await relay.database.query<{ jobId: string; event: string; status: string; noted: boolean }>(
      `SELECT job_id AS "jobId", event, delivery_status AS status,
              EXISTS (SELECT FROM audit_entry WHERE (audit_entry.job_id, audit_entry.sequence) = (event.job_id, event.sequence)) AS noted
       FROM export_job_event AS event`,
    );
    expect(rows).toHaveLength(300);
    for (const { jobId, event, status, noted } of rows) {
      const isTold = relay.sandbox.requests.some((one) => one.jobId === jobId && one.event === event);
      expect([status, noted, isTold]).toEqual(
        event === 'started' || status === 'delivered'
          ? ['delivered', false, true]
          : ['discarded', true, false],
      );
    }
  });

  it.each<[string, object, string[]]>([
    ['nothing that says which', { reason: REASON }, ['/all']],
    ['nothing at all', {}, ['/all', '/reason']],
    ['everything wrong at once', { limit: 0, x: 1, reason: ' ' }, ['/all', '/limit', '/reason', '/x']],
    ['dead events that wait, and no reason', { waitingFor: ['turn'] }, ['/reason', '/waitingFor']],
    ['a status alone', { deliveryStatus: 'pending', reason: REASON }, ['/all']],
    ['no reason', { all: true }, ['/reason']],
    ['no reason, and `dryRun` that is false', { all: true, dryRun: false }, ['/reason']],
    ['a reason of white space', { all: true, reason: ' ' }, ['/reason']],
    ['a bad reason with `dryRun`', { all: true, dryRun: true, reason: 7 }, ['/reason']],
    ['what was delivered', { all: true, deliveryStatus: 'delivered', reason: REASON }, ['/deliveryStatus']],
    ['dead events that wait', { waitingFor: ['turn'], reason: REASON }, ['/waitingFor']],
    ['a reason to wait that is none', { waitingFor: ['rain'], reason: REASON }, ['/waitingFor']],
    ['no ids', { ids: [], reason: REASON }, ['/ids']],
    ['too many ids', { ids: Array.from({ length: 1001 }, () => randomUUID()), reason: REASON }, ['/ids']],
    ['what is unknown', { all: true, reason: REASON, force: true }, ['/force']],
  ])('refuses %s, and changes nothing', async (_, body, pointers) => {
    const { dead } = await aDeadJob();
    const problem = expectProblem(await post('/discard', body), 400, 'VALIDATION_FAILED');
    expect([...new Set(pointersOf(problem))]).toEqual(pointers);
    expect((await delivery(dead)).status).toBe('dead');
    expect(await audit()).toEqual([]);
  });

  it('is not for workers', async () => {
    const { dead } = await aDeadJob();
    const answer = await post('/discard', { all: true, reason: REASON }).auth(
      'worker-key-0123456789-0123456789',
      { type: 'bearer' },
    );
    expectProblem(answer, 403, 'FORBIDDEN');
    expect((await delivery(dead)).status).toBe('dead');
  });
});

describe('discarding one that waits', () => {
  const pending = { deliveryStatus: 'pending', reason: REASON };

  it('is done where that is said, and what waited behind it goes', async () => {
    await pause();
    const { jobId, started, completed } = await aWaitingJob();
    const detail = expectProblem(
      await post(`/${started}/discard`, { reason: REASON }),
      409,
      'EVENT_NOT_DEAD',
    ).detail;
    expect(detail).toContain('"deliveryStatus": "pending"');
    const { status, body } = await post(`/${started}/discard`, pending);
    expect([status, body.delivery]).toMatchObject([200, { status: 'discarded', waitingFor: null }]);
    expect(await audit()).toEqual([{ jobId, action: 'discarded', by: 'ann', reason: REASON }]);
    expect((await delivery(completed)).waitingFor).toMatchObject({ reason: 'paused' });
    relay.sandbox.setFaults([{ match: { method: 'POST' }, status: 202 }]);
    await relay.database.query('DELETE FROM delivery_circuit');
    await reach(completed, 'delivered');
  });

  it('leaves what is being delivered, and says so', async () => {
    relay.sandbox.setFaults([{ hang: true }]);
    const id = await accept(randomUUID(), 'started');
    await eventually(() => relay.sandbox.requests.length > 0);
    const answer = await post(`/${id}/discard`, pending);
    expectProblem(answer, 409, 'EXPORT_JOB_EVENT_UNDER_WAY');
    expect(answer.headers['retry-after']).toBe('1');
    relay.sandbox.reset();
    await reach(id, 'delivered');
    expect(expectProblem(await post(`/${id}/discard`, pending), 409, 'EVENT_NOT_PENDING').detail).toContain(
      'delivered',
    );
  });

  it('is refused for a dead one: whoever says so saw it otherwise', async () => {
    const { dead } = await aDeadJob();
    expectProblem(await post(`/${dead}/discard`, pending), 409, 'EVENT_NOT_PENDING');
    expect((await delivery(dead)).status).toBe('dead');
  });
});

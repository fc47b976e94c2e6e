import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FIND_UNLISTED } from '../../src/jobs/jobs.sql.js';
import { JobPoll } from '../../src/polling/job-poll.js';
import { PollTurns } from '../../src/polling/poll-turns.repository.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { allDelivered, report } from '../support/reports.js';
import { tableContents } from '../support/table-contents.js';

/** The poll is off here: the tests turn it by hand. */
let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({
    JOB_EXPIRES_IN_SECONDS: '1234',
    CREDENTIALS_KEY: `test:${randomBytes(32).toString('base64')}`,
  });
});
afterAll(() => relay.stop());
beforeEach(async () => {
  relay.sandbox.reset();
  await relay.database.truncate('export_job', 'delivery_circuit', 'poll_turn', 'company_credential');
});
afterEach(() => vi.restoreAllMocks());

function poll(of = relay) {
  return of.app.get(JobPoll).runOnce();
}

async function jobOf(id: string, of = relay): Promise<Record<string, unknown> | null> {
  const { status, body } = await of.http.get(`/v1/export-jobs/${id}`);
  return status === 200 ? body : null;
}

const asked = (of = relay) =>
  of.sandbox.requests.filter(({ method, path }) => method === 'GET' && path !== '/v1/introspect');

/** A job at Pleo, of a company of its own. */
function jobAtPleo(of = relay) {
  return of.sandbox.createJob({ companyId: randomUUID(), expiresIn: 99, numberOfItems: 3 });
}

/** Tells Pleo of an event behind the relay's back. */
async function atPleo(jobId: string, event: string): Promise<void> {
  const { status } = await fetch(`${relay.sandbox.url}/v1/export-job-events`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Basic ${Buffer.from('sandbox-key:').toString('base64')}`,
    },
    body: JSON.stringify({ jobId, event }),
  });
  expect(status).toBe(202);
}

describe('a poll', () => {
  it('registers the pending and the started jobs of all pages, and none that are over', async () => {
    const jobs = Array.from({ length: 45 }, () => jobAtPleo());
    const [started, over] = [jobs[7]!, jobs[8]!];
    await atPleo(started.id, 'started');
    await atPleo(over.id, 'failed');
    expect(await poll()).toEqual(['done']);
    for (const { id, companyId } of jobs.filter((job) => job !== over)) {
      expect(await jobOf(id)).toMatchObject({
        companyId,
        expiresIn: 99,
        numberOfItems: 3,
        status: 'pending',
        source: 'webhook',
      });
    }
    expect(await jobOf(over.id)).toBeNull();
    const { body } = await relay.http.get(`/v1/export-jobs/${started.id}/timeline`);
    expect(body.data).toMatchObject([{ summary: 'Announced by Pleo.', by: 'Pleo (poll)' }]);
    expect(asked().map(({ path }) => path.split('?')[0])).toEqual(Array(4).fill('/v1/export-jobs'));
  });

  it('changes nothing when all is known', async () => {
    const { id } = jobAtPleo();
    await poll();
    await report(relay, id, 'started');
    await allDelivered(relay);
    const { poll_turn: before, ...contents } = await tableContents(relay.database);
    expect(await poll()).toEqual(['done']);
    const { poll_turn: after, ...now } = await tableContents(relay.database);
    expect(now).toEqual(contents);
    expect(after).not.toEqual(before);
  });

  it('completes a job that is known from an event, and leaves what workers registered', async () => {
    const [seen, registered] = [jobAtPleo(), jobAtPleo()];
    await report(relay, seen.id, 'started');
    await relay.http.post('/v1/export-jobs').send({ id: registered.id, expiresIn: 50 }).expect(201);
    await poll();
    expect(await jobOf(seen.id)).toMatchObject({ companyId: seen.companyId, source: 'event', expiresIn: 99 });
    expect(await jobOf(registered.id)).toMatchObject({
      companyId: registered.companyId,
      source: 'api',
      expiresIn: 50,
    });
  });

  it('notes what became of a job that Pleo has ended by itself, once, and leaves it to the sweep', async () => {
    const { id } = jobAtPleo();
    await poll();
    relay.sandbox.expireJob(id);
    await poll();
    expect(await jobOf(id)).toMatchObject({ status: 'pending', pleoStatus: 'failed' });
    const before = asked().length;
    await poll();
    expect(
      asked()
        .slice(before)
        .map(({ jobId }) => jobId),
    ).toEqual([null, null]);
  });

  it('looks after 20 jobs that Pleo does not list, and after others the next time', async () => {
    const ids = Array.from({ length: 60 }, () => randomUUID());
    for (const id of ids) await relay.http.post('/v1/export-jobs').send({ id }).expect(201);
    const reads = () => asked().flatMap(({ jobId }) => jobId ?? []);
    expect(await poll()).toEqual(['done']);
    expect(new Set(reads()).size).toBe(20);
    await poll();
    expect(reads()).toHaveLength(40);
    expect(new Set(reads()).size).toBeGreaterThan(20);
  });

  it('finds unfinished jobs by their index', async () => {
    await relay.database.query(
      `INSERT INTO export_job (id, status, source, expires_in, started_at, completed_at, expires_at, last_sequence)
       SELECT gen_random_uuid(), 'completed', 'event', 60, now(), now(), now() + interval '60 s', 2
       FROM generate_series(1, 20000)`,
    );
    await relay.database.query('ANALYZE export_job');
    const values = FIND_UNLISTED.values({
      credential: 'default',
      statuses: ['pending'],
      listed: [],
      over: ['failed'],
      ageMs: 5,
      limit: 20,
    });
    const plan = await relay.database.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN ${FIND_UNLISTED.text}`,
      values,
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('export_job_expires_at_idx');
  });

  it.each([
    ['v1', 'status'],
    ['v2', 'status'],
    ['v3', 'statuses'],
  ])('asks %s by %s, oldest first', async (version, filter) => {
    const other = await startApp({ PLEO_API_VERSION: version });
    const { id } = jobAtPleo(other);
    expect(await poll(other)).toEqual(['done']);
    expect(await jobOf(id, other)).not.toBeNull();
    const order = 'sorting_keys=createdAt&sorting_order=ASC&limit=20';
    expect(asked(other).map(({ path }) => path)).toEqual(
      ['pending', 'in_progress'].map((status) => `/${version}/export-jobs?${filter}=${status}&${order}`),
    );
    await other.stop();
  });
});

describe('companies with a credential of their own', () => {
  async function aCompany(apiKey: string): Promise<string> {
    const companyId = randomUUID();
    await relay.http
      .put(`/v1/companies/${companyId}/credential`)
      .send({ type: 'api_key', apiKey })
      .expect(200);
    return companyId;
  }

  it('have turns of their own: a dead key spoils no other', async () => {
    const { id } = jobAtPleo();
    await aCompany('k7-dead-41b9-z2');
    await aCompany('sandbox-key');
    expect((await poll()).sort()).toEqual(['done', 'done', 'failed']);
    expect(await jobOf(id)).not.toBeNull();
    expect(asked().filter(({ authorized }) => !authorized)).toHaveLength(1);
  });

  it('are asked for what became of their own jobs only, with their own credential', async () => {
    const companyId = await aCompany('k7-dead-41b9-z2');
    const [mine, other] = [randomUUID(), randomUUID()];
    await relay.http.post('/v1/export-jobs').send({ id: mine, companyId }).expect(201);
    await relay.http.post('/v1/export-jobs').send({ id: other }).expect(201);
    await relay.database.query(`UPDATE export_job SET created_at = created_at - interval '1 minute'`);
    await poll();
    const read = asked().filter(({ path }) => !path.includes('?'));
    expect(read.map(({ jobId }) => jobId)).toEqual([other]);
  });
});

describe('when Pleo misbehaves', () => {
  const page = (pagination: object, data: unknown[] = []) => JSON.stringify({ data, pagination });
  const json = { contentType: 'application/json', status: 200 };

  it.each([
    ['answers 500', { status: 500 }, 1],
    ['refuses the credential', { status: 401 }, 1],
    ['cuts the connection', { dropConnection: true }, 1],
    ['answers 404', { status: 404 }, 1],
    ['sends no JSON', { ...json, body: '<html>' }, 1],
    ['sends another shape', { ...json, body: '{"jobs":[]}' }, 1],
    ['sends no cursor', { ...json, body: page({ hasNextPage: true }) }, 1],
    ['sends a cursor that stands still', { ...json, body: page({ hasNextPage: true, endCursor: 'A' }) }, 2],
  ])('and %s, the turn fails, and deliveries do not suffer from it', async (_, fault, requests) => {
    const { id } = jobAtPleo();
    relay.sandbox.setFaults([fault]);
    for (let times = 0; times < 12; times++) expect(await poll()).toEqual(['failed']);
    expect(asked()).toHaveLength(12 * requests);
    expect(await relay.database.query('SELECT FROM delivery_circuit')).toEqual([]);
    relay.sandbox.clearFaults();
    expect(await poll()).toEqual(['done']);
    expect(await jobOf(id)).not.toBeNull();
  });

  it('and sends entries without sense, the others are registered', async () => {
    const id = randomUUID();
    const data = [{ id: 'x' }, null, 7, { id, status: 'pending' }, { id: randomUUID(), expiresIn: 'long' }];
    relay.sandbox.setFaults([{ ...json, body: page({ hasNextPage: false }, data), times: 1 }]);
    expect(await poll()).toEqual(['done']);
    expect(await jobOf(id)).toMatchObject({ expiresIn: 1234 });
    expect(await relay.database.query('SELECT FROM export_job')).toHaveLength(1);
  });

  it.each([
    ['is refused', { status: 403 }],
    ['is not understood', { status: 500 }],
    ['is answered by a gateway', { status: 404, contentType: 'text/html', body: '<p>' }],
    ['breaks off', { dropConnection: true }],
  ])('and the reading of one job %s, the others are looked after all the same', async (_, fault) => {
    const jobs = Array.from({ length: 6 }, () => jobAtPleo());
    expect(await poll()).toEqual(['done']);
    for (const { id } of jobs) await atPleo(id, 'failed');
    const [bad, ...others] = jobs.map(({ id }) => id);
    relay.sandbox.setFaults([{ match: { method: 'GET', jobId: bad! }, ...fault }]);
    await relay.database.query('TRUNCATE poll_turn');
    expect(await poll()).toEqual(['done']);
    for (const id of others) expect(await jobOf(id)).toMatchObject({ pleoStatus: 'failed' });
    expect(await jobOf(bad!)).toMatchObject({ pleoStatus: null });
  });

  it('and lets no job be read, it is not asked for all of them', async () => {
    const jobs = Array.from({ length: 6 }, () => jobAtPleo());
    expect(await poll()).toEqual(['done']);
    for (const { id } of jobs) await atPleo(id, 'failed');
    relay.sandbox.setFaults(jobs.map(({ id }) => ({ match: { method: 'GET', jobId: id }, status: 403 })));
    await relay.database.query('TRUNCATE poll_turn');
    const before = asked().length;
    expect(await poll()).toEqual(['failed']);
    expect(asked().length - before).toBe(2 + 3);
  });

  it.each(['gzip', 'bom'] as const)('and its lists come as %s, they are read', async (coat) => {
    const { id } = jobAtPleo();
    relay.sandbox.setFaults([{ coat }]);
    expect(await poll()).toEqual(['done']);
    expect(await jobOf(id)).not.toBeNull();
  });

  it.each([200, 204])('and sends nothing with %i, that is an empty list', async (status) => {
    relay.sandbox.setFaults([{ status }]);
    expect(await poll()).toEqual(['done']);
  });

  it('and names a time to wait, nobody asks before it', async () => {
    relay.sandbox.setFaults([{ status: 429, retryAfter: '60' }]);
    expect(await poll()).toEqual(['failed']);
    expect(await poll()).toEqual([]);
    const [turn] = await relay.database.query<{ wait: number }>(
      'SELECT extract(epoch FROM taken_until - now())::float8 AS wait FROM poll_turn',
    );
    expect(turn?.wait).toBeGreaterThan(50);
  });

  it('and has paused deliveries, it is not asked', async () => {
    await relay.database.query(
      `INSERT INTO delivery_circuit (credential, faults, pause, reason, paused_since, paused_until, probes)
       VALUES ('default', 1, 'credential_refused', 'Pleo answered 401.', now(), now() + interval '1 minute', 0)`,
    );
    expect(await poll()).toEqual(['paused']);
    expect(asked()).toEqual([]);
  });
});

describe('several replicas', () => {
  it('poll one at a time, and who lost the turn stops', async () => {
    jobAtPleo();
    relay.sandbox.setFaults([{ latencyMs: 60_000, times: 1 }]);
    const first = poll();
    await eventually(() => asked()[0]?.fault);
    expect(await poll()).toEqual([]);
    await relay.database.query('UPDATE poll_turn SET claim = gen_random_uuid()');
    relay.sandbox.release();
    expect(await first).toEqual(['lost']);
    expect(asked()).toHaveLength(1);
    expect(await poll()).toEqual([]);
  });

  it('leave the interval between two turns, by the setting of who looks', async () => {
    const hourly = await startApp({ PLEO_POLL_INTERVAL_SECONDS: '3600' });
    await eventually(async () => {
      const rows = await hourly.database.query('SELECT FROM poll_turn WHERE ended_at IS NOT NULL');
      return rows.length === 1;
    });
    expect(await poll(hourly)).toEqual([]);
    await hourly.database.query(`UPDATE poll_turn SET ended_at = now() - interval '3599 s'`);
    expect(await poll(hourly)).toEqual([]);
    await hourly.database.query(`UPDATE poll_turn SET ended_at = now() - interval '3600 s'`);
    expect(await poll(hourly)).toEqual(['done']);
    await hourly.stop();
  });

  it('go on when the one that had the turn is gone, once its time is over', async () => {
    await relay.app.get(PollTurns).claim('default');
    const rows = await relay.database.query<{ wait: number }>(
      'SELECT extract(epoch FROM taken_until - now())::float8 AS wait FROM poll_turn',
    );
    expect(rows[0]?.wait).toBeGreaterThan(25);
    expect(rows[0]?.wait).toBeLessThanOrEqual(30);
    expect(await poll()).toEqual([]);
    await relay.database.query('UPDATE poll_turn SET taken_until = now()');
    expect(await poll()).toEqual(['done']);
  });

  it('get the turn at once when the one that has it ends', async () => {
    const ending = await startApp();
    ending.sandbox.setFaults([{ hang: true }]);
    const turn = poll(ending);
    await eventually(() => asked(ending).length === 1);
    await ending.app.get(JobPoll).onModuleDestroy();
    expect(await turn).toEqual(['lost']);
    expect(
      await ending.database.query('SELECT taken_until <= now() AS due, claim, ended_at FROM poll_turn'),
    ).toEqual([{ due: true, claim: null, ended_at: null }]);
    await ending.stop();
  });
});

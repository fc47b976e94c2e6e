import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UnservedQueues } from '../../src/delivery/unserved-queues.js';
import { CircuitRepository } from '../../src/queue/circuit.repository.js';
import { QueueRepository } from '../../src/queue/queue.repository.js';
import { eventually } from '../support/eventually.js';
import { credentialPath, type Replicas, SCOPES, startReplicas } from '../support/replicas.js';
import { workerCalls } from '../support/worker-calls.js';

const DEFAULT_KEY = 'sandbox-key';
const OWN_KEY = 'k5-own-8c24-q9';

let all: Replicas;
let company: string;
beforeEach(async () => {
  company = randomUUID();
  all = await startReplicas(1);
  all.sandbox.setCredentials({ apiKeys: [DEFAULT_KEY, OWN_KEY] });
});
afterEach(() => all.stop());

const http = () => all.replicas[0]!.http;

const { report, reportResults, delivery, becomes, ...calls } = workerCalls(http);
const register = (companyId: string | null = company, id?: string) => calls.register(companyId, id);

const pause = (body: object = {}) =>
  http()
    .post('/v1/deliveries/pause')
    .send({ reason: 'They move house.', ...body });
const resume = (body: object = {}) => http().post('/v1/deliveries/resume').send(body).expect(200);
const mine = () => ({ companyId: company });
const pauses = async (): Promise<unknown[]> =>
  (await http().get('/v1/deliveries/pauses').expect(200)).body.data;
const setKey = () =>
  http().put(credentialPath(company)).send({ type: 'api_key', apiKey: OWN_KEY }).expect(200);

const queues = async () =>
  (await all.database.query<{ credential: string }>('SELECT DISTINCT credential FROM outbox ORDER BY 1')).map(
    ({ credential }) => credential,
  );

const acts = () =>
  all.database.query('SELECT whose, action, by, reason, until FROM delivery_pause_act ORDER BY at, action');

/** What was written at Pleo of the job. */
const told = (jobId: string) =>
  all.sandbox.requests.filter(
    ({ method, ...request }) => method !== 'GET' && JSON.stringify(request).includes(jobId),
  );

/** Events of others that come in now are delivered: so what is left is left on purpose. */
async function othersGo() {
  for (let turn = 0; turn < 3; turn++) await becomes(await report(await register(null)), 'delivered');
}

const soon = (ms: number) => new Date(Date.now() + ms).toISOString();

describe.each([
  ['without a credential of its own', false],
  ['with its own credential', true],
] as const)('a company %s that is paused', (_, hasOwn) => {
  beforeEach(() => (hasOwn ? setKey() : register()));

  it('has nothing sent, neither what waits nor what is reported, until it is resumed', async () => {
    const [first, second, results] = [await register(), await register(), await register()];
    await becomes(await report(results), 'delivered');
    const { body } = await pause(mine()).expect(200);
    expect(body).toEqual({
      ...mine(),
      reason: 'They move house.',
      since: expect.any(String),
      until: null,
      pausedBy: 'boss',
    });
    expect(await pauses()).toEqual([body]);
    const before = told(results).length;
    const events = [await report(first), await report(first, 'completed'), await report(second)];
    await reportResults(results).expect(200);
    await othersGo();
    expect(await queues()).toEqual([`paused:${company}`]);
    expect([told(first), told(second), told(results).length]).toEqual([[], [], before]);
    expect(await delivery(events[0]!)).toMatchObject({
      status: 'pending',
      attempts: 0,
      nextAttemptAt: null,
      waitingFor: { reason: 'paused', responsible: 'operator', because: 'Paused by boss: They move house.' },
    });
    expect((await delivery(events[1]!)).waitingFor).toEqual({ reason: 'turn', eventId: events[0] });

    expect((await resume(mine())).body).toEqual({ wasPaused: true });
    for (const event of events) await becomes(event, 'delivered');
    await eventually(async () => (await queues()).length === 0);
    expect(told(results)).toHaveLength(before + 1);
    expect(await pauses()).toEqual([]);
    expect((await resume(mine())).body).toEqual({ wasPaused: false });
    const act = { whose: company, by: 'boss', reason: null, until: null };
    expect(await acts()).toEqual([
      { ...act, action: 'paused', reason: 'They move house.' },
      { ...act, action: 'resumed' },
    ]);
  });

  it('goes on by itself at the end of the pause', async () => {
    const until = soon(2500);
    await pause({ ...mine(), until }).expect(200);
    const event = await report(await register());
    expect(await delivery(event)).toMatchObject({
      nextAttemptAt: until,
      waitingFor: { reason: 'paused', until, responsible: 'operator' },
    });
    await becomes(event, 'delivered', 20_000);
    const [row] = await all.database.query<{ waited: boolean }>(
      'SELECT delivered_at >= $1 AS waited FROM export_job_event WHERE id = $2',
      [until, event],
    );
    expect(row).toEqual({ waited: true });
    expect(await pauses()).toEqual([]);
  });
});

describe('a pause of a company', () => {
  beforeEach(() => register());

  it('gives what waits for it a fresh schedule, and does not run out its time', async () => {
    all.sandbox.setFaults([{ match: {}, status: 500 }]);
    const event = await report(await register());
    await eventually(async () => (await delivery(event)).waitingFor?.reason === 'retry');
    await pause(mine()).expect(200);
    await all.database.query(
      `UPDATE outbox SET retries = 7, failing_since = now() - interval '30 days', due_at = now() + interval '1 hour'`,
    );
    all.sandbox.setFaults([{ match: {}, status: 500, times: 1 }]);
    await resume(mine());
    await becomes(event, 'delivered');
  });

  it('holds back what was claimed just before', async () => {
    await pause(mine()).expect(200);
    // As if its transaction had begun before, and ended after the queue was moved.
    await all.database.query(
      `CREATE FUNCTION astray() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.credential := 'default'; RETURN NEW; END$$;
       CREATE TRIGGER astray BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION astray()`,
    );
    const job = await register();
    const event = await report(job);
    await eventually(async () => (await queues()).join() === `paused:${company}`);
    expect(told(job)).toEqual([]);
    await resume(mine());
    await becomes(event, 'delivered');
  });

  it('lets go what was accepted in its last moment', async () => {
    await pause(mine()).expect(200);
    const event = await report(await register());
    await all.database.query(`UPDATE delivery_pause SET until = now()`);
    await becomes(event, 'delivered');
    await pause(mine()).expect(200);
    await resume(mine());
    const late = await report(await register());
    // As if it had been stored by a transaction that saw the pause.
    await all.database.query(`UPDATE outbox SET credential = $1 WHERE claim IS NULL`, [`paused:${company}`]);
    await becomes(late, 'delivered');
  });

  it('is forgotten a minute after its end, and not before all is back', async () => {
    await pause(mine()).expect(200);
    const event = await report(await register());
    await all.database.query(`UPDATE relay_clock SET steady_since = now() - interval '1 hour'`);
    const known = () => all.database.query('SELECT FROM delivery_pause');
    await all.database.query(`UPDATE delivery_pause SET until = now() - interval '50 seconds'`);
    await becomes(event, 'delivered');
    expect(await known()).toHaveLength(1);
    await all.database.query(`UPDATE delivery_pause SET until = now() - interval '70 seconds'`);
    await eventually(async () => (await known()).length === 0);
  });

  it('outlives a restart, and the company’s credential that comes and goes', async () => {
    await pause(mine()).expect(200);
    const event = await report(await register());
    await setKey();
    const second = await report(await register());
    expect(await queues()).toEqual([`paused:${company}`]);
    await http().delete(credentialPath(company)).expect(200);
    const third = await report(await register());
    const tokens = all.sandbox.authorization.grant({ companyId: company, scopes: SCOPES });
    await http()
      .put(credentialPath(company))
      .send({ type: 'oauth', ...tokens })
      .expect(200);
    await all.replicas[0]!.app.close();
    (all.replicas as unknown[]).shift();
    await all.add();
    await othersGo();
    expect(await queues()).toEqual([`paused:${company}`]);
    await resume(mine());
    for (const one of [event, second, third]) await becomes(one, 'delivered');
  });

  it('outlives that the company is put away and taken back, and is refused while it is', async () => {
    await pause(mine()).expect(200);
    const event = await report(await register());
    const act = (name: string, body = {}) =>
      http().post(`/v1/companies/${company}/${name}`).send(body).expect(200);
    await act('put-away', { reason: 'It left.', waiting: 'park' });
    expect(await queues()).toEqual([`parked:${company}`]);
    const { body } = await pause(mine()).expect(409);
    expect(body.type).toContain('COMPANY_IS_PUT_AWAY');
    await act('take-back');
    expect(await queues()).toEqual([`paused:${company}`]);
    await act('put-away', { reason: 'It left.', waiting: 'park' });
    await resume(mine());
    expect((await delivery(event)).waitingFor).toEqual({ reason: 'put_away' });
    await act('take-back');
    await becomes(event, 'delivered');
  });

  it('takes in the events whose company becomes known later', async () => {
    await pause(mine()).expect(200);
    all.sandbox.setCredentials({ apiKeys: [] });
    const job = randomUUID();
    await report(job);
    await register(company, job);
    expect(await queues()).toEqual([`paused:${company}`]);
    all.sandbox.setCredentials({ apiKeys: [DEFAULT_KEY] });
    await othersGo();
    expect(told(job).filter(({ authorized }) => authorized)).toEqual([]);
  });

  it('lets what is under way end', async () => {
    await all.stop();
    all = await startReplicas(1, { PLEO_TIMEOUT_MS: '30000' });
    const job = await register();
    all.sandbox.setFaults([{ match: { jobId: job }, latencyMs: 60_000 }]);
    const first = await report(job);
    const last = await report(job, 'completed');
    await eventually(() => told(job).length > 0);
    await pause(mine()).expect(200);
    all.sandbox.clearFaults();
    all.sandbox.release();
    await becomes(first, 'delivered');
    await othersGo();
    expect((await delivery(last)).waitingFor?.reason).toBe('paused');
    await resume(mine());
    await becomes(last, 'delivered');
  });

  it('replaces reason and end when it is said again, and keeps its beginning', async () => {
    const { body: first } = await pause({ ...mine(), until: soon(3_600_000) }).expect(200);
    const { body: second } = await pause({ ...mine(), reason: 'Still.' }).expect(200);
    expect(second).toEqual({ ...first, reason: 'Still.', until: null });
    expect(await pauses()).toEqual([second]);
    await resume(mine());
    const { body: third } = await pause(mine()).expect(200);
    expect(Date.parse(third.since)).toBeGreaterThan(Date.parse(first.since));
    expect(await acts()).toHaveLength(4);
  });

  it('is of a company that is known, for a reason, and ends in the future', async () => {
    const { body } = await pause({ companyId: randomUUID() }).expect(404);
    expect(body.type).toContain('COMPANY_NOT_FOUND');
    for (const wrong of [
      { reason: ' ' },
      { reason: 'x'.repeat(501) },
      { until: soon(-1000) },
      { until: 'tomorrow' },
      { companyId: 'all' },
      { companyId: null },
    ])
      await pause(wrong).expect(400);
    await http().post('/v1/deliveries/resume').send({ companyId: null }).expect(400);
    expect([await pauses(), await acts()]).toEqual([[], []]);
  });
});

describe('a pause of all', () => {
  it('lets nothing go on any replica, and all go in order when it ends', async () => {
    await all.add();
    await setKey();
    const jobs = [await register(), await register(null)];
    await pause().expect(200);
    const events: string[] = [];
    for (const job of jobs) events.push(await report(job), await report(job, 'completed'));
    const claims = all.replicas.map(({ app }) =>
      vi.spyOn(app.get(QueueRepository, { strict: false }), 'claim'),
    );
    await eventually(() => claims.every(({ mock }) => mock.settledResults.length > 2));
    expect(jobs.flatMap((job) => told(job))).toEqual([]);
    expect(await queues()).toEqual([company, 'default'].sort());
    expect((await delivery(events[2]!)).waitingFor).toEqual({
      reason: 'paused',
      responsible: 'operator',
      because: 'Paused by boss: They move house.',
    });
    expect((await resume()).body).toEqual({ wasPaused: true });
    for (const event of events) await becomes(event, 'delivered');
  });

  it('goes on by itself, and its time counts for nobody’s giving up', async () => {
    all.sandbox.setFaults([{ match: {}, status: 500 }]);
    const event = await report(await register(null));
    await eventually(async () => (await delivery(event)).waitingFor?.reason === 'retry');
    await pause({ until: soon(2500) }).expect(200);
    await all.database.query(`UPDATE outbox SET failing_since = now() - interval '30 days', due_at = now()`);
    all.sandbox.setFaults([{ match: {}, status: 500, times: 1 }]);
    await becomes(event, 'delivered', 10_000);
    expect(await pauses()).toEqual([]);
  });

  it('lets no probe go, and begins with one message at a time when it is over', async () => {
    await pause().expect(200);
    const job = await register(null);
    await report(job);
    await all.database.query(
      `INSERT INTO delivery_circuit (credential, faults, pause, reason, paused_since, paused_until, probes)
       VALUES ('default', 10, 'circuit_open', 'Pleo answered 500.', now() - interval '1 minute', now() - interval '1 second', 1)`,
    );
    const { app } = all.replicas[0]!;
    const probes = vi.spyOn(app.get(CircuitRepository, { strict: false }), 'takeProbes');
    // One that is under way has no answer yet.
    const looks = () => probes.mock.settledResults.filter(({ type }) => type === 'fulfilled');
    await eventually(() => looks().length > 2);
    const taken = looks().flatMap(({ value }) => value as { taken: boolean }[]);
    expect(taken.filter(({ taken }) => taken)).toEqual([]);
    expect(told(job)).toEqual([]);
    await all.database.query('DELETE FROM delivery_circuit');
    const before = looks().length;
    await eventually(() => looks().length > before + 1);
    expect(looks().at(-1)?.value).toEqual([{ credential: 'default', taken: false }]);
  });

  it('is beside that of a company, and each ends by itself', async () => {
    await register();
    await pause().expect(200);
    await pause(mine()).expect(200);
    const [own, other] = [await report(await register()), await report(await register(null))];
    expect(await pauses()).toHaveLength(2);
    await resume();
    await becomes(other, 'delivered');
    expect((await delivery(own)).waitingFor?.reason).toBe('paused');
    await resume(mine());
    await becomes(own, 'delivered');
  });

  it('is no reason to take a credential for one that cannot be opened', async () => {
    await setKey();
    await all.database.query(`UPDATE company_credential SET key_id = 'lost'`);
    await pause().expect(200);
    const event = await report(await register());
    await all.database.query(`UPDATE outbox SET due_at = now() - interval '1 minute'`);
    await all.replicas[0]!.app.get(UnservedQueues, { strict: false }).runOnce();
    expect((await delivery(event)).waitingFor?.responsible).toBe('operator');
    expect(await all.database.query('SELECT FROM delivery_circuit')).toEqual([]);
  });
});

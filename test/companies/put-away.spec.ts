import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PutAwaySweep } from '../../src/companies/put-away.sweep.js';
import { eventually } from '../support/eventually.js';
import { credentialPath, type Replicas, startReplicas } from '../support/replicas.js';
import { workerCalls } from '../support/worker-calls.js';

const DEFAULT_KEY = 'sandbox-key';
const OWN_KEY = 'k4-own-7d19-x6';

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

async function putAway(waiting: 'discard' | 'park', id = company) {
  const { body } = await http()
    .post(`/v1/companies/${id}/put-away`)
    .send({ reason: 'It left.', waiting })
    .expect(200);
  return body;
}

const takeBack = (id = company) => http().post(`/v1/companies/${id}/take-back`).expect(200);

const setKey = (id = company) =>
  http().put(credentialPath(id)).send({ type: 'api_key', apiKey: OWN_KEY }).expect(200);

const queues = async () =>
  (await all.database.query<{ credential: string }>('SELECT DISTINCT credential FROM outbox ORDER BY 1')).map(
    ({ credential }) => credential,
  );

const rows = () =>
  all.database.query('SELECT xmin::text, job_id, sequence, claim FROM outbox ORDER BY job_id');

/** Whatever Pleo was asked about the job, by the credential. */
const asked = (jobId: string) =>
  all.sandbox.requests.filter((request) => JSON.stringify(request).includes(jobId));

/** Events of others that come in now are delivered: so what is left is left on purpose. */
async function othersGo() {
  for (let turn = 0; turn < 3; turn++) await becomes(await report(await register(null)), 'delivered');
}

/** Pleo answers nothing of the company, so that it waits. */
async function waitingEvents(count: number): Promise<string[]> {
  all.sandbox.setCredentials({ apiKeys: [DEFAULT_KEY] });
  await setKey();
  const jobs = await Promise.all(Array.from({ length: count }, () => register()));
  const events = await Promise.all(jobs.map((job) => report(job)));
  await eventually(async () => (await delivery(events[0]!)).waitingFor?.reason === 'paused');
  await eventually(
    async () => (await all.database.query('SELECT FROM outbox WHERE claim IS NOT NULL')).length === 0,
  );
  return events;
}

describe('a company that is put away', () => {
  it('has nothing sent, and by no other credential when its own is deleted', async () => {
    const events = await waitingEvents(20);
    const before = all.sandbox.requests.length;
    expect(await putAway('park')).toMatchObject({
      state: 'put_away',
      waiting: 20,
      pause: null,
      putAway: { by: 'boss', reason: 'It left.', waiting: 'park', at: expect.any(String) },
    });
    await http().delete(credentialPath(company)).expect(200);
    const late = await report(await register());
    const untouched = await rows();
    await othersGo();
    // Nobody has touched them, not even to put them back.
    expect(await rows()).toEqual(untouched);
    for (const event of [...events, late])
      expect(await delivery(event)).toMatchObject({
        status: 'pending',
        waitingFor: { reason: 'put_away' },
        nextAttemptAt: null,
      });
    expect(await queues()).toEqual([`parked:${company}`]);
    expect(all.sandbox.requests.slice(before)).toHaveLength(3);

    all.sandbox.setCredentials({ apiKeys: [OWN_KEY] });
    await setKey();
    expect(await queues()).toEqual([`parked:${company}`]);
    await takeBack();
    for (const event of [...events, late]) await becomes(event, 'delivered');
  });

  it('keeps its order, and has a fresh schedule when it is taken back', async () => {
    const [first] = (await waitingEvents(1)) as [string];
    const { body } = await http().get(`/v1/export-job-events/${first}`);
    const last = await report(body.jobId, 'completed');
    await putAway('park');
    await all.database.query(
      `UPDATE outbox SET retries = 7, failing_since = now() - interval '30 days', due_at = due_at + interval '1 hour'`,
    );
    all.sandbox.setCredentials({ apiKeys: [OWN_KEY] });
    all.sandbox.setFaults([{ match: { event: 'started' }, status: 500, times: 1 }]);
    await takeBack();
    await becomes(last, 'delivered');
    const [row] = await all.database.query(
      `SELECT array_agg(event ORDER BY delivered_at) AS events FROM export_job_event`,
    );
    expect(row).toEqual({ events: ['started', 'completed'] });
  });

  it('has discarded what waits, is dead, and is reported later, results too', async () => {
    const job = await register();
    await becomes(await report(job), 'delivered');
    const refused = await register();
    all.sandbox.setFaults([{ match: { jobId: refused }, status: 400 }]);
    const dead = await report(refused);
    await becomes(dead, 'dead');
    const blocked = await report(refused, 'completed');
    // Pleo is away: these wait.
    all.sandbox.setFaults([{ match: {}, status: 500 }]);
    await reportResults(job, 30).expect(200);
    const last = await report(job, 'completed');
    await putAway('discard');
    all.sandbox.clearFaults();
    for (const event of [dead, blocked, last]) await becomes(event, 'discarded');
    const late = await report(await register());
    await becomes(late, 'discarded');
    await eventually(async () => (await queues()).length === 0);

    const [tally] = await all.database.query('SELECT pending, dead, discarded, successful FROM item_tally');
    expect(tally).toEqual({ pending: 0, dead: 0, discarded: 30, successful: 30 });
    const results = await http()
      .get(`/v1/export-jobs/${job}/items?deliveryStatus=discarded&limit=100`)
      .expect(200);
    expect(results.body.data).toHaveLength(30);
    const acts = await all.database.query(
      'SELECT DISTINCT action, by, reason, entries FROM audit_entry ORDER BY entries NULLS FIRST',
    );
    expect(acts).toEqual([
      { action: 'discarded', by: 'boss', reason: 'It left.', entries: null },
      { action: 'discarded', by: 'boss', reason: 'It left.', entries: 30 },
    ]);
    const { body } = await http().get(`/v1/companies/${company}`);
    expect(body).toMatchObject({ waiting: 0, dead: 0 });
    await takeBack();
    await becomes(await report(await register()), 'delivered');
    expect(await delivery(late)).toMatchObject({ status: 'discarded' });
  });

  it('lets what is under way end, and discards what comes behind it', async () => {
    await all.stop();
    all = await startReplicas(1, { PLEO_TIMEOUT_MS: '30000' });
    const job = await register();
    all.sandbox.setFaults([{ match: { jobId: job }, latencyMs: 60_000 }]);
    const started = await report(job);
    await eventually(async () => {
      const [row] = await all.database.query<{ claim: string | null }>('SELECT claim FROM outbox');
      return row?.claim;
    });
    const last = await report(job, 'completed');
    await putAway('discard');
    all.sandbox.clearFaults();
    all.sandbox.release();
    await becomes(started, 'delivered');
    await becomes(last, 'discarded');
    expect(await queues()).toEqual([]);
  });

  it('can be parked first and discarded then, but not when it was taken back', async () => {
    const events = await waitingEvents(3);
    await putAway('park');
    const [sweep] = all.replicas.map(({ app }) => app.get(PutAwaySweep, { strict: false }));
    expect(await sweep!.runOnce()).toBe(0);
    await takeBack();
    expect(await sweep!.runOnce()).toBe(0);
    expect(await queues()).toEqual([company]);
    await putAway('discard');
    for (const event of events) await becomes(event, 'discarded');
    const acts = await all.database.query(
      `SELECT action, reason FROM credential_audit WHERE company_id = $1 AND type IS NULL ORDER BY at`,
      [company],
    );
    expect(acts).toEqual([
      { action: 'put_away', reason: 'It left.' },
      { action: 'taken_back', reason: null },
      { action: 'put_away', reason: 'It left.' },
    ]);
  });

  it('is moved to where nobody claims, whichever queue its events came into', async () => {
    await all.database.query(
      `CREATE FUNCTION astray() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.credential := 'default'; RETURN NEW; END$$;
       CREATE TRIGGER astray BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION astray()`,
    );
    await register();
    await putAway('park');
    // As if its transaction had begun before the company was put away, and ended after its queue was moved.
    const event = await report(await register());
    await eventually(async () => (await delivery(event)).waitingFor?.reason === 'put_away');
    expect(all.sandbox.requests).toEqual([]);
  });

  it('has events moved there, too, whose company becomes known later', async () => {
    all.sandbox.setCredentials({ apiKeys: [] });
    await register();
    await putAway('park');
    const job = randomUUID();
    const event = await report(job);
    await eventually(async () => (await delivery(event)).waitingFor?.reason === 'paused');
    await register(company, job);
    expect(await queues()).toEqual([`parked:${company}`]);
    expect((await delivery(event)).waitingFor).toEqual({ reason: 'put_away' });
    all.sandbox.setCredentials({ apiKeys: [DEFAULT_KEY] });
    await othersGo();
    expect(asked(job).filter(({ authorized }) => authorized)).toEqual([]);
  });

  it('has no job given to workers, none created, and none read, by whatever credential', async () => {
    const job = await register();
    await putAway('park');
    await setKey();
    const mine = { companyId: company };
    await http().post('/v1/export-jobs/claim').send(mine).expect(204);
    await http().post('/v1/export-jobs/claim').send({}).expect(204);
    const created = await http()
      .post('/v3/export-jobs')
      .send({ companyId: company, accountingEntryIds: [randomUUID()] });
    const read = await http().get(`/v3/export-jobs/${job}`);
    for (const { status, body } of [created, read]) {
      expect(status).toBe(503);
      expect(body.detail).toContain('put away');
    }
    // Whose the key is may be asked: that is no word about the company's jobs.
    expect(all.sandbox.requests.filter(({ path }) => path !== '/v1/introspect')).toEqual([]);
    // Nor by the default credential, once its own is gone.
    await http().delete(credentialPath(company)).expect(200);
    for (const path of [`/v3/export-jobs/${job}`, `/v3/export-jobs?company_id=${company}`]) {
      const { status, body } = await http().get(path);
      expect([status, String(body.detail)]).toEqual([503, expect.stringContaining('put away')]);
    }
    await takeBack();
    expect((await http().post('/v1/export-jobs/claim').send(mine).expect(200)).body.job.id).toBe(job);
  });

  it('takes nothing from reads of others', async () => {
    for (const id of [company, randomUUID()]) {
      await register(id);
      await putAway('park', id);
    }
    for (const query of ['', `?company_id=${randomUUID()}`])
      await http().get(`/v3/export-jobs${query}`).expect(200);
  });

  it('is not polled', async () => {
    await all.stop();
    all = await startReplicas(1, { PLEO_POLL_INTERVAL_SECONDS: '1' });
    all.sandbox.setCredentials({ apiKeys: [DEFAULT_KEY, OWN_KEY] });
    await register();
    await putAway('park');
    await setKey();
    await eventually(async () => {
      const rows = await all.database.query(
        `SELECT FROM poll_turn, company_credential
         WHERE credential = 'default' AND ended_at > updated_at + interval '2 seconds'`,
      );
      return rows.length > 0;
    });
    expect(await all.database.query('SELECT credential FROM poll_turn')).toEqual([{ credential: 'default' }]);
  });

  it('is known before it is put away', async () => {
    const body = { reason: 'It left.', waiting: 'park' };
    const stranger = `/v1/companies/${randomUUID()}`;
    expect((await http().post(`${stranger}/put-away`).send(body).expect(404)).body.type).toContain(
      'COMPANY_NOT_FOUND',
    );
    await http().post(`${stranger}/take-back`).expect(404);
    await register();
    for (const wrong of [
      {},
      { reason: ' ', waiting: 'park' },
      { reason: 'So.' },
      { reason: 'So.', waiting: 'lose' },
    ])
      await http().post(`/v1/companies/${company}/put-away`).send(wrong).expect(400);
    await takeBack();
    expect(await all.database.query('SELECT FROM credential_audit')).toEqual([]);
  });
});

describe('two replicas', () => {
  it('discard each event once, also one whose replica died while it was under way', async () => {
    await all.add();
    const events = await waitingEvents(40);
    const [lost] = events as [string];
    await putAway('park');
    await all.database.query(
      `UPDATE outbox SET claim = gen_random_uuid(), due_at = now() - interval '2 minutes'
       FROM export_job_event AS event
       WHERE (event.job_id, event.sequence) = (outbox.job_id, outbox.sequence) AND event.id = $1`,
      [lost],
    );
    // As if it had been so for long.
    await all.database.query(`UPDATE relay_clock SET steady_since = now() - interval '1 hour'`);
    await putAway('discard');
    const sweeps = all.replicas.map(({ app }) => app.get(PutAwaySweep, { strict: false }));
    await Promise.all(sweeps.map((sweep) => sweep.runOnce()));
    for (const event of events) await becomes(event, 'discarded');
    const [row] = await all.database.query('SELECT count(*)::integer AS acts FROM audit_entry');
    expect(row).toEqual({ acts: 40 });
  });
});

describe('what alerts look at', () => {
  const value = async (name: string) => {
    const { text } = await http().get('/metrics').expect(200);
    return Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (.*)$`, 'm').exec(text)?.[1]);
  };

  it('tells ours, a customer’s, and what is put away apart', async () => {
    const refused = await register();
    all.sandbox.setFaults([{ match: { jobId: refused }, status: 400 }]);
    await becomes(await report(refused), 'dead');
    await waitingEvents(4);
    const events = (status: string, whose: string) =>
      value(`relay_outbox_events{status="${status}",whose="${whose}"}`);
    const paused = (whose: string) =>
      value(`relay_delivery_paused{pause="credential_refused",whose="${whose}"}`);
    expect([await events('pending', 'customer'), await events('pending', 'ours')]).toEqual([4, 0]);
    expect([await events('dead', 'customer'), await events('dead', 'ours')]).toEqual([0, 1]);
    expect([await paused('customer'), await paused('ours')]).toEqual([1, 0]);
    expect((await http().get('/v1/overview')).body.verdict.level).toBe('trouble');

    await putAway('park');
    for (const whose of ['ours', 'customer']) {
      expect(
        [await events('pending', whose), await events('dead', whose), await paused(whose)],
        whose,
      ).toEqual([0, 0, 0]);
      for (const status of ['pending', 'dead'])
        expect(await value(`relay_outbox_oldest_age_seconds{status="${status}",whose="${whose}"}`)).toBe(0);
    }
    expect([await events('pending', 'put_away'), await events('dead', 'put_away')]).toEqual([4, 1]);
    const { body } = await http().get('/v1/overview').expect(200);
    expect(body.backlog).toMatchObject({ events: 0, dead: 0, blocked: 0, paused: 0, putAway: 5 });
    expect(body).toMatchObject({ verdict: { level: 'well' }, pauses: [], deadCauses: [], oldest: null });
    expect((await http().get('/health/ready')).body.pleo).toMatchObject({ pausedCompanies: 0 });
  });

  it('takes a credential whose key is missing for ours', async () => {
    await setKey();
    await all.database.query(`UPDATE company_credential SET key_id = 'lost'`);
    const event = await report(await register());
    await eventually(async () => (await delivery(event)).waitingFor?.reason === 'paused');
    expect(await value('relay_delivery_paused{pause="credential_refused",whose="ours"}')).toBe(1);
    expect(await value('relay_outbox_events{status="pending",whose="ours"}')).toBe(1);
  });

  it('leaves out dead results of a company that is put away', async () => {
    const job = await register();
    await becomes(await report(job), 'delivered');
    all.sandbox.setFaults([{ match: {}, status: 400 }]);
    await reportResults(job, 3).expect(200);
    await eventually(async () => (await value('relay_items_dead{outcome="refused"}')) === 3);
    await putAway('park');
    expect(await value('relay_items_dead{outcome="refused"}')).toBe(0);
    const { body } = await http().get('/v1/overview').expect(200);
    expect(body.items).toMatchObject({ dead: 0, pending: 0 });
    expect((await http().get(`/v1/companies/${company}`)).body).toMatchObject({ dead: 1 });
  });
});

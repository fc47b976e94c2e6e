import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import {
  credentialPath,
  CREDENTIALS_KEY,
  type Replica,
  type Replicas,
  startReplicas,
} from '../support/replicas.js';

const DEFAULT_KEY = 'sandbox-key';
const OWN_KEY = 'own-key-7TQmZx2Lr9wK';

const KEYLESS = { CREDENTIALS_KEY: '', PLEO_OAUTH_CLIENT_ID: '', PLEO_OAUTH_CLIENT_SECRET: '' };
const ANOTHER_KEY = { CREDENTIALS_KEY: `another:${randomBytes(32).toString('base64')}` };
/** A key of the same name that is not the same. */
const MISTAKEN_KEY = { CREDENTIALS_KEY: `test:${randomBytes(32).toString('base64')}` };
const NO_DEFAULT = { PLEO_DEFAULT_CREDENTIAL: 'none', PLEO_API_KEY: '' };

let all: Replicas;
afterEach(() => all.stop());

const http = () => all.replicas[0]!.http;

async function register(companyId: string | null, id: string = randomUUID()): Promise<string> {
  const { status } = await http()
    .post('/v1/export-jobs')
    .send({ id, ...(companyId && { companyId }) });
  expect([200, 201]).toContain(status);
  return id;
}

async function start(jobId: string): Promise<string> {
  const { body } = await http().post('/v1/export-job-events').send({ jobId, event: 'started' }).expect(202);
  return body.id as string;
}

async function setKey(companyId: string, apiKey = OWN_KEY, by: Pick<Replica, 'http'> = all.replicas[0]!) {
  await by.http.put(credentialPath(companyId)).send({ type: 'api_key', apiKey }).expect(200);
}

async function delivery(eventId: string): Promise<{ status: string; waitingFor: { reason: string } | null }> {
  const { body } = await http().get(`/v1/export-job-events/${eventId}`).expect(200);
  return body.delivery;
}

const delivered = (eventId: string, withinMs?: number) =>
  eventually(async () => (await delivery(eventId)).status === 'delivered', withinMs);

const waitsPaused = (eventId: string) =>
  eventually(async () => (await delivery(eventId)).waitingFor?.reason === 'paused');

/** Requests of a job that did not come with one of the credentials that are good. */
const misled = () =>
  all.sandbox.requests.filter(({ authorized, path }) => !authorized && path !== '/v1/introspect');

const pauses = () =>
  all.database.query<{ credential: string; reason: string }>(
    'SELECT credential, reason FROM delivery_circuit WHERE pause IS NOT NULL ORDER BY credential',
  );

describe('a replica that has not the key of a company', () => {
  it.each([
    ['none at all', KEYLESS],
    ['another one', ANOTHER_KEY],
    ['a wrong one of the same name', MISTAKEN_KEY],
  ])('(%s), and started before there were credentials, sends none of its events', async (_, env) => {
    all = await startReplicas(1);
    for (let one = 0; one < 3; one++) await all.add(env);
    const company = randomUUID();
    await setKey(company);
    all.sandbox.setCredentials({ apiKeys: [OWN_KEY] });
    for (let event = 0; event < 12; event++) await delivered(await start(await register(company)), 5000);
    expect(misled()).toEqual([]);
    expect(await pauses()).toEqual([]);
  });

  it('leaves what waits in the queue there, and says why, until one comes that has it', async () => {
    all = await startReplicas(1, KEYLESS);
    const company = randomUUID();
    const jobs = await Promise.all(Array.from({ length: 20 }, () => register(company)));
    const first = await all.add({ CREDENTIALS_KEY });
    await setKey(company, OWN_KEY, first);
    all.sandbox.setCredentials({ apiKeys: [DEFAULT_KEY, OWN_KEY] });
    await first.app.close();

    const events = await Promise.all(jobs.map(start));
    await waitsPaused(events[0]!);
    expect(await pauses()).toEqual([
      { credential: company, reason: expect.stringContaining('sealed with the key "test"') },
    ]);
    const { body } = await http().get('/v1/overview').expect(200);
    expect(body.pauses).toMatchObject([{ credential: company, kind: 'credential_refused' }]);
    expect(body.verdict).toMatchObject({ level: 'trouble', responsible: 'credential' });
    expect(await all.database.query('SELECT DISTINCT credential, claim FROM outbox')).toEqual([
      { credential: company, claim: null },
    ]);
    await delivered(await start(await register(null)));

    await all.add({ CREDENTIALS_KEY });
    for (const event of events) await delivered(event);
    expect(await pauses()).toEqual([]);
    const keys = all.log.filter((line) => line.includes('sealed with the key \\"test\\"'));
    expect(keys.some((line) => line.includes('"level":50'))).toBe(true);
  });

  it('does not take the company’s turn to be polled', async () => {
    all = await startReplicas(1, { ...KEYLESS, PLEO_POLL_INTERVAL_SECONDS: '1' });
    const company = randomUUID();
    await setKey(company, OWN_KEY, await all.add({ CREDENTIALS_KEY, PLEO_POLL_INTERVAL_SECONDS: '0' }));
    await eventually(async () => {
      const rows = await all.database.query(
        `SELECT FROM poll_turn, company_credential
         WHERE credential = 'default' AND ended_at > updated_at + interval '2 seconds'`,
      );
      return rows.length > 0;
    });
    const turns = await all.database.query('SELECT credential FROM poll_turn');
    expect(turns).toEqual([{ credential: 'default' }]);
  });
});

describe('whether a company has a credential of its own', () => {
  it('is judged by the database with each claim, also where nothing is heard of changes', async () => {
    all = await startReplicas(2);
    const company = randomUUID();
    all.sandbox.setCredentials({ apiKeys: [DEFAULT_KEY] });
    await delivered(await start(await register(company)));
    // As behind a pooler: what is remembered is not corrected by a notification.
    for (const { credentials } of all.replicas) credentials.forget = () => undefined;
    for (const key of ['one', 'two']) {
      await setKey(company, key);
      all.sandbox.setCredentials({ apiKeys: [key] });
      for (let event = 0; event < 6; event++) await delivered(await start(await register(company)), 4000);
    }
    await http().delete(credentialPath(company)).expect(200);
    all.sandbox.setCredentials({ apiKeys: [DEFAULT_KEY] });
    await delivered(await start(await register(company)), 4000);
    expect(misled()).toEqual([]);
  });
});

describe('without a default credential', () => {
  it('events wait until their job’s company is known and has a credential, with a reason that is shown', async () => {
    all = await startReplicas(2, NO_DEFAULT);
    all.sandbox.setCredentials({ apiKeys: [OWN_KEY] });
    const [company, strange] = [randomUUID(), randomUUID()];
    await setKey(company);
    const [job, later] = [randomUUID(), randomUUID()];
    const events = [await start(job), await start(later), await start(await register(strange))];
    for (const event of events) await waitsPaused(event);
    expect(await pauses()).toEqual([
      { credential: 'default', reason: expect.stringContaining('PLEO_DEFAULT_CREDENTIAL=none') },
    ]);
    const { body: overview } = await http().get('/v1/overview').expect(200);
    expect(overview.backlog).toMatchObject({ events: 3, paused: 3 });
    expect(overview.verdict).toMatchObject({ level: 'trouble', responsible: 'credential' });
    expect(overview.verdict.headline).not.toContain('Pleo refuses');
    expect((await http().get('/health/ready').expect(200)).body.pleo).toMatchObject({ status: 'paused' });
    expect((await http().get('/metrics')).text).toContain(
      'relay_delivery_paused{pause="credential_refused",whose="ours"} 1',
    );
    // They were never claimed, nor counted as tried.
    expect(await all.database.query('SELECT FROM delivery_attempt')).toEqual([]);
    const untouched = await all.database.query('SELECT retries, failing_since FROM outbox');
    expect(untouched).toEqual(events.map(() => ({ retries: 0, failing_since: null })));

    // A company with a credential holds up nobody and is held up by nobody.
    await delivered(await start(await register(company)), 3000);
    await register(company, job);
    await delivered(events[0]!, 3000);
    await setKey(strange);
    await delivered(events[2]!, 3000);
    expect((await delivery(events[1]!)).status).toBe('pending');
    await register(company, later);
    await delivered(events[1]!, 3000);
    expect(misled()).toEqual([]);
    await eventually(async () => (await pauses()).length === 0);
  });

  it('they wait again when the credential of their company is deleted', async () => {
    all = await startReplicas(1, NO_DEFAULT);
    const company = randomUUID();
    await setKey(company);
    await http().delete(credentialPath(company)).expect(200);
    const event = await start(await register(company));
    await waitsPaused(event);
    all.sandbox.setCredentials({ apiKeys: [OWN_KEY] });
    await setKey(company);
    await delivered(event);
    expect(misled()).toEqual([]);
  });

  it('an event that was accepted while the credential was set is found and goes', async () => {
    all = await startReplicas(1, NO_DEFAULT);
    all.sandbox.setCredentials({ apiKeys: [OWN_KEY] });
    const company = randomUUID();
    const event = await start(await register(company));
    await waitsPaused(event);
    await setKey(company);
    await delivered(event);
    // As if its transaction had begun before the credential was there, and ended after its queue was moved.
    await all.database.query(
      `CREATE FUNCTION astray() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.credential := 'default'; RETURN NEW; END$$;
       CREATE TRIGGER astray BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION astray()`,
    );
    await delivered(await start(await register(company)));
  });

  it('those that waited for it go out when a replica has one', async () => {
    all = await startReplicas(1, NO_DEFAULT);
    const event = await start(randomUUID());
    await waitsPaused(event);
    await all.add({ PLEO_DEFAULT_CREDENTIAL: 'required', PLEO_API_KEY: DEFAULT_KEY });
    await delivered(event);
    await eventually(async () => (await pauses()).length === 0);
  });
});

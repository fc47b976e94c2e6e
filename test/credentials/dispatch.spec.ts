import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { aConnectedCompany, credentialPath, type Replicas, startReplicas } from '../support/replicas.js';

const DEFAULT_KEY = 'sandbox-key';
const OWN_KEY = 'own-key-7TQmZx2Lr9wK';

let all: Replicas;
beforeAll(async () => {
  all = await startReplicas(2);
});
afterEach(async () => {
  all.sandbox.reset();
  all.sandbox.setCredentials({ apiKeys: [DEFAULT_KEY] });
  await all.database.truncate('export_job', 'delivery_circuit', 'company_credential');
  for (const { credentials } of all.replicas) credentials.forget();
});
afterAll(() => all.stop());

const http = () => all.replicas[0]!.http;

async function aJobOf(companyId: string | null): Promise<string> {
  const id = randomUUID();
  await http()
    .post('/v1/export-jobs')
    .send({ id, ...(companyId && { companyId }) })
    .expect(201);
  return id;
}

async function start(jobId: string): Promise<string> {
  const { body } = await http().post('/v1/export-job-events').send({ jobId, event: 'started' }).expect(202);
  return body.id as string;
}

async function setKey(companyId: string, apiKey: string): Promise<void> {
  await http().put(credentialPath(companyId)).send({ type: 'api_key', apiKey }).expect(200);
}

async function delivery(eventId: string): Promise<{ status: string; waitingFor: unknown }> {
  const { body } = await http().get(`/v1/export-job-events/${eventId}`).expect(200);
  return body.delivery;
}

const delivered = (eventId: string) =>
  eventually(async () => (await delivery(eventId)).status === 'delivered');

/** When deliveries with the credential are paused: the pause. */
function paused(credential: string): Promise<{ pause: string; reason: string }> {
  return eventually(async () => {
    const [row] = await all.database.query<{ pause: string; reason: string }>(
      'SELECT pause, reason FROM delivery_circuit WHERE credential = $1 AND pause IS NOT NULL',
      [credential],
    );
    return row;
  });
}

describe('events of a company', () => {
  it('go out with its own key, those of all others with the default one', async () => {
    const company = randomUUID();
    await setKey(company, OWN_KEY);
    all.sandbox.setCredentials({ apiKeys: [OWN_KEY] });
    const others = [await start(await aJobOf(randomUUID())), await start(await aJobOf(null))];
    await paused('default');
    await delivered(await start(await aJobOf(company)));
    for (const other of others) expect((await delivery(other)).status).toBe('pending');
  });

  it('wait when its key is dead, and hold up nobody else, however many they are', async () => {
    const company = randomUUID();
    await setKey(company, OWN_KEY);
    const mine = await Promise.all(Array.from({ length: 150 }, async () => start(await aJobOf(company))));
    expect(await paused(company)).toMatchObject({ pause: 'credential_refused' });
    for (let turn = 0; turn < 5; turn++) await delivered(await start(await aJobOf(null)));

    expect((await delivery(mine[0]!)).waitingFor).toMatchObject({ reason: 'paused' });
    const { body } = await http().get('/health/ready').expect(200);
    expect(body.pleo).toMatchObject({ status: 'up', pausedCompanies: 1 });
    const { text } = await http().get('/metrics');
    expect(text).toContain('relay_delivery_paused{pause="credential_refused",whose="customer"} 1');
  });

  it('go on at once when it gets a good key', async () => {
    const company = randomUUID();
    await setKey(company, OWN_KEY);
    const event = await start(await aJobOf(company));
    await paused(company);
    // As after many refusals.
    await all.database.query(`UPDATE outbox SET due_at = now() + interval '1 minute' WHERE claim IS NULL`);
    all.sandbox.setCredentials({ apiKeys: [DEFAULT_KEY, 'a-better-key'] });
    await setKey(company, 'a-better-key');
    await delivered(event);
  });

  it('go out, though the default key is dead, once it has a key of its own', async () => {
    all.sandbox.setCredentials({ apiKeys: [OWN_KEY] });
    const company = randomUUID();
    const event = await start(await aJobOf(company));
    const other = await start(await aJobOf(null));
    await paused('default');
    await setKey(company, OWN_KEY);
    await delivered(event);
    expect(await delivery(other)).toMatchObject({ status: 'pending', waitingFor: { reason: 'paused' } });
  });

  it('that were accepted before anybody knew the company follow the registration', async () => {
    all.sandbox.setCredentials({ apiKeys: [OWN_KEY] });
    const company = randomUUID();
    await setKey(company, OWN_KEY);
    const id = randomUUID();
    const event = await start(id);
    await paused('default');
    await http().post('/v1/export-jobs').send({ id, companyId: company }).expect(200);
    await delivered(event);
  });

  it('go out with the default key again when its own is deleted', async () => {
    const company = randomUUID();
    await setKey(company, OWN_KEY);
    const event = await start(await aJobOf(company));
    await paused(company);
    await http().delete(credentialPath(company)).expect(200);
    await delivered(event);
    expect(await all.database.query('SELECT FROM delivery_circuit')).toEqual([]);
  });

  it('in the wrong queue find the right one when they are claimed', async () => {
    all.sandbox.setCredentials({ apiKeys: [OWN_KEY] });
    const company = randomUUID();
    await setKey(company, OWN_KEY);
    const job = await aJobOf(company);
    // As if they had been accepted at the moment in which the credential was set.
    await all.database.query(
      `CREATE FUNCTION astray() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.credential := 'default'; RETURN NEW; END$$;
       CREATE TRIGGER astray BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION astray()`,
    );
    try {
      await delivered(await start(job));
    } finally {
      await all.database.query('DROP FUNCTION astray CASCADE');
    }
    expect(all.sandbox.requests.filter(({ jobId }) => jobId === job)).toHaveLength(1);
  });

  it('wait until the time that Pleo named to this company only', async () => {
    all.sandbox.setCredentials({ apiKeys: [DEFAULT_KEY, OWN_KEY] });
    const company = randomUUID();
    await setKey(company, OWN_KEY);
    all.sandbox.setFaults([{ status: 429, retryAfter: '60', times: 1 }]);
    const event = await start(await aJobOf(company));
    expect(await paused(company)).toMatchObject({ pause: 'told_to_wait' });
    await delivered(await start(await aJobOf(null)));
    expect(await delivery(event)).toMatchObject({ status: 'pending', waitingFor: { reason: 'paused' } });
  });
});

describe('events of a company with OAuth', () => {
  it('outlive the end of an access token that nobody foresaw: it is renewed, and they go again', async () => {
    const { companyId } = await aConnectedCompany(all, all.replicas[0]!);
    all.sandbox.authorization.endAccess();
    const event = await start(await aJobOf(companyId));
    await delivered(event);
    const { body } = await http().get(`/v1/export-job-events/${event}`);
    expect(body.attempts.map((attempt: { statusCode: number }) => attempt.statusCode)).toEqual([401, 202]);
    expect(await all.database.query('SELECT FROM delivery_circuit')).toEqual([]);
  });

  it('share one refresh, over all replicas, however many of them are refused', async () => {
    const { companyId } = await aConnectedCompany(all, all.replicas[0]!);
    const jobs = await Promise.all(Array.from({ length: 60 }, () => aJobOf(companyId)));
    const before = all.sandbox.authorization.requests.length;
    all.sandbox.oauth.delayMs = 150;
    all.sandbox.authorization.endAccess();
    const events = await Promise.all(jobs.map(start));
    for (const event of events) await delivered(event);
    expect(all.sandbox.authorization.requests.length - before).toBe(1);
    expect(all.sandbox.authorization.alive).toBe(1);
  });

  it('stop when a new consent is needed, say so, ask Pleo for nothing more, and hold up nobody', async () => {
    const { companyId } = await aConnectedCompany(all, all.replicas[0]!);
    all.sandbox.authorization.revokeAll();
    const event = await start(await aJobOf(companyId));
    const { reason } = await paused(companyId);
    expect(reason).toMatch(/^A new consent is needed: .*invalid_grant/);
    expect((await http().get(credentialPath(companyId))).body.status).toBe('consent_needed');
    const asked = () => all.sandbox.requests.filter(({ authorized }) => !authorized).length;
    const before = asked();
    // The next probe is due: it finds out without asking Pleo.
    await all.database.query('UPDATE delivery_circuit SET paused_until = now() WHERE credential = $1', [
      companyId,
    ]);
    await eventually(async () => {
      const rows = await all.database.query(
        'SELECT FROM delivery_circuit WHERE credential = $1 AND probes > 0',
        [companyId],
      );
      return rows.length > 0;
    });
    // The probe has the event in hand for a moment more.
    await eventually(async () => (await delivery(event)).waitingFor !== null);
    expect(asked()).toBe(before);
    expect(await delivery(event)).toMatchObject({ status: 'pending', waitingFor: { reason: 'paused' } });
    for (let turn = 0; turn < 3; turn++) await delivered(await start(await aJobOf(null)));
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import {
  credentialPath as path,
  headerOf,
  SCOPES as ALL_SCOPES,
  type Replica,
  type Replicas,
  startReplicas,
} from '../support/replicas.js';
import { CredentialsSweep } from '../../src/credentials/credentials.sweep.js';
import { VerificationSweep } from '../../src/credentials/verification.sweep.js';

let all: Replicas;
let here: Replica;
beforeAll(async () => {
  all = await startReplicas(2);
  here = all.replicas[0]!;
});
afterEach(async () => {
  all.sandbox.reset();
  await all.database.query('DELETE FROM company_credential');
});
afterAll(() => all.stop());

/** A key that Pleo takes, and what it says of it. */
function aKey(subject: { companyId?: string; scopes?: string[] }): string {
  const key = `key-${randomUUID()}`;
  keys.add(key);
  all.sandbox.setCredentials({ apiKeys: ['sandbox-key', ...keys] });
  Object.assign(all.sandbox.introspection, { keys: { ...all.sandbox.introspection.keys, [key]: subject } });
  return key;
}
const keys = new Set<string>();

async function setKey(companyId: string, apiKey: string) {
  const { body } = await here.http.put(path(companyId)).send({ type: 'api_key', apiKey }).expect(200);
  return body;
}

const shown = async (companyId: string) => (await here.http.get(path(companyId)).expect(200)).body;

/** Starts a job of the company, and returns the id of the event. */
async function start(companyId: string): Promise<{ jobId: string; eventId: string }> {
  const jobId = randomUUID();
  await here.http.post('/v1/export-jobs').send({ id: jobId, companyId }).expect(201);
  const { body } = await here.http
    .post('/v1/export-job-events')
    .send({ jobId, event: 'started' })
    .expect(202);
  return { jobId, eventId: body.id as string };
}

const deliveryOf = async (eventId: string) =>
  (await here.http.get(`/v1/export-job-events/${eventId}`).expect(200)).body.delivery;

const delivered = (eventId: string) =>
  eventually(async () => (await deliveryOf(eventId)).status === 'delivered');

const auditOf = async (companyId: string) =>
  (
    await all.database.query<{ action: string; by: string | null }>(
      'SELECT action, by FROM credential_audit WHERE company_id = $1 ORDER BY at',
      [companyId],
    )
  ).map(({ action, by }) => `${action} by ${by}`);

const checksAt = () => all.sandbox.requests.filter(({ path: url }) => url === '/v1/introspect').length;

/** Makes the next try of a credential due, and has `replica` look. */
async function sweep(companyId: string, replica = here): Promise<void> {
  await all.database.query('UPDATE company_credential SET check_due_at = now() WHERE company_id = $1', [
    companyId,
  ]);
  await replica.app.get(VerificationSweep, { strict: false }).runOnce();
}

describe('a key that is set', () => {
  it('is verified before the answer, and then used', async () => {
    const companyId = randomUUID();
    expect(await setKey(companyId, aKey({ companyId }))).toMatchObject({
      status: 'active',
      reason: null,
      verification: {
        status: 'verified',
        clientId: 'sandbox-api-key',
        scopes: ALL_SCOPES,
        companyId,
        checkedAt: expect.stringMatching(/Z$/),
        reason: null,
      },
    });
    expect(await auditOf(companyId)).toEqual(['set by boss', 'verified by null']);
    const { eventId } = await start(companyId);
    await delivered(eventId);
  });

  it('is never used when it is that of another company, until it is set anew', async () => {
    const [companyId, other] = [randomUUID(), randomUUID()];
    const apiKey = aKey({ companyId: other });
    const set = await setKey(companyId, apiKey);
    expect(set).toMatchObject({
      status: 'wrong_company',
      reason: `At Pleo it belongs to the company ${other}, not to ${companyId}.`,
      verification: { status: 'wrong_company', companyId: other },
    });
    expect(await shown(companyId)).toEqual(set);
    expect(await auditOf(companyId)).toEqual(['set by boss', 'wrong_company by null']);

    const { jobId, eventId } = await start(companyId);
    await eventually(async () => (await deliveryOf(eventId)).waitingFor?.reason === 'paused');
    const { body } = await here.http.get('/v1/overview').expect(200);
    expect(body.pauses).toMatchObject([
      {
        credential: companyId,
        kind: 'credential_refused',
        reason: expect.stringContaining('another company'),
      },
    ]);
    await here.http.get(`/v3/export-jobs/${jobId}`).expect(503);
    expect(all.sandbox.requests.filter((request) => request.path.includes('export-job'))).toEqual([]);

    await setKey(companyId, aKey({ companyId }));
    await delivered(eventId);
  });

  it('is never used when it may not do what is needed, and says what that is', async () => {
    const companyId = randomUUID();
    expect(
      await setKey(companyId, aKey({ companyId, scopes: ['export-items:read', 'export:write'] })),
    ).toMatchObject({
      status: 'missing_scopes',
      reason: 'At Pleo it lacks the scope export-jobs:read.',
      verification: { companyId, scopes: ['export-items:read', 'export:write'] },
    });
    const { eventId } = await start(companyId);
    await eventually(async () => (await deliveryOf(eventId)).waitingFor?.reason === 'paused');
    expect(all.sandbox.requests.filter(({ jobId }) => jobId !== null)).toEqual([]);
  });

  it.each([
    ['too late', { latencyMs: 60_000 }, 'Pleo did not answer in time (PLEO_TIMEOUT_MS).'],
    ['nonsense', { status: 200, body: 'I am fine', contentType: 'text/plain' }, 'expected form'],
    ['nothing', { status: 200, body: {} }, 'names no single company'],
    ['403', { status: 403 }, 'Pleo answered 403'],
    ['404', { status: 404 }, 'Pleo answered 404'],
    ['503', { status: 503 }, 'Pleo answered 503'],
    ['no answer', { dropConnection: true as const }, 'could not be reached'],
  ])('is used when Pleo answers %s, and Pleo is asked again', async (_, fault, reason) => {
    const companyId = randomUUID();
    all.sandbox.setFaults([{ match: { route: 'introspect' }, ...fault }]);
    expect(await setKey(companyId, aKey({ companyId }))).toMatchObject({
      status: 'active',
      reason: null,
      verification: { status: 'unverified', companyId: null, reason: expect.stringContaining(reason) },
    });
    const { eventId } = await start(companyId);
    await delivered(eventId);
    all.sandbox.clearFaults();
    await sweep(companyId, all.replicas[1]);
    expect(await shown(companyId)).toMatchObject({ status: 'active', verification: { status: 'verified' } });
  });

  it('is used where it is an organisation’s', async () => {
    const companyId = randomUUID();
    expect(await setKey(companyId, aKey({}))).toMatchObject({
      status: 'active',
      verification: { status: 'unverified', scopes: ALL_SCOPES, companyId: null },
    });
  });

  it('gets its own verdict only: one that comes late, of the key before, is not written', async () => {
    const [companyId, other] = [randomUUID(), randomUUID()];
    const [wrong, right] = [aKey({ companyId: other }), aKey({ companyId })];
    all.sandbox.setFaults([{ match: { route: 'introspect' }, latencyMs: 60_000, times: 1 }]);
    const first = setKey(companyId, wrong);
    await eventually(() => all.sandbox.requests.some(({ fault }) => fault));
    expect(await setKey(companyId, right)).toMatchObject({ status: 'active' });
    all.sandbox.release();
    expect(await first).toMatchObject({ status: 'active', verification: { status: 'verified', companyId } });
    expect(await auditOf(companyId)).toEqual(['set by boss', 'set by boss', 'verified by null']);
  });

  it('keeps nothing of what it is that Pleo repeats', async () => {
    const companyId = randomUUID();
    const apiKey = aKey({ companyId });
    const body = {
      clientId: apiKey,
      scope: `export-jobs:read export-jobs:write ${apiKey}`,
      subjectURN: `urn:pleo:company:${companyId}`,
    };
    all.sandbox.setFaults([{ match: { route: 'introspect' }, status: 200, body, times: 1 }]);
    const set = await setKey(companyId, apiKey);
    expect(set.verification.status).toBe('verified');
    expect(JSON.stringify(set)).not.toContain(apiKey);
    const rows = await all.database.query(
      'SELECT client_id, scopes FROM company_credential WHERE company_id = $1',
      [companyId],
    );
    expect(JSON.stringify(rows)).not.toContain(apiKey);
  });
});

describe('a credential that Pleo has not been asked about', () => {
  it('is not used, and pauses nothing, when its setter died; a sweep asks and it goes on', async () => {
    const companyId = randomUUID();
    const apiKey = aKey({ companyId });
    const dying = await all.add();
    const { eventId, jobId } = await start(companyId);
    await delivered(eventId);
    all.sandbox.setFaults([{ match: { route: 'introspect' }, hang: true, times: 1 }]);
    const put = dying.http.put(path(companyId)).send({ type: 'api_key', apiKey });
    put.catch(() => undefined);
    await eventually(() => checksAt() === 1);
    await dying.app.close();
    expect(await shown(companyId)).toMatchObject({
      status: 'unverified',
      reason: 'The relay has not asked Pleo yet whose it is.',
      verification: { status: 'unverified', checkedAt: null },
    });
    const before = all.sandbox.requests.length;
    await here.http.post('/v1/export-job-events').send({ jobId, event: 'completed' }).expect(202);
    // What came later goes meanwhile.
    await delivered((await start(randomUUID())).eventId);
    expect(all.sandbox.requests.slice(before).filter((request) => request.jobId === jobId)).toEqual([]);
    expect(
      await all.database.query('SELECT FROM delivery_circuit WHERE credential = $1', [companyId]),
    ).toEqual([]);
    await sweep(companyId);
    await eventually(async () => all.sandbox.job(jobId)?.status === 'completed');
    expect(await auditOf(companyId)).toEqual(['set by boss', 'verified by null']);
  });

  it('is asked about once by two sweeps at the same time, and later each time that Pleo does not say', async () => {
    const companyId = randomUUID();
    await setKey(companyId, aKey({}));
    all.sandbox.setFaults([{ match: { route: 'introspect' }, status: 404 }]);
    const waits: number[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const asked = checksAt();
      await Promise.all(all.replicas.slice(0, 2).map((replica) => sweepIfDue(companyId, replica, turn)));
      expect(checksAt() - asked).toBe(1);
      const [row] = await all.database.query<{ wait: number }>(
        `SELECT extract(epoch FROM check_due_at - now())::float8 AS wait FROM company_credential WHERE company_id = $1`,
        [companyId],
      );
      waits.push(row!.wait);
    }
    expect(waits[0]).toBeGreaterThan(35);
    waits.slice(1).forEach((wait, turn) => expect(wait / waits[turn]!).toBeGreaterThan(1.3));
  });

  /** The first replica makes it due; both look. */
  async function sweepIfDue(companyId: string, replica: Replica, turn: number): Promise<void> {
    if (turn >= 0 && replica === here)
      await all.database.query('UPDATE company_credential SET check_due_at = now() WHERE company_id = $1', [
        companyId,
      ]);
    await replica.app.get(VerificationSweep, { strict: false }).runOnce();
  }

  it('is used no more, anywhere, from the moment on when it turns out to be another company’s', async () => {
    const [companyId, other] = [randomUUID(), randomUUID()];
    all.sandbox.setFaults([{ match: { route: 'introspect' }, status: 503 }]);
    await setKey(companyId, aKey({ companyId: other }));
    const { eventId, jobId } = await start(companyId);
    await delivered(eventId);
    all.sandbox.clearFaults();
    await sweep(companyId, all.replicas[1]);
    const before = all.sandbox.requests.length;
    const { body } = await here.http
      .post('/v1/export-job-events')
      .send({ jobId, event: 'completed' })
      .expect(202);
    await eventually(async () => (await deliveryOf(body.id as string)).waitingFor?.reason === 'paused');
    expect(all.sandbox.requests.slice(before)).toEqual([]);
  });

  it('is one that a replica of the release before has set in the place of a verified one', async () => {
    const companyId = randomUUID();
    await setKey(companyId, aKey({ companyId }));
    await all.database.query(
      `UPDATE company_credential SET updated_at = now() + interval '1 millisecond', generation = gen_random_uuid()
       WHERE company_id = $1`,
      [companyId],
    );
    expect(await shown(companyId)).toMatchObject({
      status: 'active',
      verification: { status: 'unverified' },
    });
    await here.app.get(VerificationSweep, { strict: false }).runOnce();
    expect(await shown(companyId)).toMatchObject({ verification: { status: 'verified' } });
  });
});

describe('tokens', () => {
  it('that are over are renewed before Pleo is asked, and a renewal keeps what it said', async () => {
    const companyId = randomUUID();
    const tokens = all.sandbox.authorization.grant({ companyId, scopes: ALL_SCOPES });
    all.sandbox.authorization.endAccess();
    const { body } = await here.http
      .put(path(companyId))
      .send({ type: 'oauth', ...tokens, expiresIn: 0 })
      .expect(200);
    expect(body).toMatchObject({ status: 'active', verification: { status: 'verified', companyId } });
    expect(checksAt()).toBe(1);
    const now = headerOf(await here.credentials.authorizationFor(companyId));
    all.sandbox.authorization.endAccess();
    expect(await here.credentials.refused(companyId, now)).toBe(false);
    await all.database.query(
      `UPDATE company_credential SET refreshed_at = now() - interval '2 minutes', updated_at = updated_at - interval '3 minutes', checked_at = checked_at - interval '3 minutes' WHERE company_id = $1`,
      [companyId],
    );
    expect(await here.credentials.refused(companyId, now)).toBe(true);
    expect(await shown(companyId)).toMatchObject({ verification: { status: 'verified', companyId } });
    expect(checksAt()).toBe(1);
  });

  it('that Pleo refuses are renewed once before it is asked again', async () => {
    const companyId = randomUUID();
    const tokens = all.sandbox.authorization.grant({ companyId, scopes: ALL_SCOPES });
    all.sandbox.authorization.endAccess();
    const { body } = await here.http
      .put(path(companyId))
      .send({ type: 'oauth', ...tokens })
      .expect(200);
    expect(body).toMatchObject({ status: 'active', verification: { status: 'verified' } });
    expect(checksAt()).toBe(2);
  });
});

describe('tokens that are dead', () => {
  it('are known to be when they are set, and events say what they wait for', async () => {
    const companyId = randomUUID();
    const tokens = all.sandbox.authorization.grant({ companyId, scopes: ALL_SCOPES });
    all.sandbox.authorization.revokeAll();
    const { body } = await here.http
      .put(path(companyId))
      .send({ type: 'oauth', ...tokens })
      .expect(200);
    expect(body).toMatchObject({ status: 'consent_needed', verification: { status: 'unverified' } });
    const { eventId } = await start(companyId);
    await eventually(async () => (await deliveryOf(eventId)).waitingFor?.reason === 'paused');
  });
});

describe('tokens of another company', () => {
  it('are not renewed: nothing is done with them', async () => {
    const companyId = randomUUID();
    const tokens = all.sandbox.authorization.grant({ companyId: randomUUID(), scopes: ALL_SCOPES });
    await here.http
      .put(path(companyId))
      .send({ type: 'oauth', ...tokens })
      .expect(200);
    await all.database.query(
      `UPDATE company_credential
       SET refreshed_at = now() - interval '8 days', refresh_due_at = now() - interval '1 second'`,
    );
    await here.app.get(CredentialsSweep, { strict: false }).runOnce();
    here.credentials.forget(companyId);
    expect(await here.credentials.authorizationFor(companyId)).toHaveProperty('refused');
    expect(await here.credentials.refused(companyId, `Bearer ${tokens.accessToken}`)).toBe(false);
    expect(all.sandbox.authorization.requests).toEqual([]);
  });
});

describe('a consent', () => {
  async function consent(companyId: string, by: string | null): Promise<string> {
    Object.assign(all.sandbox.oauth, { consent: 'give', companyId: by });
    const { body } = await here.http.post(`${path(companyId)}/consent`).expect(200);
    const { headers } = await fetch(body.authorizeUrl as string, { redirect: 'manual' });
    const back = new URL(headers.get('location') ?? '');
    return back.pathname + back.search;
  }

  it('of the company’s own people says that it is connected', async () => {
    const companyId = randomUUID();
    const page = await here.http.get(await consent(companyId, companyId)).expect(200);
    expect(page.text).toContain('<h1>Connected</h1>');
    expect(await shown(companyId)).toMatchObject({
      status: 'active',
      verification: { status: 'verified', companyId, clientId: 'sandbox-client', scopes: ALL_SCOPES },
    });
    expect(await auditOf(companyId)).toEqual([
      'consent_started by boss',
      'consented by boss',
      'verified by null',
    ]);
  });

  it('of another company says so to the person, and is never used', async () => {
    const [companyId, other] = [randomUUID(), randomUUID()];
    const page = await here.http.get(await consent(companyId, other)).expect(409);
    expect(page.text).toContain('Connected to another company');
    expect(page.text).not.toContain(other);
    expect(await shown(companyId)).toMatchObject({ status: 'wrong_company' });
    await expect(here.credentials.authorizationFor(companyId)).resolves.toHaveProperty('refused');
  });

  it('of another company changes nothing where the company is connected', async () => {
    const companyId = randomUUID();
    await here.http.get(await consent(companyId, companyId)).expect(200);
    const before = await shown(companyId);
    const page = await here.http.get(await consent(companyId, randomUUID())).expect(409);
    expect(page.text).toContain('Nothing was changed');
    expect(await shown(companyId)).toEqual(before);
    const { eventId } = await start(companyId);
    await delivered(eventId);
  });

  it('that lacks rights says so to the person', async () => {
    const companyId = randomUUID();
    all.sandbox.introspection.scopes = ['export-jobs:read'];
    const page = await here.http.get(await consent(companyId, companyId)).expect(409);
    expect(page.text).toContain('Rights are missing');
    expect(await shown(companyId)).toMatchObject({ status: 'missing_scopes' });
  });

  it('that Pleo does not tell of says so to the person, and is used', async () => {
    const companyId = randomUUID();
    all.sandbox.setFaults([{ match: { route: 'introspect' }, status: 500 }]);
    const page = await here.http.get(await consent(companyId, companyId)).expect(200);
    expect(page.text).toContain('not checked yet');
    expect(await shown(companyId)).toMatchObject({
      status: 'active',
      verification: { status: 'unverified' },
    });
  });

  it('that comes twice through two replicas ends with one credential and its verdict', async () => {
    const [companyId, other] = [randomUUID(), randomUUID()];
    const backs = [await consent(companyId, companyId), await consent(companyId, other)];
    const pages = await Promise.all(backs.map((back, index) => all.replicas[index]!.http.get(back)));
    const { status, verification } = await shown(companyId);
    expect(['active', 'wrong_company']).toContain(status);
    const header = await all.replicas[1]!.credentials.authorizationFor(companyId);
    expect('authorization' in header).toBe(status === 'active');
    expect(verification.companyId).toBe(status === 'active' ? companyId : other);
    expect(pages.some((page) => page.status === (status === 'active' ? 200 : 409))).toBe(true);
  });
});

describe('with PLEO_CREDENTIAL_VERIFICATION=required', () => {
  it('a credential is not used before Pleo has said that it is the company’s', async () => {
    const strict = await startReplicas(1, { PLEO_CREDENTIAL_VERIFICATION: 'required' });
    const [relay] = strict.replicas;
    const companyId = randomUUID();
    strict.sandbox.setFaults([{ match: { route: 'introspect' }, status: 404 }]);
    const { body } = await relay!.http.put(path(companyId)).send({ type: 'api_key', apiKey: 'sandbox-key' });
    expect(body).toMatchObject({ status: 'unverified', reason: 'Pleo answered 404 NOT_FOUND (Not Found).' });
    const jobId = randomUUID();
    await relay!.http.post('/v1/export-jobs').send({ id: jobId, companyId }).expect(201);
    await relay!.http.post('/v1/export-job-events').send({ jobId, event: 'started' }).expect(202);
    await eventually(
      async () =>
        (await strict.database.query('SELECT FROM delivery_circuit WHERE pause IS NOT NULL')).length > 0,
    );
    expect(strict.sandbox.requests.every((request) => request.path === '/v1/introspect')).toBe(true);
    strict.sandbox.clearFaults();
    strict.sandbox.introspection.companyId = companyId;
    await strict.database.query('UPDATE company_credential SET check_due_at = now()');
    await relay!.app.get(VerificationSweep, { strict: false }).runOnce();
    await eventually(() => strict.sandbox.job(jobId)?.status === 'in_progress');
    await strict.stop();
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { VerificationSweep } from '../../src/credentials/verification.sweep.js';
import { CredentialsRepository } from '../../src/credentials/credentials.repository.js';
import { JobExpirySweep } from '../../src/events/job-expiry.sweep.js';
import { eventually } from '../support/eventually.js';
import { aConnectedCompany, credentialPath, type Replicas, startReplicas } from '../support/replicas.js';
import { NoticeServer } from './notice-receiver.js';

const NOTICE_SECRET = `whsec_${Buffer.from('what signs the notices').toString('base64')}`;
const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

let receiver: NoticeServer;
let all: Replicas;
beforeAll(async () => {
  receiver = await NoticeServer.start();
  all = await startReplicas(2, {
    NOTICE_URL: receiver.url,
    NOTICE_SECRET,
    EXPIRY_SWEEP_INTERVAL_SECONDS: '3600',
  });
});
afterEach(async () => {
  await allTold();
  receiver.reset();
  all.sandbox.reset();
  await all.database.truncate('export_job', 'company', 'company_credential', 'notice', 'delivery_circuit');
});
afterAll(async () => {
  await all.stop();
  await receiver.stop();
});

const http = () => all.replicas[0]!.http;

/** Resolves when no notice waits any more. */
const allTold = () =>
  eventually(
    async () => (await all.database.query(`SELECT FROM notice WHERE status = 'waiting'`)).length === 0,
  );

/** What was told of a company or job, once at least so many notices were, and no other waits. */
async function toldOf(subject: string, count: number) {
  await eventually(() => receiver.about(subject).length >= count);
  await allTold();
  return receiver.about(subject).map(({ type, data }) => ({ type, data }));
}

async function aJob(companyId: string | null = null): Promise<string> {
  const id = randomUUID();
  await http().post('/v1/export-jobs').send({ id, companyId }).expect(201);
  return id;
}

async function report(jobId: string, event: string): Promise<string> {
  const { body } = await http().post('/v1/export-job-events').send({ jobId, event }).expect(202);
  return body.id as string;
}

const reach = (eventId: string, status: string) =>
  eventually(
    async () => (await http().get(`/v1/export-job-events/${eventId}`)).body.delivery.status === status,
  );

const put = (companyId: string, apiKey: string) =>
  http().put(credentialPath(companyId)).send({ type: 'api_key', apiKey }).expect(200);

/** A key of which Pleo says this. */
function aKey(subject: object): string {
  const key = `key-${randomUUID()}`;
  all.sandbox.setCredentials({ apiKeys: ['sandbox-key', key] });
  Object.assign(all.sandbox.introspection, { keys: { [key]: subject } });
  return key;
}

const putAway = (companyId: string) =>
  http()
    .post(`/v1/companies/${companyId}/put-away`)
    .send({ reason: 'It left.', waiting: 'park' })
    .expect(200);

describe('an event that dies', () => {
  it('is told once, with what Pleo said', async () => {
    const companyId = randomUUID();
    const jobId = await aJob(companyId);
    all.sandbox.setFaults([{ match: { jobId }, status: 400 }]);
    const eventId = await report(jobId, 'started');
    await reach(eventId, 'dead');
    expect(await toldOf(jobId, 1)).toEqual([
      {
        type: 'event.dead',
        data: {
          jobId,
          companyId,
          eventId,
          event: 'started',
          outcome: 'refused',
          reason: expect.stringContaining('Pleo answered 400'),
        },
      },
    ]);
    expect(receiver.arrivals[0]).toMatchObject({ timestamp: ISO });
  });

  it('is told again when it dies again, and not when it is delivered', async () => {
    const jobId = await aJob();
    all.sandbox.setFaults([{ match: { jobId }, status: 400, times: 2 }]);
    const eventId = await report(jobId, 'started');
    await reach(eventId, 'dead');
    await toldOf(jobId, 1);
    await http().post(`/v1/export-job-events/${eventId}/redeliver`).send({}).expect(202);
    await toldOf(jobId, 2);
    await http().post(`/v1/export-job-events/${eventId}/redeliver`).send({}).expect(202);
    await reach(eventId, 'delivered');
    expect((await toldOf(jobId, 2)).map(({ type }) => type)).toEqual(['event.dead', 'event.dead']);
  });
});

describe('results that die', () => {
  it('together are told once, with their number and some of their entries', async () => {
    const jobId = await aJob();
    await reach(await report(jobId, 'started'), 'delivered');
    const entries = Array.from({ length: 25 }, () => randomUUID() as string).sort();
    for (const entry of entries) all.sandbox.refuseItem(entry, 'ACCOUNTING_ENTRY_DOES_NOT_EXIST');
    const results = entries.map((accountingEntryId) => ({ accountingEntryId, status: 'successful' }));
    await http().put(`/v1/export-jobs/${jobId}/items`).send(results).expect(200);
    expect(await toldOf(jobId, 1)).toEqual([
      {
        type: 'item.dead',
        data: {
          jobId,
          companyId: null,
          count: 25,
          accountingEntryIds: entries.slice(0, 20),
          outcome: 'refused',
          reason: expect.stringContaining('ACCOUNTING_ENTRY_DOES_NOT_EXIST'),
        },
      },
    ]);
  });
});

describe('a job that expires', () => {
  it('is told once', async () => {
    const companyId = randomUUID();
    const [jobId, left] = [await aJob(companyId), await aJob(randomUUID())];
    const { companyId: gone } = (await http().get(`/v1/export-jobs/${left}`).expect(200)).body;
    await putAway(gone as string);
    await all.database.query(
      `UPDATE export_job SET last_updated_at = now() - (expires_in + 1) * interval '1 second', expires_at = now() - interval '1 second'`,
    );
    for (const { app } of all.replicas) await app.get(JobExpirySweep, { strict: false }).runOnce();
    expect(await toldOf(jobId, 1)).toEqual([
      {
        type: 'job.expired',
        data: { jobId, companyId, expiredAt: expect.any(String), reason: expect.any(String) },
      },
    ]);
    expect((await http().get(`/v1/export-jobs/${left}`).expect(200)).body.status).toBe('failed');
    expect(receiver.about(left)).toEqual([]);
  });
});

it('what cannot be told is not done, and then done and told once', async () => {
  const jobId = await aJob();
  await all.database.query(`
    ALTER TABLE notice ADD CONSTRAINT scratch CHECK (type <> 'job.expired');
    UPDATE export_job SET last_updated_at = now() - (expires_in + 1) * interval '1 second', expires_at = now() - interval '1 second'`);
  const sweep = all.replicas[0]!.app.get(JobExpirySweep, { strict: false });
  await expect(sweep.runOnce()).rejects.toThrow('scratch');
  const statusOf = async () =>
    (await http().get(`/v1/export-jobs/${jobId}`).expect(200)).body.status as string;
  expect(await statusOf()).toBe('pending');
  expect(await all.database.query('SELECT FROM notice')).toEqual([]);
  await all.database.query('ALTER TABLE notice DROP CONSTRAINT scratch');
  await sweep.runOnce();
  expect(await statusOf()).toBe('failed');
  expect(await toldOf(jobId, 1)).toHaveLength(1);
});

describe('a credential', () => {
  const connected = (companyId: string, verification: string, credentialType = 'api_key') => ({
    type: 'company.connected',
    data: { companyId, credentialType, verification },
  });

  it('that is verified when it is set is told, and again only when it is set again', async () => {
    const companyId = randomUUID();
    await put(companyId, aKey({ companyId }));
    await all.database.query('UPDATE company_credential SET check_due_at = now()');
    await all.replicas[1]!.app.get(VerificationSweep, { strict: false }).runOnce();
    expect(await toldOf(companyId, 1)).toEqual([connected(companyId, 'verified')]);
    await put(companyId, aKey({ companyId }));
    expect(await toldOf(companyId, 2)).toHaveLength(2);
  });

  it('that is used unverified is told once, whenever it is verified', async () => {
    const companyId = randomUUID();
    all.sandbox.setFaults([{ match: { route: 'introspect' }, status: 503 }]);
    await put(companyId, aKey({ companyId }));
    all.sandbox.clearFaults();
    await all.database.query('UPDATE company_credential SET check_due_at = now()');
    await all.replicas[1]!.app.get(VerificationSweep, { strict: false }).runOnce();
    const { body } = await http().get(credentialPath(companyId)).expect(200);
    expect(body.verification.status).toBe('verified');
    expect(await toldOf(companyId, 1)).toEqual([connected(companyId, 'unverified')]);
  });

  it('that has to be verified is told when it is', async () => {
    const strict = await all.add({ PLEO_CREDENTIAL_VERIFICATION: 'required' });
    const companyId = randomUUID();
    all.sandbox.setFaults([{ match: { route: 'introspect' }, status: 503 }]);
    const apiKey = aKey({ companyId });
    await strict.http.put(credentialPath(companyId)).send({ type: 'api_key', apiKey }).expect(200);
    expect(await all.database.query('SELECT FROM notice')).toEqual([]);
    all.sandbox.clearFaults();
    await all.database.query('UPDATE company_credential SET check_due_at = now()');
    await strict.app.get(VerificationSweep, { strict: false }).runOnce();
    expect(await toldOf(companyId, 1)).toEqual([connected(companyId, 'verified')]);
  });

  it.each([
    ['wrong_company', { companyId: randomUUID() }, 'belongs to the company'],
    ['missing_scopes', { scopes: ['export-items:read'] }, 'lacks the scope'],
  ])(
    'that is never used since it is of %s is told as one that a consent is needed for',
    async (status, subject, reason) => {
      const companyId = randomUUID();
      await put(companyId, aKey({ companyId, ...subject }));
      expect(await toldOf(companyId, 1)).toEqual([
        {
          type: 'company.consent_needed',
          data: { companyId, credentialType: 'api_key', status, reason: expect.stringContaining(reason) },
        },
      ]);
    },
  );

  it('whose refresh token is dead is told once, but of a company that left', async () => {
    const repository = all.replicas[0]!.app.get(CredentialsRepository, { strict: false });
    const [one, gone] = [
      await aConnectedCompany(all, all.replicas[0]!),
      await aConnectedCompany(all, all.replicas[0]!),
    ];
    await putAway(gone.companyId);
    for (const { companyId } of [one, gone]) {
      const row = (await repository.find(companyId))!;
      const claim = (await repository.claimRefresh(row, 5000, true))!;
      await repository.needConsent(claim, `Pleo answered invalid_grant.${'x'.repeat(600)}`);
      // The claim is gone: a second word is not written, and not told.
      await repository.needConsent(claim, 'Again.');
    }
    const [, needed, ...more] = await toldOf(one.companyId, 2);
    expect(needed).toEqual({
      type: 'company.consent_needed',
      data: {
        companyId: one.companyId,
        credentialType: 'oauth',
        status: 'consent_needed',
        reason: expect.stringMatching(/^Pleo answered invalid_grant\.x{472}$/),
      },
    });
    expect(more).toEqual([]);
    expect((await toldOf(gone.companyId, 1)).map(({ type }) => type)).toEqual(['company.connected']);
  });
});

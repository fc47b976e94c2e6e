import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { aConnectedCompany, credentialPath, type Replicas, startReplicas } from '../support/replicas.js';

let all: Replicas;
beforeAll(async () => {
  all = await startReplicas(1);
});
afterAll(() => all.stop());
beforeEach(async () => {
  all.sandbox.clearFaults();
  all.sandbox.setCredentials({ apiKeys: ['sandbox-key', 'own-key'] });
  await all.database.query(
    'TRUNCATE company, company_credential, credential_audit, delivery_circuit, export_job CASCADE',
  );
});

const http = () => all.replicas[0]!.http;
const path = (id: string) => `/v1/companies/${id}`;

async function companies(
  query = '',
): Promise<{ id: string; state: string; waiting: number; dead: number }[]> {
  const { body } = await http().get(`/v1/companies${query}`).expect(200);
  return body.data;
}

async function register(companyId: string): Promise<string> {
  const id = randomUUID();
  await http().post('/v1/export-jobs').send({ id, companyId }).expect(201);
  return id;
}

async function start(jobId: string): Promise<string> {
  const { body } = await http().post('/v1/export-job-events').send({ jobId, event: 'started' }).expect(202);
  return body.id as string;
}

const statusIs = (eventId: string, status: string) =>
  eventually(
    async () => (await http().get(`/v1/export-job-events/${eventId}`)).body.delivery.status === status,
  );

const audit = (id: string) =>
  all.database.query(
    'SELECT action, type, by, reason FROM credential_audit WHERE company_id = $1 ORDER BY at',
    [id],
  );

const setKey = (id: string) =>
  http().put(credentialPath(id)).send({ type: 'api_key', apiKey: 'own-key' }).expect(200);

/** The ids in their order, so many. */
const someIds = (count: number) => Array.from({ length: count }, () => randomUUID() as string).sort();

describe('a company', () => {
  it('is known by a job, a credential or a note, and by nothing else', async () => {
    const [byJob, byCredential, byNote, unknown] = someIds(4) as [string, string, string, string];
    await register(byJob);
    await setKey(byCredential);
    await http().put(path(byNote)).send({ note: ' Fjord Bakery ' }).expect(200);
    expect((await companies()).map(({ id }) => id)).toEqual([byJob, byCredential, byNote]);
    expect((await http().get(path(byCredential)).expect(200)).body).toEqual({
      id: byCredential,
      note: null,
      state: 'connected',
      credential: { type: 'api_key', status: 'active' },
      subscription: null,
      lastDeliveredAt: null,
      waiting: 0,
      dead: 0,
      pause: null,
      putAway: null,
    });
    expect((await http().get(path(byNote)).expect(200)).body).toMatchObject({
      note: 'Fjord Bakery',
      state: 'no_credential',
      credential: null,
    });
    expect((await http().get(path(unknown)).expect(404)).body.type).toContain('COMPANY_NOT_FOUND');
    expect(await audit(byNote)).toEqual([{ action: 'note_set', type: null, by: 'boss', reason: null }]);
  });

  it('loses its note by null or by nothing but spaces', async () => {
    const id = randomUUID();
    for (const note of [null, '  ']) {
      await http().put(path(id)).send({ note: 'Fjord Bakery' }).expect(200);
      expect((await http().put(path(id)).send({ note }).expect(200)).body.note).toBeNull();
    }
    for (const body of [{}, { note: 7 }, { note: 'x'.repeat(201) }, { note: 'a\0b' }])
      await http().put(path(id)).send(body).expect(400);
  });

  it('shows what waits, what is dead, and when something was last delivered', async () => {
    const [one, other] = someIds(2) as [string, string];
    await statusIs(await start(await register(one)), 'delivered');
    const refused = await register(one);
    all.sandbox.setFaults([{ match: { jobId: refused }, status: 400 }]);
    await statusIs(await start(refused), 'dead');
    await http().post('/v1/export-job-events').send({ jobId: refused, event: 'completed' }).expect(202);
    const slow = await register(one);
    all.sandbox.setFaults([{ match: { jobId: slow }, hang: true }]);
    await start(slow);
    await http().post('/v1/export-job-events').send({ jobId: slow, event: 'completed' }).expect(202);
    await register(other);
    const [shown, quiet] = (await companies()) as unknown as [{ lastDeliveredAt: string }, object];
    expect(shown).toMatchObject({ id: one, waiting: 1, dead: 1 });
    expect(Date.now() - Date.parse(shown.lastDeliveredAt)).toBeLessThan(60_000);
    expect(quiet).toMatchObject({ id: other, waiting: 0, dead: 0, lastDeliveredAt: null });
  });

  it('shows the pause of the credential that its events go out with', async () => {
    const [own, byDefault] = someIds(2) as [string, string];
    await setKey(own);
    await register(byDefault);
    await all.database.query(
      `INSERT INTO delivery_circuit (credential, faults, pause, reason, paused_since, paused_until, probes)
       VALUES ($1, 0, 'told_to_wait', 'Pleo answered 429.', now(), now() + interval '1 hour', 0)`,
      [own],
    );
    const pause = { kind: 'told_to_wait', reason: 'Pleo answered 429.', until: expect.any(String) };
    expect(await companies()).toMatchObject([
      { id: own, state: 'paused', pause },
      { id: byDefault, state: 'no_credential', pause: null },
    ]);
    await all.database.query(`UPDATE delivery_circuit SET credential = 'default'`);
    expect(await companies()).toMatchObject([
      { id: own, state: 'connected', pause: null },
      { id: byDefault, state: 'no_credential', pause },
    ]);
  });

  it('is found by its state', async () => {
    const [paused, alone] = someIds(2) as [string, string];
    const { companyId: connected } = await aConnectedCompany(all, all.replicas[0]!);
    const { companyId: ended } = await aConnectedCompany(all, all.replicas[0]!);
    const { companyId: strange } = await aConnectedCompany(all, all.replicas[0]!);
    const { companyId: away } = await aConnectedCompany(all, all.replicas[0]!);
    await setKey(paused);
    await register(alone);
    await all.database.query(
      `UPDATE company_credential SET status = 'consent_needed', reason = 'So.' WHERE company_id = $1`,
      [ended],
    );
    await all.database.query(`UPDATE company_credential SET key_id = 'lost' WHERE company_id = $1`, [
      strange,
    ]);
    await all.database.query(
      `INSERT INTO delivery_circuit (credential, faults, pause, reason, paused_since, paused_until, probes)
       VALUES ($1, 5, 'circuit_open', 'So.', now(), now(), 0)`,
      [paused],
    );
    await http()
      .post(`${path(away)}/put-away`)
      .send({ reason: 'It left.', waiting: 'park' })
      .expect(200);
    const states = {
      connected,
      needs_consent: ended,
      wrong: strange,
      put_away: away,
      paused,
      no_credential: alone,
    };
    for (const [state, id] of Object.entries(states))
      expect(await companies(`?state=${state}`), state).toMatchObject([{ id, state }]);
    expect((await http().get(path(strange))).body.credential).toEqual({
      type: 'oauth',
      status: 'unreadable',
    });
    await http().get('/v1/companies?state=lost').expect(400);
  });

  it('is found by a part of its note or its id', async () => {
    const [one, other] = someIds(2) as [string, string];
    await http().put(path(one)).send({ note: 'Fjord Bakery 100%' });
    await http().put(path(other)).send({ note: null });
    for (const q of ['fjord', 'BAKERY', '100%', one.slice(3, 20), one.toUpperCase()])
      expect(await companies(`?q=${encodeURIComponent(q)}`), q).toMatchObject([{ id: one }]);
    expect(await companies('?q=_jord')).toEqual([]);
    for (const query of ['?q=', '?q=%00', '?after=x', '?limit=0'])
      await http().get(`/v1/companies${query}`).expect(400);
  });
});

describe('a list of companies', () => {
  it('is read page by page, each once', async () => {
    const ids = someIds(7);
    for (const id of ids) await register(id);
    for (const id of ids.slice(0, 3)) await register(id);
    const seen: string[] = [];
    let after = '';
    for (let pages = 1; ; pages++) {
      const { body } = await http().get(`/v1/companies?limit=3${after}`).expect(200);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      expect(body.pagination).toEqual({ hasNextPage: pages < 3, endCursor: seen.at(-1) });
      if (!body.pagination.hasNextPage) break;
      after = `&after=${body.pagination.endCursor}`;
    }
    expect(seen).toEqual(ids);
    const { body } = await http()
      .get(`/v1/companies?after=${ids.at(-1)}`)
      .expect(200);
    expect(body).toEqual({ data: [], pagination: { hasNextPage: false, endCursor: null } });
  });

  it('with a filter looks at a thousand at a time, and says that there is more', async () => {
    await all.database.query(
      `INSERT INTO company (id, note)
       SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, CASE WHEN n % 900 = 0 THEN 'rare' END
       FROM generate_series(1, 2500) AS n`,
    );
    const found: string[] = [];
    let after = '';
    let pages = 0;
    for (let more = true; more; pages++) {
      const { body } = await http().get(`/v1/companies?q=rare${after}`).expect(200);
      found.push(...body.data.map(({ id }: { id: string }) => id.slice(-4)));
      more = body.pagination.hasNextPage;
      after = `&after=${body.pagination.endCursor}`;
    }
    expect(found).toEqual(['0900', '1800']);
    expect(pages).toBe(3);
    const { body } = await http().get('/v1/companies?q=rare&limit=1').expect(200);
    expect(body.pagination).toEqual({ hasNextPage: true, endCursor: expect.stringMatching(/000001000$/) });
  });
});

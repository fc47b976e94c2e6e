import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CredentialsRepository } from '../../src/credentials/credentials.repository.js';
import { CredentialsSweep } from '../../src/credentials/credentials.sweep.js';
import { TokenRefresh } from '../../src/credentials/token-refresh.js';
import { eventually } from '../support/eventually.js';
import {
  aConnectedCompany,
  credentialPath as path,
  headerOf,
  type Replica,
  type Replicas,
  startReplicas,
} from '../support/replicas.js';

describe('tokens', () => {
  let all: Replicas;
  let here: Replica;
  let there: Replica;
  /** It waits for Pleo's answer as long as a test needs to hold that back. */
  let patient: Replica;
  beforeAll(async () => {
    // Less than an asker waits for a refresh, so one that hangs has ended when it is told.
    all = await startReplicas(2, { PLEO_TIMEOUT_MS: '1800' });
    [here, there] = all.replicas as [Replica, Replica];
    patient = await all.add({ PLEO_TIMEOUT_MS: '60000' });
  });
  afterEach(() => {
    all.sandbox.reset();
    all.sandbox.oauth.consent = 'give';
  });
  afterAll(() => all.stop());

  const refreshes = () => all.sandbox.authorization.requests.map(({ outcome }) => outcome);
  const repeats = () => Math.max(0, ...all.sandbox.authorization.requests.map((request) => request.repeats));
  const accepted = (header: string) => all.sandbox.authorization.accepts(header);
  const shown = async (companyId: string) => (await here.http.get(path(companyId)).expect(200)).body;

  /** Answers of the token endpoint wait until they are let go. */
  const holdTokens = () => (all.sandbox.oauth.delayMs = 60_000);
  const letTokensGo = () => {
    all.sandbox.oauth.delayMs = 0;
    all.sandbox.release();
  };
  const refreshBegins = (companyId: string) =>
    eventually(async () => {
      const rows = await all.database.query(
        'SELECT FROM company_credential WHERE company_id = $1 AND refresh_claim IS NOT NULL',
        [companyId],
      );
      return rows.length === 1;
    });

  /** Moves the times of a company's tokens into the past. */
  async function age(companyId: string, columns: string): Promise<void> {
    await all.database.query(`UPDATE company_credential SET ${columns} WHERE company_id = $1`, [companyId]);
    for (const { credentials } of all.replicas) credentials.forget(companyId);
  }
  const DUE = `refresh_due_at = now() - interval '1 second'`;
  const OVER = `${DUE}, access_ends_at = now() - interval '1 second'`;
  /** As if the last refresh were more than a minute ago. */
  const MINUTE = `refreshed_at = refreshed_at - interval '61 seconds', updated_at = updated_at - interval '61 seconds'`;
  /** As if the time after a fault had passed. */
  const RETRY = `retry_at = NULL`;

  it('are used as long as they are good', async () => {
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    for (const { credentials } of all.replicas)
      expect(await credentials.authorizationFor(companyId)).toEqual({
        credential: companyId,
        authorization: `Bearer ${accessToken}`,
      });
    expect(refreshes()).toEqual([]);
  });

  it.each([
    ['about to end', DUE],
    ['over', OVER],
  ])('are renewed once, however many deliveries on both replicas find them %s', async (_, columns) => {
    all.sandbox.oauth.delayMs = 150;
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    await age(companyId, columns);
    const asked = [here, there, here, there, here].map(({ credentials }) =>
      credentials.authorizationFor(companyId),
    );
    const headers = new Set((await Promise.all(asked)).map(headerOf));
    expect(refreshes()).toEqual(['ok']);
    expect(headers.size).toBe(1);
    expect([...headers].every(accepted)).toBe(true);
    expect(headers.has(`Bearer ${accessToken}`)).toBe(false);
    expect(all.sandbox.authorization.alive).toBe(1);
  });

  it('are renewed once when Pleo refuses them to both replicas at once, and to late ones', async () => {
    all.sandbox.oauth.delayMs = 150;
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    const old = `Bearer ${accessToken}`;
    const asked = [here, there, there, here].map(({ credentials }) => credentials.refused(companyId, old));
    expect(await Promise.all(asked)).toEqual([true, true, true, true]);
    expect(await there.credentials.refused(companyId, old)).toBe(true);
    expect(refreshes()).toEqual(['ok']);
    expect(accepted(headerOf(await there.credentials.authorizationFor(companyId)))).toBe(true);
  });

  it('are not renewed once more when Pleo refuses those that a refresh has just brought', async () => {
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    expect(await here.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(true);
    const fresh = headerOf(await here.credentials.authorizationFor(companyId));
    for (const { credentials } of all.replicas)
      expect(await credentials.refused(companyId, fresh)).toBe(false);
    expect(refreshes()).toEqual(['ok']);
    await age(companyId, MINUTE);
    expect(await there.credentials.refused(companyId, fresh)).toBe(true);
    expect(refreshes()).toEqual(['ok', 'ok']);
  });

  it('are renewed many times by turns, and no refresh token is ever sent twice', async () => {
    const { companyId } = await aConnectedCompany(all, here);
    for (let turn = 0; turn < 6; turn++) {
      const { credentials } = all.replicas[turn % 2]!;
      // Word of the other replica's refresh may be on its way yet.
      const header = await eventually(async () => {
        const now = headerOf(await credentials.authorizationFor(companyId));
        return accepted(now) && now;
      });
      await age(companyId, MINUTE);
      expect(await credentials.refused(companyId, header)).toBe(true);
    }
    expect(refreshes()).toEqual(Array(6).fill('ok'));
    expect(repeats()).toBe(0);
  });

  it('that Pleo has revoked need a new consent, and nothing is tried again', async () => {
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    all.sandbox.authorization.revokeAll();
    expect(await here.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(false);
    await eventually(async () => 'refused' in (await there.credentials.authorizationFor(companyId)));
    for (const { credentials } of all.replicas) {
      expect(await credentials.authorizationFor(companyId)).toEqual({
        credential: companyId,
        refused: expect.stringMatching(/new consent is needed.*invalid_grant/),
      });
      expect(await credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(false);
    }
    expect(refreshes()).toEqual(['invalid_grant']);
    expect(await shown(companyId)).toMatchObject({
      status: 'consent_needed',
      reason: expect.stringContaining('invalid_grant'),
    });
  });

  it.each(['fail_before', 'cut_before'] as const)(
    'that could not be renewed (%s) go on being used, and are renewed later',
    async (fault) => {
      const { companyId, accessToken } = await aConnectedCompany(all, here);
      all.sandbox.oauth.faults.push(fault);
      await age(companyId, DUE);
      expect(headerOf(await here.credentials.authorizationFor(companyId))).toBe(`Bearer ${accessToken}`);
      expect(headerOf(await there.credentials.authorizationFor(companyId))).toBe(`Bearer ${accessToken}`);
      expect(refreshes()).toEqual([]);
      // Nobody knows whether the server saw it: not before the access token is over.
      await age(companyId, RETRY);
      await here.credentials.authorizationFor(companyId);
      expect(refreshes()).toEqual([]);
      await age(companyId, `${OVER}, ${RETRY}`);
      expect(accepted(headerOf(await here.credentials.authorizationFor(companyId)))).toBe(true);
      expect(refreshes()).toEqual(['ok']);
    },
  );

  it.each(['cut_after', 'fail_after', 'hang_after'] as const)(
    'whose renewal was lost on its way (%s) are not asked for again before Pleo refuses the old ones',
    async (fault) => {
      const { companyId, accessToken } = await aConnectedCompany(all, here);
      const old = `Bearer ${accessToken}`;
      all.sandbox.oauth.faults.push(fault);
      await age(companyId, DUE);
      expect(headerOf(await here.credentials.authorizationFor(companyId))).toBe(old);
      await age(companyId, RETRY);
      expect(headerOf(await there.credentials.authorizationFor(companyId))).toBe(old);
      expect(refreshes()).toEqual(['ok']);

      expect(await here.credentials.refused(companyId, old)).toBe(false);
      expect(refreshes()).toEqual(['ok', 'invalid_grant']);
      expect(await shown(companyId)).toMatchObject({ status: 'consent_needed' });
    },
  );

  it('are not asked for in a hurry: after a fault the next try waits, longer each time', async () => {
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    const waits: number[] = [];
    for (let tried = 0; tried < 9; tried++) {
      all.sandbox.oauth.faults.push('fail_before');
      expect(await here.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(false);
      expect(await here.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(false);
      const [row] = await all.database.query<{ wait: number }>(
        'SELECT extract(epoch FROM retry_at - now())::float8 AS wait FROM company_credential WHERE company_id = $1',
        [companyId],
      );
      waits.push(row?.wait ?? 0);
      await age(companyId, RETRY);
    }
    expect(waits[0]).toBeGreaterThan(3);
    expect(waits[0]).toBeLessThan(5.1);
    expect(waits[6]).toBeGreaterThan(200);
    expect(Math.max(...waits)).toBeLessThanOrEqual(900);
    expect(all.sandbox.oauth.faults).toEqual([]);
  });

  it('whose refresh was under way when its replica died are tried again when the claim is over, if nothing is left to lose', async () => {
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    const claimed = `refresh_claim = gen_random_uuid(), refreshing_until = now()`;
    await age(companyId, `${DUE}, ${claimed} + interval '20 seconds'`);
    expect(await here.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(false);
    expect(refreshes()).toEqual([]);
    await age(companyId, `${DUE}, ${claimed}`);
    expect(headerOf(await here.credentials.authorizationFor(companyId))).toBe(`Bearer ${accessToken}`);
    expect(refreshes()).toEqual([]);
    expect(await there.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(true);
    expect(refreshes()).toEqual(['ok']);
  });

  it('whose refresh seems to be over by a clock that was set, or since the database was away, are left to who may hold new ones', async () => {
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    await age(companyId, `${DUE}, refresh_claim = gen_random_uuid(), refreshing_until = now()`);
    await all.database.query(`UPDATE relay_clock SET steady_since = now() - interval '20 seconds'`);
    expect(await there.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(false);
    expect(refreshes()).toEqual([]);
    await all.database.query(`UPDATE relay_clock SET steady_since = now() - interval '40 seconds'`);
    expect(await there.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(true);
    expect(refreshes()).toEqual(['ok']);
  });

  it.each([
    ['a fault', `retry_at = now() + interval '1 hour'`],
    ['a refresh', `refreshed_at = now() + interval '1 hour'`],
    ['a claim', `refresh_claim = gen_random_uuid(), refreshing_until = now() + interval '1 hour'`],
  ])('are renewed although %s is noted by a clock that was an hour ahead', async (_, columns) => {
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    await age(companyId, columns);
    expect(await here.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(true);
    expect(refreshes()).toEqual(['ok']);
  });

  it('that a person sets while they are renewed are kept: the refresh comes too late', async () => {
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    holdTokens();
    const refused = patient.credentials.refused(companyId, `Bearer ${accessToken}`);
    await refreshBegins(companyId);
    const set = all.sandbox.authorization.grant();
    await there.http
      .put(path(companyId))
      .send({ type: 'oauth', ...set })
      .expect(200);
    letTokensGo();
    expect(await refused).toBe(true);
    for (const { credentials } of all.replicas) {
      credentials.forget(companyId);
      expect(headerOf(await credentials.authorizationFor(companyId))).toBe(`Bearer ${set.accessToken}`);
    }
  });

  it.each([
    ['before they were written', false],
    ['after they were written, and before it said so', true],
  ])('are kept although Postgres went away %s', async (_, isWritten) => {
    const repository = here.app.get(CredentialsRepository, { strict: false });
    const rotate = repository.rotate.bind(repository);
    const away = vi.spyOn(repository, 'rotate').mockImplementationOnce(async (...given) => {
      if (isWritten) await rotate(...given);
      throw Object.assign(new Error('terminating connection'), { code: '57P01' });
    });
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    expect(await here.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(true);
    expect(away).toHaveBeenCalledTimes(2);
    away.mockRestore();
    expect(accepted(headerOf(await there.credentials.authorizationFor(companyId)))).toBe(true);
    expect(refreshes()).toEqual(['ok']);
  });

  it('that are on their way when the relay is told to end are written first', async () => {
    const ending = await all.add({ PLEO_TIMEOUT_MS: '60000' });
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    holdTokens();
    const refused = ending.credentials.refused(companyId, `Bearer ${accessToken}`).catch(() => undefined);
    await refreshBegins(companyId);
    const told = vi.spyOn(ending.app.get(TokenRefresh, { strict: false }), 'onModuleDestroy');
    const closed = ending.app.close();
    await eventually(() => told.mock.calls.length === 1);
    letTokensGo();
    await closed;
    await refused;
    here.credentials.forget(companyId);
    expect(accepted(headerOf(await here.credentials.authorizationFor(companyId)))).toBe(true);
    expect(refreshes()).toEqual(['ok']);
  });

  it.each([
    ['go on being used', DUE, 'authorization'],
    ['hold nobody up', OVER, 'refused'],
  ])('that are renewed slowly %s meanwhile', async (_, columns, has) => {
    const { companyId } = await aConnectedCompany(all, here);
    holdTokens();
    await age(companyId, columns);
    expect(await patient.credentials.authorizationFor(companyId)).toHaveProperty(has);
    await refreshBegins(companyId);
    expect(refreshes()).toEqual([]);
    letTokensGo();
    await eventually(() => refreshes().length === 1);
    await eventually(async () => accepted(headerOf(await patient.credentials.authorizationFor(companyId))));
    expect(refreshes()).toEqual(['ok']);
  });

  it('are not renewed, nor put off, by a replica that has not the key', async () => {
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    const keyless = await all.add({ CREDENTIALS_KEY: `other:${Buffer.alloc(32, 1).toString('base64')}` });
    await age(companyId, `${OVER}, refreshed_at = now() - interval '8 days'`);
    expect(await keyless.credentials.authorizationFor(companyId)).toHaveProperty('refused');
    expect(await keyless.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(false);
    await keyless.app.get(CredentialsSweep, { strict: false }).runOnce();
    expect(refreshes()).toEqual([]);
    expect(accepted(headerOf(await here.credentials.authorizationFor(companyId)))).toBe(true);
    expect(refreshes()).toEqual(['ok']);
  });

  it('are not put off by a replica whose key has the same name and is another one', async () => {
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    const mistaken = await all.add({ CREDENTIALS_KEY: `test:${Buffer.alloc(32, 1).toString('base64')}` });
    await age(companyId, `${OVER}, refreshed_at = now() - interval '8 days'`);
    expect(await mistaken.credentials.authorizationFor(companyId)).toHaveProperty('refused');
    expect(await mistaken.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(false);
    await mistaken.app.get(CredentialsSweep, { strict: false }).runOnce();
    const [row] = await all.database.query(
      'SELECT refresh_faults, retry_at, refresh_claim FROM company_credential WHERE company_id = $1',
      [companyId],
    );
    expect(row).toEqual({ refresh_faults: 0, retry_at: null, refresh_claim: null });
    expect(accepted(headerOf(await here.credentials.authorizationFor(companyId)))).toBe(true);
    expect(refreshes()).toEqual(['ok']);
  });

  it('that nobody used for a week are renewed by the sweep, each once', async () => {
    const quiet = await aConnectedCompany(all, here);
    const busy = await aConnectedCompany(all, here);
    await age(quiet.companyId, `refreshed_at = now() - interval '8 days'`);
    await age(busy.companyId, `refreshed_at = now() - interval '6 days'`);
    await Promise.all([here, there].map(({ app }) => app.get(CredentialsSweep, { strict: false }).runOnce()));
    expect(refreshes()).toEqual(['ok']);
    expect(headerOf(await here.credentials.authorizationFor(busy.companyId))).toBe(
      `Bearer ${busy.accessToken}`,
    );
    expect(accepted(headerOf(await here.credentials.authorizationFor(quiet.companyId)))).toBe(true);
  });

  it('are renewed with the secret in the body where that is set', async () => {
    const third = await all.add({ PLEO_OAUTH_CLIENT_AUTH: 'body' });
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    expect(await third.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(true);
  });

  it('outlive a client that Pleo does not know, and are renewed when it is mended', async () => {
    const wrong = await all.add({ PLEO_OAUTH_CLIENT_SECRET: 'wrong' });
    const { companyId, accessToken } = await aConnectedCompany(all, here);
    expect(await wrong.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(false);
    expect(await shown(companyId)).toMatchObject({ status: 'active' });
    await age(companyId, RETRY);
    expect(await here.credentials.refused(companyId, `Bearer ${accessToken}`)).toBe(true);
  });
});

describe('an API key', () => {
  /** Sooner than what is cached ends by itself. */
  const HEARD_MS = 4000;
  let all: Replicas;
  beforeAll(async () => {
    all = await startReplicas(2);
  });
  afterAll(() => all.stop());

  it('is used by all replicas as soon as it is set, replaced or deleted', async () => {
    const [here, there] = all.replicas as [Replica, Replica];
    const companyId = randomUUID();
    const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
    expect(await there.credentials.authorizationFor(companyId)).toEqual({
      credential: 'default',
      authorization: basic('sandbox-key'),
    });
    for (const key of ['one', 'two']) {
      await here.http.put(path(companyId)).send({ type: 'api_key', apiKey: key }).expect(200);
      const company = { credential: companyId, authorization: basic(key) };
      await eventually(async () => {
        expect(await there.credentials.authorizationFor(companyId)).toEqual(company);
        expect(there.credentials.cached(companyId)).toEqual(company);
        return true;
      }, HEARD_MS);
    }
    expect(await there.credentials.refused(companyId, basic('two'))).toBe(false);
    expect(await there.credentials.refused(companyId, basic('one'))).toBe(true);
    await here.http.delete(path(companyId)).expect(200);
    await eventually(
      async () => (await there.credentials.authorizationFor(companyId)).credential === 'default',
      HEARD_MS,
    );
    expect(await there.credentials.refused('default', basic('sandbox-key'))).toBe(false);
    expect(there.credentials.cached(null)).toMatchObject({ credential: 'default' });
  });

  it('is used by all replicas although the connection on which they hear of it was lost', async () => {
    const [here, there] = all.replicas as [Replica, Replica];
    const pids = async () => {
      const rows = await all.database.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'pleo-export-relay credential listener'`,
      );
      return rows.map(({ pid }) => pid);
    };
    const old = await pids();
    expect(old).toHaveLength(2);
    await all.database.query('SELECT pg_terminate_backend(pid) FROM unnest($1::integer[]) AS pid', [old]);
    const companyId = randomUUID();
    await here.http.put(path(companyId)).send({ type: 'api_key', apiKey: 'while-deaf' }).expect(200);
    await eventually(async () => {
      const now = await pids();
      return now.length === 2 && now.every((pid) => !old.includes(pid));
    });
    for (const [key, credential] of [
      ['after', companyId],
      [null, 'default'],
    ] as const) {
      if (key) await here.http.put(path(companyId)).send({ type: 'api_key', apiKey: key }).expect(200);
      else await here.http.delete(path(companyId)).expect(200);
      await eventually(async () => {
        const company = await there.credentials.authorizationFor(companyId);
        const isMeant =
          key === null || headerOf(company) === `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
        return isMeant && company.credential === credential;
      }, HEARD_MS);
    }
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { InstallationSweep } from '../../src/credentials/installation.sweep.js';
import { eventually } from '../support/eventually.js';
import { credentialPath as path, type Replicas, SCOPES, startReplicas } from '../support/replicas.js';

let all: Replicas;
beforeAll(async () => {
  all = await startReplicas(2, { PLEO_INSTALLATION: 'activate' });
});
afterEach(async () => {
  all.sandbox.reset();
  await all.database.query('DELETE FROM company_credential');
});
afterAll(() => all.stop());

const shown = async (companyId: string) =>
  (await all.replicas[0]!.http.get(path(companyId)).expect(200)).body;

async function connect(companyId: string, of = companyId, scopes = SCOPES): Promise<void> {
  const tokens = all.sandbox.authorization.grant({ companyId: of, scopes });
  await all.replicas[0]!.http.put(path(companyId))
    .send({ type: 'oauth', ...tokens })
    .expect(200);
}

/** Both replicas look. */
const sweep = () =>
  Promise.all(all.replicas.map(({ app }) => app.get(InstallationSweep, { strict: false }).runOnce()));

const atPleo = (companyId: string) => all.sandbox.installations.of(`urn:pleo:company:${companyId}`);

const activations = () => all.sandbox.requests.filter(({ path: url }) => url.endsWith(':activate')).length;

describe('the installation of a company', () => {
  it('is activated once, by whichever replica, after its credential was verified', async () => {
    const companyId = randomUUID();
    await connect(companyId);
    await sweep();
    await eventually(async () => (await shown(companyId)).installation !== null);
    expect((await shown(companyId)).installation).toEqual({ status: 'active', reason: null });
    await sweep();
    expect(atPleo(companyId)).toEqual({ status: 'ACTIVATED', activations: 1 });
    expect(activations()).toBe(1);
  });

  it('that is active is left alone', async () => {
    const companyId = randomUUID();
    atPleo(companyId).status = 'ACTIVATED';
    await connect(companyId);
    await sweep();
    await eventually(async () => (await shown(companyId)).installation?.status === 'active');
    expect(activations()).toBe(0);
  });

  it('is not activated a second time when the answer was lost', async () => {
    const companyId = randomUUID();
    await connect(companyId);
    all.sandbox.setFaults([{ match: { route: 'installations/me:activate' }, loseAnswer: true }]);
    await sweep();
    await eventually(async () => (await shown(companyId)).installation?.status === 'active');
    await sweep();
    expect(activations()).toBe(1);
  });

  it('that Pleo refuses to activate is said to be inactive, and tried again later', async () => {
    const companyId = randomUUID();
    all.sandbox.setFaults([{ match: { route: 'installations/me:activate' }, status: 403 }]);
    await connect(companyId);
    await sweep();
    await eventually(async () => (await shown(companyId)).installation !== null);
    expect((await shown(companyId)).installation).toEqual({
      status: 'inactive',
      reason: 'Pleo answered 403 FORBIDDEN (Forbidden).',
    });
    await sweep();
    expect(activations()).toBe(1);
    all.sandbox.clearFaults();
    await all.database.query('UPDATE company_credential SET installation_due_at = now()');
    await sweep();
    await eventually(async () => (await shown(companyId)).installation?.status === 'active');
  });

  it('is made where there is none, once, also when the answer was lost', async () => {
    const companyId = randomUUID();
    atPleo(companyId).status = 'NONE';
    await connect(companyId);
    all.sandbox.setFaults([{ match: { route: 'installations/me', method: 'POST' }, loseAnswer: true }]);
    await sweep();
    await eventually(async () => (await shown(companyId)).installation?.status === 'active');
    await sweep();
    expect(atPleo(companyId)).toEqual({ status: 'ACTIVATED', activations: 1 });
  });

  it.each(['INACTIVE', 'PENDING_INTEGRATION'])('that Pleo has set to %s is left as it is', async (status) => {
    const companyId = randomUUID();
    atPleo(companyId).status = status;
    await connect(companyId);
    await sweep();
    await eventually(async () => (await shown(companyId)).installation !== null);
    expect((await shown(companyId)).installation).toEqual({
      status: 'inactive',
      reason: `Pleo shows it as ${status}.`,
    });
    expect(activations()).toBe(0);
  });

  it('shows an error, told once, where scopes are missing, and is activated by a better credential', async () => {
    const companyId = randomUUID();
    await connect(companyId);
    await sweep();
    await eventually(async () => (await shown(companyId)).installation?.status === 'active');
    await connect(companyId, companyId, ['export-jobs:read']);
    await sweep();
    await eventually(async () => (await shown(companyId)).installation?.status === 'error');
    await sweep();
    expect(atPleo(companyId)).toMatchObject({ status: 'ERROR', errorCode: 'AUTH_ERROR' });
    expect(all.sandbox.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
    await connect(companyId);
    await sweep();
    await eventually(async () => (await shown(companyId)).installation?.status === 'active');
    expect(atPleo(companyId)).toMatchObject({ status: 'ACTIVATED', activations: 2 });
  });

  it('shows an error where the refresh token is dead and the access token lives', async () => {
    const companyId = randomUUID();
    await connect(companyId);
    await sweep();
    await eventually(async () => (await shown(companyId)).installation?.status === 'active');
    await all.database.query(
      "UPDATE company_credential SET status = 'consent_needed', reason = 'Pleo answered invalid_grant.'",
    );
    await sweep();
    await eventually(async () => (await shown(companyId)).installation?.status === 'error');
    expect(atPleo(companyId)).toMatchObject({ status: 'ERROR', errorCode: 'AUTH_ERROR' });
  });

  it('of another company is not touched', async () => {
    const [companyId, other] = [randomUUID(), randomUUID()];
    await connect(companyId, other);
    await sweep();
    expect(await shown(companyId)).toMatchObject({ status: 'wrong_company', installation: null });
    expect(all.sandbox.installations.all).toEqual({});
  });
});

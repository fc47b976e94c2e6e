import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { eventually } from '../support/eventually.js';
import { it } from '../support/stage.js';
import { haveBeenSteady } from '../support/steady.js';

it('a relay that is killed between Pleo’s renewing and its own commit costs one consent, and nothing is tried again', async ({
  stage,
}) => {
  const database = await stage.database();
  const sandbox = await stage.sandbox();
  const env = {
    CREDENTIALS_KEY: `test:${randomBytes(32).toString('base64')}`,
    PLEO_OAUTH_CLIENT_ID: 'sandbox-client',
    PLEO_OAUTH_CLIENT_SECRET: 'sandbox-secret',
    PLEO_OAUTH_AUTHORIZE_URL: `${sandbox.url}/oauth/authorize`,
    PLEO_OAUTH_TOKEN_URL: `${sandbox.url}/oauth/token`,
    PUBLIC_URL: 'http://127.0.0.1:9',
  };
  const start = () => stage.relay({ database, sandbox }, env).answers();
  const companyId = randomUUID();
  const path = `/v1/companies/${companyId}/credential`;

  const first = await start();
  const { status } = await fetch(new URL(path, first.url), {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ type: 'oauth', ...sandbox.authorization.grant() }),
  });
  expect(status).toBe(200);
  await first.end();

  // What starts finds tokens that nobody used for a week.
  await database.query(`UPDATE company_credential SET refreshed_at = now() - interval '8 days'`);
  sandbox.oauth.faults.push('hang_after');
  const second = await start();
  await eventually(() => sandbox.authorization.requests.length === 1);
  second.kill('SIGKILL');
  await second.exit;
  const [left] = await database.query(
    'SELECT status, refresh_claim IS NOT NULL AS claimed FROM company_credential',
  );
  expect(left).toEqual({ status: 'active', claimed: true });

  // Its claim holds, so the next one leaves the token alone; then there is nothing left to lose.
  const third = await start();
  expect((await third.get(path)).body).toMatchObject({ status: 'active' });
  expect(sandbox.authorization.requests.map(({ outcome }) => outcome)).toEqual(['ok']);
  // As if much time had passed, in which whoever had it could have written what it brought.
  await haveBeenSteady(database);
  await database.query(
    `UPDATE company_credential SET refreshing_until = now(), access_ends_at = now() - interval '1 second'`,
  );
  const fourth = await start();
  await eventually(async () => (await fourth.get(path)).body['status'] === 'consent_needed');
  await third.end();
  await fourth.end();
  await (await start()).end();
  expect(sandbox.authorization.requests.map(({ outcome }) => outcome)).toEqual(['ok', 'invalid_grant']);
});

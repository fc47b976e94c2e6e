import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { it } from '../support/stage.js';

const RESEAL = fileURLToPath(new URL('../../dist/src/programs/reseal.js', import.meta.url));
const run = promisify(execFile);

const aKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

it('npm run reseal changes the key beside a running relay, and the old key is not needed any more', async ({
  stage,
}) => {
  const [OLD, NEW] = [aKey('old'), aKey('new')];
  const database = await stage.database();
  const sandbox = await stage.sandbox();
  const companies = Array.from({ length: 3 }, () => randomUUID());
  const path = (companyId: string) => `/v1/companies/${companyId}/credential`;

  const before = stage.relay({ database, sandbox }, { CREDENTIALS_KEY: `${OLD},${NEW}` });
  await before.answers();
  for (const companyId of companies) {
    const { status } = await fetch(new URL(path(companyId), before.url), {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'api_key', apiKey: `key-of-${companyId}` }),
    });
    expect(status).toBe(200);
  }

  const env = { PATH: process.env['PATH'], DATABASE_URL: database.url, CREDENTIALS_KEY: `${NEW},${OLD}` };
  const { stdout } = await run(process.execPath, [RESEAL], { env });
  expect(stdout).toBe(
    'Credentials: 3 resealed, 0 unreadable so far\nResealed 3 credentials, and 0 secrets of webhooks, with the key "new".\n',
  );
  expect((await before.get(path(companies[0]!))).body).toMatchObject({ status: 'active' });

  const after = stage.relay({ database, sandbox }, { CREDENTIALS_KEY: NEW });
  await after.answers();
  for (const companyId of companies)
    expect((await after.get(path(companyId))).body).toMatchObject({ status: 'active' });

  const left = run(process.execPath, [RESEAL], { env: { ...env, CREDENTIALS_KEY: OLD } });
  await expect(left).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('3 are sealed with keys'),
  });
  const none = run(process.execPath, [RESEAL], { env: { PATH: process.env['PATH'] } });
  await expect(none).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/DATABASE_URL.*\n.*CREDENTIALS_KEY/),
  });
});

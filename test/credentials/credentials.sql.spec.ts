import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TAKE_CONSENT } from '../../src/credentials/consents.sql.js';
import { DELETE_CREDENTIAL, READ_CREDENTIAL } from '../../src/credentials/credentials.sql.js';
import {
  ABANDON_REFRESH,
  CLAIM_REFRESH,
  FIND_IDLE,
  RELEASE_REFRESH,
  NEED_CONSENT,
  RETRY_REFRESH_LATER,
  ROTATE_TOKENS,
} from '../../src/credentials/refresh.sql.js';
import { RESEAL } from '../../src/credentials/reseal.sql.js';
import type { Statement } from '../../src/database/statement.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { execute } from '../support/plans.js';

const COMPANY = randomUUID();
const ANY = `'${randomUUID()}'`;
const ID = `'${COMPANY}'`;

let database: TestDatabase;
let session: pg.Client;
beforeAll(async () => {
  database = await createDatabase();
  await database.query(
    `INSERT INTO company_credential (company_id, type, generation, key_id, access_token, refresh_token, refreshed_at, access_ends_at)
     SELECT CASE number WHEN 0 THEN $1 ELSE gen_random_uuid() END, 'oauth', gen_random_uuid(), 'key', 'x', 'x', now(), now()
     FROM generate_series(0, 5000) AS number`,
    [COMPANY],
  );
  await database.query(
    `INSERT INTO credential_consent (state_hash, company_id, key_id, code_verifier, expires_at)
     SELECT int4send(number), gen_random_uuid(), 'key', 'x', now() + interval '10 minutes'
     FROM generate_series(0, 5000) AS number`,
  );
  await database.query('ANALYZE company_credential, credential_consent');
  session = new pg.Client({ connectionString: database.url });
  await session.connect();
});
afterAll(async () => {
  await session.end();
  await database.drop();
});

it.each<[string, Statement, string]>([
  ['reading a credential', READ_CREDENTIAL, ID],
  ['deleting one', DELETE_CREDENTIAL, `${ID}, 'boss'`],
  ['claiming a refresh', CLAIM_REFRESH, `${ID}, ${ANY}, ${ANY}, 1000, true, '{key}'`],
  ['writing new tokens', ROTATE_TOKENS, `${ID}, ${ANY}, ${ANY}, 'key', 'x', 'x', 60`],
  ['putting a refresh off', RETRY_REFRESH_LATER, `${ID}, ${ANY}, 1`],
  ['freeing a claim', RELEASE_REFRESH, `${ID}, ${ANY}`],
  ['leaving a claim behind', ABANDON_REFRESH, `${ID}, ${ANY}, 1`],
  ['asking for a consent', NEED_CONSENT, `${ID}, ${ANY}, 'So.', ${ANY}, true`],
  ['finding what is idle', FIND_IDLE, `7, 50, '{key}'`],
  ['resealing', RESEAL, `${ID}, ${ANY}, 'key', 'other', NULL, 'x', 'x'`],
  ['taking a consent', TAKE_CONSENT, `'\\x00000001', '{key}'`],
])('%s reads no table whole, however many companies there are', async (_, statement, values) => {
  const { wholeTables, pages } = await execute(session, statement, values, 'force_generic_plan');
  expect(wholeTables).toEqual([]);
  expect(pages).toBeLessThan(60);
});

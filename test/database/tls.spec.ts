import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CannotStart } from '../../src/config/cannot-start.js';
import { isDatabaseUnavailable } from '../../src/database/database-errors.js';
import { explained } from '../../src/database/unreachable.js';
import { waitForDatabase } from '../../src/database/wait-for-database.js';
import { CA_FILE } from '../support/certificates/certificate.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { PostgresTlsFront } from '../support/postgres-tls-front.js';

/** None on a server that trusts whoever comes. */
const PASSWORD = new URL(inject('templateUrl')).password;

let database: TestDatabase;
let pleo: PostgresTlsFront;
let selfSigned: PostgresTlsFront;
beforeAll(async () => {
  database = await createDatabase({ empty: true });
  pleo = await PostgresTlsFront.before(database.url, 'pleo');
  selfSigned = await PostgresTlsFront.before(database.url, 'self-signed');
});
afterAll(async () => {
  await pleo.stop();
  await selfSigned.stop();
  await database.drop();
});

function failureOf(url: string, caFile?: string): Promise<unknown> {
  const waits = waitForDatabase(url, (reason) => expect.fail(`it waits: ${reason}`), undefined, caFile);
  return waits.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('Postgres behind TLS', () => {
  it.each(['', '?sslmode=prefer', '?sslmode=require', '?sslmode=verify-full', '?ssl=true'])(
    'is reached by its own authority with "%s"',
    async (query) => {
      expect(await failureOf(pleo.url('localhost', query), CA_FILE)).toBeNull();
    },
  );

  it('is reached by the authority in its URL, and without any proof where that is asked for by name', async () => {
    expect(await failureOf(pleo.url('localhost', `?sslrootcert=${CA_FILE}`))).toBeNull();
    expect(await failureOf(selfSigned.url('localhost', '?sslmode=no-verify'))).toBeNull();
  });

  it.each<[string, () => string, string | undefined, RegExp]>([
    [
      'an authority that is not known',
      () => pleo.url('localhost', '?sslmode=require'),
      undefined,
      /UNABLE_TO_VERIFY_LEAF_SIGNATURE.*DATABASE_CA_FILE/,
    ],
    [
      'nobody',
      () => selfSigned.url('localhost', '?sslmode=require'),
      undefined,
      /DEPTH_ZERO_SELF_SIGNED_CERT.*DATABASE_CA_FILE/,
    ],
    [
      'another authority than the one that was named',
      () => selfSigned.url('localhost', ''),
      CA_FILE,
      /DEPTH_ZERO_SELF_SIGNED_CERT.*DATABASE_CA_FILE/,
    ],
    [
      'the right authority for another host',
      () => pleo.url('127.0.0.1', '?sslmode=verify-ca'),
      CA_FILE,
      /certificate cannot be taken: .*127\.0\.0\.1/,
    ],
    [
      'nobody, since it speaks no TLS',
      () => `${database.url.replace(/\?.*/, '')}?sslmode=require`,
      undefined,
      /asks for TLS, which the server does not speak/,
    ],
  ])(
    'with a certificate by %s is told in a sentence at the start, and is no fault of a request later',
    async (_, url, caFile, words) => {
      const failure = await failureOf(url(), caFile);
      const told = explained('DATABASE_URL', failure);
      expect(told).toBeInstanceOf(CannotStart);
      expect((told as Error).message).toMatch(words);
      expect((told as Error).message).toMatch(/^DATABASE_URL [^\n]+$/);
      if (PASSWORD) expect((told as Error).message).not.toContain(PASSWORD);
      expect(isDatabaseUnavailable(failure)).toBe(true);
    },
  );
});

describe('a start', () => {
  it.skipIf(!PASSWORD).each<[string, (url: URL) => void, RegExp]>([
    ['without a password', (url) => (url.password = ''), /holds no password, and Postgres asks for one$/],
    ['with a wrong password', (url) => (url.password = 'hunter2'), /does not let the relay in: .*password/],
    ['with a database that is not there', (url) => (url.pathname = '/nowhere'), /"nowhere" does not exist/],
  ])('%s is told in a sentence', async (_, change, words) => {
    const url = new URL(database.url);
    change(url);
    const told = explained('DATABASE_DIRECT_URL', await failureOf(url.href)) as Error;
    expect(told.message).toMatch(/^DATABASE_DIRECT_URL /);
    expect(told.message).toMatch(words);
    expect(told.message).not.toContain('hunter2');
  });

  it('waits for a socket that is not there yet', async () => {
    const stop = new AbortController();
    const reasons: string[] = [];
    const waits = waitForDatabase(
      'postgres:///relay?host=/nowhere',
      (reason) => (reasons.push(reason), stop.abort(new Error('stopped'))),
      stop.signal,
    );
    await expect(waits).rejects.toThrow();
    expect(reasons).toEqual([expect.stringMatching(/ENOENT \/nowhere/)]);
  });
});

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDatabase, DatabaseUnfit } from '../../src/database/database-check.js';
import { waitForDatabase } from '../../src/database/wait-for-database.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

async function faultsOf(url: string): Promise<readonly string[]> {
  try {
    await waitForDatabase(url, (why) => expect.fail(`it waits: ${why}`));
  } catch (error) {
    if (error instanceof DatabaseUnfit) return error.faults;
    throw error;
  }
  return [];
}

function nameOf({ url }: TestDatabase): string {
  return new URL(url).pathname.slice(1);
}

describe('a database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase({ empty: true });
  });
  afterAll(() => database.drop());

  it.each(['LATIN1', 'SQL_ASCII', 'EUC_JP'])('in %s is refused with what to do', async (encoding) => {
    const other = await createDatabase({ encoding });
    expect(await faultsOf(other.url)).toEqual([
      expect.stringMatching(
        new RegExp(`"${nameOf(other)}" is ${encoding}.*CREATE DATABASE .* ENCODING 'UTF8'`),
      ),
    ]);
    await other.drop();
  });

  it('is refused for all that is wrong at once', async () => {
    const rows = [
      {
        versionNumber: 140_009,
        version: '14.9',
        name: 'relay',
        account: 'relay',
        encoding: 'LATIN1',
        isStandby: false,
        readsOnly: false,
        pid: 7,
        defaults: { array_nulls: 'off' },
      },
    ];
    const client = { processID: 8, query: async () => ({ rows }) } as unknown as pg.Client;
    const unfit = (await checkDatabase(client).catch((error: unknown) => error)) as DatabaseUnfit;
    expect(unfit.faults).toEqual([
      expect.stringMatching(/PostgreSQL 14\.9; 15 is the oldest/),
      expect.stringMatching(/LATIN1/),
      expect.stringMatching(/behind its pooler.*ALTER ROLE "relay" SET array_nulls = 'on'/),
    ]);
    expect(unfit.message).toMatch(/cannot work with:\n {2}- .*\n {2}- .*\n {2}- /);
  });

  it('that only reads is waited for, in words that say why', async () => {
    await database.query(`ALTER DATABASE ${nameOf(database)} SET default_transaction_read_only = on`);
    const reasons: string[] = [];
    const stop = new AbortController();
    const waits = waitForDatabase(
      database.url,
      (why) => (reasons.push(why), stop.abort(new Error('stopped'))),
      stop.signal,
    );
    await expect(waits).rejects.toThrow();
    expect(reasons).toEqual([expect.stringMatching(/only reads.*RESET default_transaction_read_only/)]);
    // The pool of this database was there before.
    await database.query(`ALTER DATABASE ${nameOf(database)} RESET default_transaction_read_only`);
    expect(await faultsOf(database.url)).toEqual([]);
  });
});

import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import {
  isDatabaseUnavailable,
  isNotLetIn,
  isSerializationConflict,
} from '../../src/database/database-errors.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

function withCode(code: string): Error {
  return Object.assign(new Error('refused'), { code });
}

describe('isDatabaseUnavailable', () => {
  it.each([
    ['08006', 'connection failure'],
    ['08P01', 'protocol violation'],
    ['53300', 'too many connections'],
    ['53100', 'disk full'],
    ['57P01', 'admin shutdown'],
    ['57P03', 'cannot connect now'],
    ['57014', 'query canceled'],
    ['25006', 'read-only'],
    ['55P03', 'lock not available'],
    ['55000', 'not in the state for it'],
    ['28P01', 'a wrong password'],
    ['3D000', 'no such database'],
    ['40P01', 'deadlock'],
    ['40001', 'serialization failure'],
    ['26000', 'a prepared statement that a pooler has elsewhere'],
    ['42P05', 'a prepared statement that a pooler has from somebody else'],
    ['ECONNREFUSED', 'nobody listens'],
    ['ECONNRESET', 'cut'],
    ['EAI_AGAIN', 'no name service'],
  ])('is true for %s, %s', (code) => {
    expect(isDatabaseUnavailable(withCode(code))).toBe(true);
  });

  it.each([
    ['23505', 'a key is taken'],
    ['23514', 'a check is broken'],
    ['22P02', 'text that is no number'],
    ['42P01', 'no such table'],
    ['2508006', 'no SQLSTATE'],
    ['ERR_INVALID_ARG_TYPE', 'a fault of ours'],
  ])('is false for %s, %s', (code) => {
    expect(isDatabaseUnavailable(withCode(code))).toBe(false);
  });

  it.each([new Error('odd'), new TypeError('x is not a function'), { code: 7 }, {}, 'Connection refused'])(
    'is false for what has no code (case %#)',
    (error) => {
      expect(isDatabaseUnavailable(error)).toBe(false);
    },
  );

  it('looks inside of what TypeORM throws', () => {
    expect(isDatabaseUnavailable({ message: 'odd', driverError: withCode('57P01') })).toBe(true);
    expect(isDatabaseUnavailable({ message: 'Connection terminated', driverError: withCode('23505') })).toBe(
      false,
    );
  });
});

describe('isNotLetIn', () => {
  it.each([
    ['28P01', true],
    ['28000', true],
    ['3D000', true],
    ['57P03', false],
    ['ECONNREFUSED', false],
  ])('of %s is %s', (code, notLetIn) => {
    expect(isNotLetIn(withCode(code))).toBe(notLetIn);
  });
});

describe('isSerializationConflict', () => {
  it.each([
    ['40P01', true],
    ['40001', true],
    ['55P03', false],
    ['57P01', false],
  ])('of %s is %s', (code, conflict) => {
    expect(isSerializationConflict(withCode(code))).toBe(conflict);
  });
});

describe('what pg really throws', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase({ empty: true });
  });
  afterAll(() => database.drop());

  async function failureOf(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => expect.fail('it worked'),
      (error: unknown) => error,
    );
  }

  it('when a statement takes too long, passes', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const slow = { text: 'SELECT pg_sleep(30)', query_timeout: 20 } as pg.QueryConfig;
    expect(isDatabaseUnavailable(await failureOf(client.query(slow)))).toBe(true);
    await client.end();
  });

  it('when the pool is empty, passes', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1, connectionTimeoutMillis: 250 });
    const client = await pool.connect();
    expect(isDatabaseUnavailable(await failureOf(pool.connect()))).toBe(true);
    client.release();
    await pool.end();
    expect(isDatabaseUnavailable(await failureOf(pool.query('SELECT 1')))).toBe(true);
  });

  it('when the connection is killed, passes, also for who uses it afterwards and through TypeORM', async () => {
    const dataSource = await new DataSource(dataSourceOptions(database.url, 1)).initialize();
    const killed = await failureOf(dataSource.query('SELECT pg_terminate_backend(pg_backend_pid())'));
    expect(isDatabaseUnavailable(killed)).toBe(true);
    await dataSource.destroy();

    const client = new pg.Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    await failureOf(client.query('SELECT pg_terminate_backend(pg_backend_pid())'));
    expect(isDatabaseUnavailable(await failureOf(client.query('SELECT 1')))).toBe(true);
  });

  it('when a statement is wrong, does not pass', async () => {
    expect(isDatabaseUnavailable(await failureOf(database.query('SELECT FROM nowhere')))).toBe(false);
  });

  it('when the database does not exist, passes for requests, and nobody waits for it at the start', async () => {
    const client = new pg.Client({ connectionString: database.url.replace(/[^/]+$/, 'nowhere') });
    const failure = await failureOf(client.connect());
    expect([isDatabaseUnavailable(failure), isNotLetIn(failure)]).toEqual([true, true]);
  });
});

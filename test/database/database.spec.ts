import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { Database, type Run } from '../../src/database/database.js';
import { isDatabaseUnavailable } from '../../src/database/database-errors.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import { statement } from '../../src/database/statement.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

const ADD = statement('test-add', 'INSERT INTO note (text) VALUES ($1)');
const CHANGE = statement('test-change', 'UPDATE note SET text = text || $2 WHERE text LIKE $1 || $3');
const READ_COMMIT = statement('test-read-commit', `SELECT current_setting('synchronous_commit') AS value`);
const READ_COMPILING = statement('test-read-compiling', `SELECT current_setting('jit') AS value`);
const READ_ISOLATION = statement(
  'test-read-isolation',
  `SELECT current_setting('transaction_isolation') AS value`,
);
const OWN_PID = statement('test-own-pid', 'SELECT pg_backend_pid() AS pid');

let admin: TestDatabase;
let dataSource: DataSource;
let database: Database;

beforeAll(async () => {
  admin = await createDatabase({ empty: true });
  await admin.query('CREATE TABLE note (text text NOT NULL UNIQUE)');
  const [{ name } = { name: '' }] = await admin.query<{ name: string }>('SELECT current_database() AS name');
  // Defaults of a server that was set up by somebody else; the new pool meets them.
  await admin.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  await admin.query(`ALTER DATABASE ${name} SET jit = on`);
  await admin.query(`ALTER DATABASE ${name} SET deadlock_timeout = '20ms'`);
  dataSource = await new DataSource(dataSourceOptions(admin.url, 3)).initialize();
  database = new Database(dataSource, loadSettings({}));
});
beforeEach(async () => {
  await admin.query('TRUNCATE note');
});
afterAll(async () => {
  await dataSource.destroy();
  await admin.drop();
});

async function notes(): Promise<string[]> {
  const rows = await admin.query<{ text: string }>('SELECT text FROM note ORDER BY text');
  return rows.map(({ text }) => text);
}

/** A promise and the function that fulfils it. */
function signal(): { given: Promise<void>; give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}

describe('run', () => {
  it('runs one statement and gives its rows', async () => {
    expect(await database.run(statement('test-sum', 'SELECT $1::integer + 1 AS sum'), [41])).toEqual([
      { sum: 42 },
    ]);
  });

  it('throws what pg throws', async () => {
    await database.run(ADD, ['one']);
    await expect(database.run(ADD, ['one'])).rejects.toMatchObject({ code: '23505' });
  });
});

it.each(['UTC', 'Asia/Kolkata', 'America/St_Johns'])('reads times as they are, told in %s', async (zone) => {
  const times = statement(
    'test-times',
    `SELECT '2026-11-25 17:19:52.123456Z'::timestamptz AS long, '2026-07-01 00:00:00Z'::timestamptz AS short,
            NULL::timestamptz AS none`,
  );
  const rows = await database.transaction(async (run) => {
    await run(statement(`test-zone-${zone}`, `SELECT set_config('TimeZone', '${zone}', true)`), []);
    return run(times, []);
  });
  expect(rows).toEqual([
    { long: new Date('2026-11-25T17:19:52.123Z'), short: new Date('2026-07-01T00:00:00Z'), none: null },
  ]);
});

describe('a prepared statement', () => {
  const COUNT_PREPARED = statement(
    'test-count-prepared',
    `SELECT count(*)::integer AS count FROM pg_prepared_statements WHERE name LIKE 'test-%'`,
  );

  it('is made of each statement, unless that is switched off', async () => {
    const off = new Database(dataSource, loadSettings({ DATABASE_PREPARED_STATEMENTS: 'false' }));
    for (const [one, prepares] of [
      [off, false],
      [database, true],
    ] as const) {
      await one.transaction(async (run) => {
        const [before] = await run<{ count: number }>(COUNT_PREPARED, []);
        await run(statement(`test-fresh-${prepares}`, 'SELECT'), []);
        const [after] = await run<{ count: number }>(COUNT_PREPARED, []);
        expect((after?.count ?? 0) - (before?.count ?? 0)).toBe(prepares ? 1 : 0);
      });
    }
  });

  it('that a pooler has put elsewhere is a passing fault that says what to set', async () => {
    const failure = await database
      .transaction(async (run) => {
        await run(OWN_PID, []);
        await run(statement('test-deallocate', 'DEALLOCATE ALL'), []);
        await run(OWN_PID, []);
      })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: '26000' });
    expect((failure as Error).message).toMatch(/set DATABASE_PREPARED_STATEMENTS=false/);
    expect(isDatabaseUnavailable(failure)).toBe(true);
    expect(await database.run(OWN_PID, [])).toHaveLength(1);
  });
});

describe('transaction', () => {
  it('commits what its body did and gives what it gave', async () => {
    const given = await database.transaction(async (run) => {
      await run(ADD, ['one']);
      await run(ADD, ['two']);
      return 'done';
    });
    expect(given).toBe('done');
    expect(await notes()).toEqual(['one', 'two']);
  });

  it('has its commit on disk, also where the server would answer before that', async () => {
    expect(await database.run(READ_COMMIT, [])).toEqual([{ value: 'off' }]);
    expect(await database.transaction((run) => run(READ_COMMIT, []))).toEqual([{ value: 'on' }]);
    expect(await database.run(READ_COMMIT, [])).toEqual([{ value: 'off' }]);
  });

  it('has no statement compiled, which takes longer than it runs', async () => {
    expect(await database.transaction((run) => run(READ_COMPILING, []))).toEqual([{ value: 'off' }]);
  });

  it('is READ COMMITTED', async () => {
    expect(await database.transaction((run) => run(READ_ISOLATION, []))).toEqual([
      { value: 'read committed' },
    ]);
  });

  it('undoes everything when its body throws, and throws the same', async () => {
    const cause = new Error('no');
    const failed = database.transaction(async (run) => {
      await run(ADD, ['one']);
      throw cause;
    });
    await expect(failed).rejects.toBe(cause);
    expect(await notes()).toEqual([]);
  });

  it('undoes everything when a statement fails', async () => {
    const failed = database.transaction(async (run) => {
      await run(ADD, ['one']);
      await run(ADD, ['one']);
    });
    await expect(failed).rejects.toMatchObject({ code: '23505' });
    expect(await notes()).toEqual([]);
  });

  it('throws when its body swallowed the error of a statement: nothing was committed', async () => {
    const failed = database.transaction(async (run) => {
      await run(ADD, ['one']);
      await run(ADD, ['one']).catch(() => undefined);
    });
    await expect(failed).rejects.toThrow('nothing was committed');
    expect(await notes()).toEqual([]);
  });

  it('commits with its last statement', async () => {
    const given = await database.transaction(async (run, runAndCommit) => {
      await run(ADD, ['one']);
      await runAndCommit(ADD, ['two']);
      // The answer to the statement is here, that to COMMIT is on its way; nobody but it ends this transaction.
      await eventually(async () => (await notes()).length === 2);
      return 'given';
    });
    expect(given).toBe('given');
    expect(await notes()).toEqual(['one', 'two']);
    expect(await database.commit(READ_COMMIT, [])).toEqual([{ value: 'on' }]);
  });

  it('of one statement waits for Postgres once', async () => {
    await database.run(OWN_PID, []);
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const done = database.commit(ADD, ['one']);
    // Ticks go by without anything being read.
    for (let tick = 0; tick < 10; tick++) await new Promise<void>((resolve) => process.nextTick(resolve));
    expect(query).toHaveBeenCalledTimes(3);
    query.mockRestore();
    await done;
  });

  it('undoes everything when its last statement fails, and throws what that threw', async () => {
    const failed = database.transaction(async (run, runAndCommit) => {
      await run(ADD, ['one']);
      await runAndCommit(ADD, ['one']);
    });
    await expect(failed).rejects.toMatchObject({ code: '23505' });
    await database.commit(ADD, ['one']);
    await expect(database.commit(ADD, ['one'])).rejects.toMatchObject({ code: '23505' });
    expect(await notes()).toEqual(['one']);
    const pool = database['pool'];
    expect([pool.idleCount, pool.waitingCount]).toEqual([pool.totalCount, 0]);
  });

  it('does nothing when it cannot begin', async () => {
    const begin = vi
      .spyOn(pg.Client.prototype, 'query')
      .mockImplementationOnce((): never => Promise.reject(new Error('no room')) as never);
    const second = vi.fn();
    const failed = database.transaction(async (run) => {
      await run(OWN_PID, []);
      second();
    });
    await expect(failed).rejects.toThrow('no room');
    expect(second).not.toHaveBeenCalled();
    begin.mockRestore();
  });

  it('drops a connection that it cannot trust any more', async () => {
    let pid = 0;
    const failed = database.transaction(async (run) => {
      await run(ADD, ['lost']);
      pid = (await run<{ pid: number }>(OWN_PID, []))[0]?.pid ?? 0;
      throw Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
    });
    await expect(failed).rejects.toThrow('no answer');
    await eventually(async () => {
      const rows = await admin.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid]);
      return pid > 0 && rows.length === 0;
    });
    expect(await notes()).toEqual([]);
  });

  it('gives its connection back, however it ends', async () => {
    for (let turn = 0; turn < 10; turn++) {
      await database.transaction((run) => run(ADD, [String(turn)]));
      await expect(database.transaction((run) => run(ADD, [String(turn)]))).rejects.toThrow();
    }
    const pool = database['pool'];
    expect([pool.idleCount, pool.waitingCount]).toEqual([pool.totalCount, 0]);
    expect(pool.totalCount).toBeLessThanOrEqual(3);
  });

  it('survives a connection that breaks at the moment when it is handed out', async () => {
    const survived = await new Promise<boolean>((resolve, reject) => {
      database['pool'].connect((fault, client, done) => {
        if (!client) return reject(fault ?? new Error('no connection'));
        try {
          resolve(client.emit('error', Object.assign(new Error('terminating'), { code: '57P01' })));
        } catch {
          resolve(false);
        } finally {
          done(true);
        }
      });
    });
    expect(survived).toBe(true);
  });

  /** Two transactions that take two rows in opposite order, at the same time. */
  async function deadlock(): Promise<{ runs: number }> {
    const counted = { runs: 0 };
    const [oneHas, otherHas] = [signal(), signal()];
    const body = (mine: string, yours: string, have: () => void, wait: Promise<void>) => async (run: Run) => {
      counted.runs += 1;
      await run(CHANGE, [mine, '+', '%']);
      have();
      await wait;
      await run(CHANGE, [yours, '+', '%']);
    };
    await Promise.all([
      database.transaction(body('one', 'two', oneHas.give, otherHas.given)),
      database.transaction(body('two', 'one', otherHas.give, oneHas.given)),
    ]);
    return counted;
  }

  it('is run again when Postgres ended a deadlock by undoing it', async () => {
    await database.run(ADD, ['one']);
    await database.run(ADD, ['two']);
    // More when the one that was undone is back before the other has gone on.
    expect((await deadlock()).runs).toBeGreaterThanOrEqual(3);
    expect(await notes()).toEqual(['one++', 'two++']);
  });

  it('gives up after three conflicts', async () => {
    let runs = 0;
    const conflict = statement(
      'test-conflict',
      `DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = 'serialization_failure'; END $$`,
    );
    const failed = database.transaction(async (run) => {
      runs += 1;
      await run(conflict, []);
    });
    await expect(failed).rejects.toMatchObject({ code: '40001' });
    expect(runs).toBe(3);
  });

  it('is not run again after any other error', async () => {
    let runs = 0;
    await database.run(ADD, ['one']);
    const failed = database.transaction(async (run) => {
      runs += 1;
      await run(ADD, ['one']);
    });
    await expect(failed).rejects.toThrow();
    expect(runs).toBe(1);
  });
});

describe('a connection that is killed in the middle of a transaction', () => {
  async function killWithin(body: (run: Run) => Promise<void>): Promise<void> {
    await database.transaction(async (run) => {
      await run(ADD, ['lost']);
      const [own] = await run<{ pid: number }>(OWN_PID, []);
      await admin.query('SELECT pg_terminate_backend($1, 5000)', [own?.pid]);
      await body(run);
    });
  }

  it.each<[string, (run: Run) => Promise<void>]>([
    ['a statement', async (run) => void (await run(ADD, ['more']))],
    ['the commit', async () => undefined],
  ])('fails the transaction at %s with an error that passes, and the pool works on', async (_, body) => {
    const error: unknown = await killWithin(body).then(
      () => expect.fail('it was committed'),
      (cause: unknown) => cause,
    );
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(await notes()).toEqual([]);
    await Promise.all(
      Array.from({ length: 6 }, (_, turn) => database.transaction((run) => run(ADD, [`after ${turn}`]))),
    );
    expect(await notes()).toHaveLength(6);
  });
});

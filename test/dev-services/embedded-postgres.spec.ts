import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../src/dev-services/embedded-postgres.js';
import { eventually } from '../support/eventually.js';

/** The launcher as `npm run build` left it: a service that can be killed has to be a process of its own. */
const BUILT = new URL('../../dist/src/dev-services/embedded-postgres.js', import.meta.url);

const SERVICE = `
import { startEmbeddedPostgres } from ${JSON.stringify(BUILT.href)};
process.once('SIGINT', () => console.log('draining'));
const database = await startEmbeddedPostgres({ dataDirectory: process.argv[2], serverSettings: { fsync: 'off' } });
console.log(database.url);
process.stdin.once('data', async () => {
  await database.stop();
  process.exit(0);
});
`;

let home: string;
/** Shared by the tests, so that most of them start in a moment: initdb fills it once. */
let data: string;

beforeAll(async () => {
  if (!existsSync(fileURLToPath(BUILT)))
    throw new Error('Run `npm run build` first: these tests kill what it built.');
  // Private (0700): as root this is a place that the account of Postgres may not enter.
  home = await mkdtemp(join(tmpdir(), 'embedded-postgres-'));
  data = join(home, 'data');
  await writeFile(join(home, 'service.mjs'), SERVICE);
});

afterAll(() => rm(home, { recursive: true, force: true }));

const start = (dataDirectory = data) =>
  startEmbeddedPostgres({ dataDirectory, serverSettings: { fsync: 'off' } });

const startRefusal = (dataDirectory: string): Promise<string> =>
  start(dataDirectory).then(
    (database) => database.stop().then(() => 'started'),
    (error: Error) => error.message,
  );

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client(url);
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

const postmaster = () => Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);

/** A dead process that nobody reaps (a container without an init) is not alive. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

/** A service in a process group of its own, as a shell would start it. */
function startService(dataDirectory = data) {
  const child = spawn(process.execPath, [join(home, 'service.mjs'), dataDirectory], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    line: async () => String((await lines.next()).value),
    carryOn: () => child.stdin.write('\n'),
    pressCtrlC: () => process.kill(-child.pid!, 'SIGINT'),
    kill: () => child.kill('SIGKILL'),
    exit: once(child, 'exit'),
  };
}

describe('startEmbeddedPostgres', () => {
  it('keeps the data from one start to the next, and stop() leaves no process', async () => {
    const first = await start();
    const firstPid = postmaster();
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer').finally(() => first.stop());
    expect(alive(firstPid)).toBe(false);

    const second = await start();
    const secondPid = postmaster();
    const answer = await ask(second.url, 'SELECT answer FROM kept').finally(() =>
      Promise.all([second.stop(), second.stop()]),
    );
    expect(answer).toBe(42);
    expect(alive(secondPid)).toBe(false);
  });

  it('lets nobody in without its password', async () => {
    const database = await start();
    const guess = database.url.replace(/:[0-9a-f]{64}@/, ':guess@');
    expect(guess).not.toBe(database.url);
    await expect(ask(guess, 'SELECT 1').finally(() => database.stop())).rejects.toThrow(
      /password authentication failed/,
    );
  });

  it('is gone after kill -9 of its service, and a start at once has the data', async () => {
    const service = startService();
    const url = await service.line();
    const pid = postmaster();
    await ask(url, 'CREATE TABLE committed AS SELECT 7 AS answer');
    service.kill();
    const next = await start();
    try {
      expect(alive(pid)).toBe(false);
      expect(await ask(next.url, 'SELECT answer FROM committed')).toBe(7);
    } finally {
      await next.stop();
    }
  });

  it('is gone after kill -9 of its service when nobody starts again', async () => {
    const service = startService();
    await service.line();
    const pid = postmaster();
    expect(alive(pid)).toBe(true);
    service.kill();
    await eventually(() => !alive(pid));
    expect(existsSync(join(data, 'postmaster.pid'))).toBe(false);
  });

  it('answers after Ctrl-C for as long as its service drains', async () => {
    const service = startService();
    const url = await service.line();
    const pid = postmaster();
    try {
      service.pressCtrlC();
      expect(await service.line()).toBe('draining');
      // A Postgres that was hit with it takes nobody in any more.
      expect(await ask(url, 'SELECT 1')).toBe(1);
      service.carryOn();
      expect(await service.exit).toEqual([0, null]);
      expect(alive(pid)).toBe(false);
    } finally {
      service.kill();
    }
  });

  it('refuses a data folder on which another instance is running, and leaves that one alone', async () => {
    const first = await start();
    try {
      expect(await startRefusal(data)).toMatch(
        /Another instance is running on the data folder .*process \d+/,
      );
      expect(await ask(first.url, 'SELECT 1')).toBe(1);
    } finally {
      await first.stop();
    }
  });

  it('starts after a kill -9 that came while initdb was at work, and clears away what older ones left', async () => {
    const fresh = join(home, 'interrupted');
    const drafts = async () => (await readdir(home)).filter((name) => name.startsWith('interrupted.initdb-'));
    const service = startService(fresh);
    await eventually(async () => (await drafts()).length > 0);
    service.kill();
    await service.exit;
    expect(await readdir(fresh)).toEqual([]);
    const older = join(home, 'interrupted.initdb-1a2b3c');
    await mkdir(join(older, 'base'), { recursive: true });
    await utimes(older, new Date(0), new Date(0));

    const database = await start(fresh);
    expect(await ask(database.url, 'SELECT 1').finally(() => database.stop())).toBe(1);
    expect(existsSync(older)).toBe(false);
  });

  it.runIf(process.platform === 'linux')(
    'starts when a stranger has the pid of a killed server',
    async () => {
      const killed = await start();
      const pidFile = join(data, 'postmaster.pid');
      process.kill(postmaster(), 'SIGKILL');
      await killed.stop();
      const { uid, gid } = await stat(pidFile);
      const stranger = spawn('sleep', ['60'], { uid, gid });
      try {
        const [, ...rest] = (await readFile(pidFile, 'utf8')).split('\n');
        await writeFile(pidFile, [stranger.pid, ...rest].join('\n'));
        const next = await start();
        expect(await ask(next.url, 'SELECT 1').finally(() => next.stop())).toBe(1);
      } finally {
        stranger.kill();
      }
    },
  );

  it('names the folder and both versions when the data is of another major version', async () => {
    const old = join(home, 'old');
    await mkdir(old);
    await writeFile(join(old, 'PG_VERSION'), '12\n');
    expect(await startRefusal(old)).toMatch(
      /\/old was made by PostgreSQL 12, but the installed one is PostgreSQL \d\d,/,
    );
  });

  it('does not touch a folder that holds something else', async () => {
    const other = join(home, 'photos');
    await mkdir(other);
    await writeFile(join(other, 'cat.jpg'), 'cat');
    expect(await startRefusal(other)).toMatch(/\/photos holds something that is not a PostgreSQL database/);
    expect(await readdir(other)).toEqual(['cat.jpg']);
  });

  it('says why Postgres did not start', async () => {
    const faulty = { dataDirectory: data, serverSettings: { shared_buffers: 'plenty' } };
    await expect(startEmbeddedPostgres(faulty)).rejects.toThrow(
      /invalid value for parameter "shared_buffers": "plenty"/,
    );
  });
});

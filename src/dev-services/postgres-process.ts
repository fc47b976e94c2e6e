import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart } from '../config/cannot-start.js';
import type { DataFolder } from './data-folder.js';
import { type PostgresAccount, postgresEnvironment } from './postgres-account.js';

/**
 * The shell becomes Postgres by `exec`: the child's pid is the postmaster's, and SIGINT (a fast shutdown) ends either.
 * The subshell waits for the end of a pipe that only this process holds open: it closes however this process ends.
 */
const SUPERVISED = `
umask 077
exec 3<&0 </dev/null >postgres.log 2>&1
(read -r line <&3; kill -INT $$ 2>/dev/null) &
exec "$@" 3<&- >>postgres.log 2>&1
`;

/** A database that was killed while busy first replays its log. */
const START_TIMEOUT_MS = 120_000;

/** A server whose service was just killed needs a moment to notice, and then to write its checkpoint. */
const NOTICE_MS = 2_000;
const SHUTDOWN_MS = 10_000;

/** Postgres ended at start. The message holds the end of its log. */
export class PostgresExited extends Error {}

/** A postmaster that ends when this process does. */
export interface PostgresProcess {
  readonly pid: number;
  /** Resolves when it accepts connections. Throws PostgresExited when it ends before, a plain Error when it hangs. */
  ready(): Promise<void>;
  /** Fast shutdown. Resolves once it is gone; may be called again. */
  stop(): Promise<void>;
}

/**
 * Starts Postgres in the folder, on that port of 127.0.0.1 only, without a Unix socket; it writes `postgres.log` there.
 * `stalePid` comes from untilUnused().
 */
export function spawnPostgres(
  postgres: string,
  folder: DataFolder,
  account: PostgresAccount,
  options: { port: number; settings: Record<string, string>; stalePid: number | undefined },
): PostgresProcess {
  const { port, settings, stalePid } = options;
  const network = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '' };
  const defaults = { max_connections: '100', timezone: 'UTC', log_timezone: 'UTC' };
  const flags = Object.entries({ ...defaults, ...settings, ...network }).map(
    ([name, value]) => `--${name}=${value}`,
  );
  const child = spawn('/bin/sh', ['-c', SUPERVISED, 'sh', postgres, '-D', folder.argument, ...flags], {
    cwd: folder.path,
    // Postgres takes any process with the pid of a killed server for that server. The variable excludes this process.
    env: postgresEnvironment(stalePid === undefined ? {} : { PG_GRANDPARENT_PID: String(stalePid) }),
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // a process group of its own, which the terminal's Ctrl-C does not reach
    ...account,
  });
  const pid = child.pid ?? -1;
  const lifeline = child.stdin as Socket;
  lifeline.on('error', () => {}); // nothing is ever written to it

  let end: string | undefined;
  const gone = once(child, 'exit')
    .then(
      ([code, signal]) => (signal ? `by ${signal}` : `with exit code ${code}`),
      (error: Error) => `before it began: ${error.message}`,
    )
    .then((how) => {
      end = how;
      lifeline.destroy();
    });
  // The database must not keep this process alive.
  lifeline.unref();
  child.unref();

  return {
    pid,
    async ready() {
      const deadline = Date.now() + START_TIMEOUT_MS;
      for (;;) {
        const running = await readPidFile(folder.path);
        // The port too: a container reuses pids, and an old pid file may be left.
        if (running?.pid === pid && running.port === port && running.status === 'ready') return;
        if (end !== undefined) throw new PostgresExited(`PostgreSQL ended ${end}. ${await endOfLog(folder)}`);
        if (Date.now() > deadline) throw new Error(`PostgreSQL is not ready yet. ${await endOfLog(folder)}`);
        await Promise.race([sleep(20), gone]);
      }
    },
    async stop() {
      child.ref();
      lifeline.destroy();
      child.kill('SIGINT'); // both, in case the process that waits at the pipe was killed
      await gone;
    },
  };
}

/**
 * Waits for a server that is shutting down. Throws when a running one stays. Returns the pid of a killed server whose
 * pid file is left.
 */
export async function untilUnused(folder: DataFolder): Promise<number | undefined> {
  const begin = Date.now();
  for (;;) {
    const found = await readPidFile(folder.path);
    if (!found || !(await isPostmaster(found.pid, folder))) return found?.pid;
    const stopping = found.status === 'stopping';
    if (Date.now() - begin > (stopping ? SHUTDOWN_MS : NOTICE_MS)) {
      const where = `the data folder ${folder.path} (its PostgreSQL is process ${found.pid})`;
      throw new CannotStart(
        stopping
          ? `An earlier instance is still shutting down on ${where}. Try again in a moment.`
          : `Another instance is running on ${where}. Stop it, or set DATABASE_URL so that both share a server.`,
      );
    }
    await sleep(50);
  }
}

/** postmaster.pid: the pid in line 1, the port in 4, the state (`starting`, `ready`, `stopping`) in 8. */
async function readPidFile(path: string) {
  const lines = (await readFile(join(path, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, port: Number(lines[3]), status: lines[7]?.trim() } : undefined;
}

/** Linux can tell a server from another process with a recycled pid, and from a zombie. */
async function isPostmaster(pid: number, folder: DataFolder): Promise<boolean> {
  if (process.platform === 'linux') {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return command.split('\0').includes(folder.argument);
  }
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function endOfLog({ path }: DataFolder): Promise<string> {
  const file = join(path, 'postgres.log');
  const lines = (await readFile(file, 'utf8').catch(() => '')).trimEnd().split('\n');
  return `The end of ${file}:\n${lines.slice(-15).join('\n')}`;
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { freePort } from '../../src/dev-services/free-port.js';

/** Where Debian's package puts it. */
const PROGRAM = '/usr/sbin/pgbouncer';

/** Whether these tests can run here. */
export const PGBOUNCER_IS_HERE = existsSync(PROGRAM);

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** PgBouncer in transaction mode, in front of a test database. */
export class PgBouncer {
  private child: ChildProcess | null = null;
  private written = '';

  private constructor(
    private readonly folder: string,
    private readonly account: { uid: number; gid: number } | undefined,
    private readonly port: number,
  ) {}

  /** Starts one in front of `url`, with `poolSize` connections to each database there. */
  static async before(url: string, poolSize: number): Promise<PgBouncer> {
    const { hostname, port, username, password } = new URL(url);
    const folder = await mkdtemp(join(tmpdir(), 'pleo-export-relay-pgbouncer-'));
    // It refuses to run as root.
    const account = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined;
    const bouncer = new PgBouncer(folder, account, await freePort());
    const users = join(folder, 'users');
    await writeFile(users, `"${username}" "${password}"\n`);
    await writeFile(
      join(folder, 'ini'),
      [
        '[databases]',
        `* = host=${hostname} port=${port}`,
        '[pgbouncer]',
        'listen_addr = 127.0.0.1',
        `listen_port = ${bouncer.port}`,
        'unix_socket_dir =',
        'auth_type = scram-sha-256',
        `auth_file = ${users}`,
        'pool_mode = transaction',
        `default_pool_size = ${poolSize}`,
        // From 1.24 on it keeps named statements apart unless it is told not to; 1.21 was the first that could.
        ...(minorVersion() >= 21 ? ['max_prepared_statements = 0'] : []),
      ].join('\n'),
    );
    if (account)
      for (const file of ['users', 'ini', '.']) await chown(join(folder, file), account.uid, account.gid);
    await chmod(folder, 0o700);
    await bouncer.start();
    return bouncer;
  }

  /** The given URL, through it. */
  urlOf(url: string): string {
    const changed = new URL(url);
    changed.hostname = '127.0.0.1';
    changed.port = String(this.port);
    return changed.href;
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    this.written = '';
    const child = spawn(PROGRAM, [join(this.folder, 'ini')], {
      ...this.account,
      cwd: this.folder,
      env: {},
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.written += text));
    await eventually(() => /process up/.test(this.written)).catch((cause: unknown) => {
      throw new Error(`PgBouncer did not start:\n${this.written}`, { cause });
    });
  }

  /** Ends it as a crash would, with all connections. `start` brings it back under the same address. */
  async kill(): Promise<void> {
    if (!this.child || !running.has(this.child)) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
}

/** The second number of its version, 1.18 for one. */
function minorVersion(): number {
  const [, minor] =
    /PgBouncer 1\.(\d+)/.exec(execFileSync(PROGRAM, ['--version'], { encoding: 'utf8' })) ?? [];
  return Number(minor);
}

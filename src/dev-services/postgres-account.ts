import { execFile, type ExecFileOptions } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CannotStart } from '../config/cannot-start.js';

const execute = promisify(execFile);

/** The account that Postgres runs as; undefined is that of this process. */
export type PostgresAccount = { readonly uid: number; readonly gid: number } | undefined;

/**
 * Postgres refuses to run as root: root runs it as the owner of the data, or as `nobody` where there is none yet. Other
 * accounts run it as themselves. Throws when root has no such account, or when the folder belongs to another account.
 */
export async function accountFor(dataFolder: string): Promise<PostgresAccount> {
  if (process.getuid?.() === 0) return accountForRoot(dataFolder);
  const { uid } = await stat(dataFolder);
  if (uid === process.getuid?.()) return undefined;
  throw new CannotStart(
    `The data folder ${dataFolder} belongs to another account (uid ${uid}), perhaps because the service was started ` +
      'as root or with sudo before. Start it the same way again, or remove that folder.',
  );
}

async function accountForRoot(dataFolder: string): Promise<PostgresAccount> {
  try {
    // Tried on Linux only: macOS has a `nobody` whose number Node does not take.
    if (process.platform !== 'linux') throw new Error(`not done on ${process.platform}`);
    const data = await stat(join(dataFolder, 'PG_VERSION')).catch(() => undefined);
    const account = data && data.uid !== 0 ? { uid: data.uid, gid: data.gid } : await nobody();
    await runAs(account, '/bin/sh', ['-c', ':']); // a container may have taken root's right to change accounts
    return account;
  } catch (cause) {
    throw new CannotStart(
      `PostgreSQL refuses to run as root, and here it cannot run under another account: ${(cause as Error).message}. ` +
        'Start the service as an ordinary user, or set DATABASE_URL.',
      { cause },
    );
  }
}

async function nobody(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => runAs(undefined, 'id', [flag, 'nobody'])));
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * The whole environment of the programs here: no secret of ours, and no PG* variable that would change their behaviour.
 */
export function postgresEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  return { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', ...extra };
}

/** Runs a program under the account; returns its stdout, throws with its stderr. */
export async function runAs(
  account: PostgresAccount,
  file: string,
  args: string[],
  options: Pick<ExecFileOptions, 'cwd' | 'env'> = {},
): Promise<string> {
  try {
    return (await execute(file, args, { cwd: '/', env: postgresEnvironment(), ...options, ...account }))
      .stdout;
  } catch (cause) {
    const { stderr, message } = cause as Error & { stderr?: string };
    throw new Error(stderr?.trim() || message, { cause });
  }
}

/** Whether the account can enter a folder: its parents may be closed to it, such as /root. */
export async function mayEnter(account: PostgresAccount, folder: string): Promise<boolean> {
  return runAs(account, '/bin/sh', ['-c', 'cd "$0"', folder]).then(
    () => true,
    () => false,
  );
}

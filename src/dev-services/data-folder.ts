import { randomBytes } from 'node:crypto';
import {
  chown,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CannotStart } from '../config/cannot-start.js';
import { mayEnter, type PostgresAccount, postgresEnvironment, runAs } from './postgres-account.js';
import type { PostgresBinaries } from './postgres-binaries.js';

/** Inside the data folder, so it moves and goes with the data. */
const PASSWORD_FILE = 'relay.password';

/** An initdb draft older than this was left by a killed start. */
const STALE_DRAFT_MS = 5 * 60_000;

/** A folder that holds a PostgreSQL cluster of the right version. */
export interface DataFolder {
  readonly path: string;
  /** The `-D` argument of a Postgres that is started inside the folder. */
  readonly argument: string;
  readonly password: string;
}

/** Creates the folder when it is missing, and returns its real path. Throws when it cannot be created. */
export async function openDataFolder(dataDirectory: string): Promise<string> {
  try {
    await mkdir(dataDirectory, { recursive: true });
    return await realpath(dataDirectory);
  } catch (cause) {
    throw new CannotStart(`The data folder ${dataDirectory} cannot be made: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/**
 * Checks the data in the folder, or makes it with initdb when the folder is empty. Throws when it holds
 * something else, another major version, or cannot be reached by the account.
 */
export async function prepareDataFolder(
  path: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
  options: { durable: boolean },
): Promise<DataFolder> {
  // Where the account may not enter the parent folders (/root, a private temporary folder), Linux still lets it work in
  // its current directory under this name, which is opened before the account changes. Other systems have no such
  // account.
  const argument = (await mayEnter(account, dirname(path))) ? path : '/proc/self/cwd';
  if ((await readdir(path)).length === 0) await createCluster(path, argument, binaries, account, options);

  const version = (await readFile(join(path, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (!version) {
    throw new CannotStart(
      `The data folder ${path} holds something that is not a PostgreSQL database. Choose an empty one.`,
    );
  }
  if (version !== binaries.majorVersion) {
    throw new CannotStart(
      `The data folder ${path} was made by PostgreSQL ${version}, but the installed one is PostgreSQL ` +
        `${binaries.majorVersion}, which cannot read it. Move the folder away to start with an empty database, or set ` +
        `DATABASE_URL to a PostgreSQL ${version} server that has the data.`,
    );
  }
  const password = (await readFile(join(path, PASSWORD_FILE), 'utf8').catch(() => '')).trim();
  if (!password) {
    throw new CannotStart(
      `The PostgreSQL data in ${path} was not made by this service: ${PASSWORD_FILE} is missing in it. ` +
        'Choose an empty folder, or start a server on that data yourself and set DATABASE_URL.',
    );
  }
  if (account && (await stat(path)).uid === 0) {
    await runAs(undefined, 'chown', ['-R', `${account.uid}:${account.gid}`, path]);
  }
  return { path, argument, password };
}

/** initdb beside the folder, then an atomic rename: a killed start leaves litter, never half a database. */
async function createCluster(
  path: string,
  argument: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
  { durable }: { durable: boolean },
): Promise<void> {
  await removeOldDrafts(path);
  const draft = await mkdtemp(`${path}.initdb-`);
  try {
    if (account) await chown(draft, account.uid, account.gid);
    const password = randomBytes(32).toString('hex');
    const directory = argument === path ? draft : argument;
    // The password goes through a pipe that sh makes as the account: `ps` would show an argument.
    await runAs(
      account,
      '/bin/sh',
      [
        ...['-c', 'printf "%s\\n" "$RELAY_PASSWORD" | "$0" "$@" --pwfile=/dev/stdin', binaries.initdb],
        ...['-D', directory, '--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--no-locale'],
        ...(durable ? [] : ['--no-sync']),
      ],
      { cwd: draft, env: postgresEnvironment({ RELAY_PASSWORD: password }) },
    );
    const passwordFile = join(draft, PASSWORD_FILE);
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx', flush: durable });
    if (account) await chown(passwordFile, account.uid, account.gid);
    if (durable) await syncFolder(draft);
    await rename(draft, path);
    if (durable) await syncFolder(dirname(path));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another start made the database first; the pid file decides later which of the two runs it.
    if (['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
    throw new CannotStart(`No database could be made in ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function removeOldDrafts(path: string): Promise<void> {
  const parent = dirname(path);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${basename(path)}.initdb-`)) continue;
    const draft = join(parent, name);
    const touched = (await stat(draft).catch(() => undefined))?.mtimeMs ?? Infinity;
    if (Date.now() - touched > STALE_DRAFT_MS) await rm(draft, { recursive: true, force: true });
  }
}

/** Without it a power cut could undo the rename, and lose everything committed since. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

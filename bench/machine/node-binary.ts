import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FOLDER = fileURLToPath(new URL('../../node', import.meta.url));

/** A Node that programs are measured on. */
export interface NodeBinary {
  readonly path: string;
  /** Without a v. */
  readonly version: string;
}

/**
 * The Node at a path, or the newest of a version such as 24, which npm has as a package. Throws an Error where there is
 * none.
 */
export async function nodeBinary(wanted: string): Promise<NodeBinary> {
  const path = wanted.includes('/') ? resolve(wanted) : await installed(wanted);
  const { stdout } = await run(path, ['--version']);
  return { path, version: stdout.trim().slice(1) };
}

async function installed(version: string): Promise<string> {
  const place = join(FOLDER, version);
  await run('npm', ['install', '--loglevel', 'error', '--no-save', '--prefix', place, `node@${version}`]);
  return join(place, 'node_modules/node/bin/node');
}

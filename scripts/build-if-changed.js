/**
 * Builds the service, the sandbox and the console, unless what is in dist/ was built from these very sources. Where
 * there are no sources, as in an image, dist/ is what there is. Run from the root of the project.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const SOURCES = [
  'src',
  'migrations',
  'sandbox',
  'console',
  'client/schema.ts',
  'main.ts',
  'package.json',
  'package-lock.json',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const BUILT = join('dist', '.built-from');

if (existsSync('src')) {
  const sources = hashOf(SOURCES.filter((path) => existsSync(path)));
  // So that what "npm run build" has built is not built again.
  if (process.argv.includes('--built')) writeFileSync(BUILT, sources);
  else if (!existsSync(BUILT) || readFileSync(BUILT, 'utf8') !== sources) build(sources);
}

/** @param {string} sources */
function build(sources) {
  process.stderr.write(
    'Building from source. This takes up to half a minute, and is done after changes only …\n',
  );
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  mkdirSync('dist', { recursive: true });
  writeFileSync(BUILT, sources);
}

/** @param {readonly string[]} paths */
function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesIn)) hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => filesIn(join(path, name)));
}

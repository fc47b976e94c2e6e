import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const SCRIPT = resolve('scripts/build-if-changed.js');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-if-changed-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A project whose build notes in dist/builds that it ran. */
function project(build = "require('fs').appendFileSync('dist/builds', 'x')"): void {
  for (const folder of ['src', 'dist']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'src', 'one.ts'), 'export {};');
  const scripts = { build: `node -e "${build}"` };
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'project', scripts }));
}

const run = () => spawnSync(process.execPath, [SCRIPT], { cwd: root, encoding: 'utf8' });
const builds = () => readFileSync(join(root, 'dist', 'builds'), 'utf8').length;

it('builds what was never built, says so, and builds it again only after a change', () => {
  project();
  expect(run()).toMatchObject({ status: 0, stderr: expect.stringContaining('Building from source') });
  expect(run()).toMatchObject({ status: 0, stderr: '' });
  expect(builds()).toBe(1);
  writeFileSync(join(root, 'src', 'two.ts'), 'export {};');
  run();
  expect(builds()).toBe(2);
});

it('takes what another build has noted', () => {
  project();
  expect(spawnSync(process.execPath, [SCRIPT, '--built'], { cwd: root }).status).toBe(0);
  expect(run()).toMatchObject({ status: 0, stderr: '' });
  expect(existsSync(join(root, 'dist', 'builds'))).toBe(false);
});

it('fails as the build fails, and tries again next time', () => {
  project('process.exit(3)');
  expect(run().status).not.toBe(0);
  expect(run().status).not.toBe(0);
});

it('takes what is there where there are no sources', () => {
  mkdirSync(join(root, 'dist'));
  expect(run()).toMatchObject({ status: 0, stderr: '', stdout: '' });
  expect(existsSync(join(root, 'dist', '.built-from'))).toBe(false);
});

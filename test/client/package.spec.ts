import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The package as `npm pack` makes it, in a project that has nothing else. */
const HERE = mkdtempSync(join(tmpdir(), 'relay-client-'));
const PROJECT = join(HERE, 'worker');
const INSTALLED = join(PROJECT, 'node_modules/@pleo-export-relay/client');
const TSC = resolve('node_modules/typescript/bin/tsc');

let relay: Server;

async function run(program: string, args: string[], cwd = PROJECT): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const { port } = relay.address() as AddressInfo;
  const env = { PATH, HOME, RELAY_URL: `http://127.0.0.1:${port}`, npm_config_update_notifier: 'false' };
  return promisify(execFile)(program, args, { cwd, env, timeout: 120_000 }).then(
    ({ stdout }) => stdout,
    (error: unknown) => {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(stdout + stderr, { cause: error });
    },
  );
}

beforeAll(async () => {
  relay = createServer((request, response) => {
    const isKnown = request.url?.endsWith('/known');
    const body = isKnown ? { status: 'completed' } : { type: 'EXPORT_NOT_FOUND', message: 'It is unknown.' };
    response.writeHead(isKnown ? 200 : 404, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  // Packing writes into the folder, and others may pack at the same time.
  const checkout = join(HERE, 'checkout');
  mkdirSync(PROJECT);
  cpSync('client', join(checkout, 'client'), {
    recursive: true,
    filter: (source) => !['dist', 'LICENSE'].includes(basename(source)),
  });
  for (const file of ['tsconfig.json', 'LICENSE']) cpSync(file, join(checkout, file));
  symlinkSync(resolve('node_modules'), join(checkout, 'node_modules'));
  const packed = await run('npm', ['pack', './client', '--json', '--loglevel=error'], checkout);
  const [{ filename = '' } = {}] = JSON.parse(packed) as { filename?: string }[];
  writeFileSync(join(PROJECT, 'package.json'), '{ "name": "worker", "private": true }');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(checkout, filename)]);
});
afterAll(async () => {
  relay.close();
  await once(relay, 'close');
  rmSync(HERE, { recursive: true });
});

const WORKER = `
import { RelayClient, RelayProblem, type ClaimedJob, type ItemResult } from '@pleo-export-relay/client';
declare const process: { env: { RELAY_URL: string } };

const relay = new RelayClient({ url: process.env.RELAY_URL });

export async function work(job: ClaimedJob): Promise<void> {
  for await (const { accountingEntryId, amount } of job.entries()) {
    const cents: number | undefined = amount.inWalletCurrency?.value;
    const result: ItemResult = { accountingEntryId, status: 'successful', externalId: String(cents) };
    const { errors } = await job.results([result]);
    // @ts-expect-error: what the package gives has types of its own
    errors.push('this is no error of an item');
  }
  await job.finish();
}

async function main() {
  const { status } = await relay.job('known');
  const error = await relay.job('other').catch((thrown: unknown) => thrown);
  console.log(status, error instanceof RelayProblem && error.type, typeof relay.claim({ leaseSeconds: 30 }).next);
}
void main();
`;
const PRINTED = 'completed EXPORT_NOT_FOUND function\n';

interface Way {
  readonly module: string;
  readonly moduleResolution: string;
  /** The kind of the project, where the names of its files do not say it. */
  readonly type?: 'module' | 'commonjs';
  /** The program that comes of each source. */
  readonly programs: Readonly<Record<string, string>>;
}

const BY_NAME = { 'worker.cts': 'worker.cjs', 'worker.mts': 'worker.mjs' };
const WAYS: Way[] = [
  { module: 'node16', moduleResolution: 'node16', programs: BY_NAME },
  { module: 'nodenext', moduleResolution: 'nodenext', programs: BY_NAME },
  { module: 'esnext', moduleResolution: 'bundler', type: 'module', programs: { 'worker.ts': 'worker.js' } },
  {
    module: 'commonjs',
    moduleResolution: 'bundler',
    type: 'commonjs',
    programs: { 'worker.ts': 'worker.js' },
  },
];

/** Compiles these sources in a folder of the project of their own, which it returns. Throws what the compiler says. */
async function compile(name: string, sources: Record<string, string>, options: object): Promise<string> {
  const folder = join(PROJECT, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(sources)) writeFileSync(join(folder, file), text);
  const compilerOptions = { strict: true, target: 'es2022', types: [], skipLibCheck: true, ...options };
  const files = Object.keys(sources);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  await run(process.execPath, [TSC, '-p', '.'], folder);
  return folder;
}

/** Node's own way of requiring an ES module is not what is tested here. */
const node = (program: string, folder?: string) =>
  run(process.execPath, ['--no-experimental-require-module', program], folder);

describe('the package', () => {
  it.each(WAYS)(
    'compiles and runs with module $module, resolution $moduleResolution',
    async ({ module, moduleResolution, type, programs }) => {
      const sources = Object.fromEntries(Object.keys(programs).map((source) => [source, WORKER]));
      const folder = await compile(`${module}-${moduleResolution}`, sources, {
        module,
        moduleResolution,
        // The declarations themselves are looked at once, both kinds.
        skipLibCheck: module !== 'nodenext',
      });
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }));
      for (const program of Object.values(programs)) expect(await node(program, folder)).toBe(PRINTED);
    },
  );

  it('is what plain programs import and require', async () => {
    const use = 'console.log(new RelayClient({ url: process.env.RELAY_URL }).constructor.name);';
    const programs = {
      'imports.mjs': `import { RelayClient } from '@pleo-export-relay/client';${use}`,
      'requires.cjs': `const { RelayClient } = require('@pleo-export-relay/client');${use}`,
    };
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(join(PROJECT, name), text);
      expect(await node(name)).toBe('RelayClient\n');
    }
  });

  it('has the license, a README whose samples compile, and needs no other', async () => {
    const readme = readFileSync(join(INSTALLED, 'README.md'), 'utf8');
    const samples = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
    expect(samples.length).toBeGreaterThan(0);
    const files = Object.fromEntries(samples.map((text, index) => [`sample-${index}.mts`, text]));
    await compile('readme', files, { module: 'nodenext', noEmit: true });
    expect(readFileSync(join(INSTALLED, 'LICENSE'), 'utf8')).toBe(readFileSync('LICENSE', 'utf8'));
    const description = JSON.parse(readFileSync(join(INSTALLED, 'package.json'), 'utf8')) as object;
    expect(description).not.toHaveProperty('dependencies');
  });
});

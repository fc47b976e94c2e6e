import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anId, basic } from './pleo-caller.js';

const ROOT = resolve(import.meta.dirname, '../..');
let folder: string;

/** The sandbox as JavaScript of today's sources, so that no earlier build is tested by mistake. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const name of await readdir(join(ROOT, 'sandbox'))) {
    if (!name.endsWith('.ts')) continue;
    const source = await readFile(join(ROOT, 'sandbox', name), 'utf8');
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
    const { outputText } = ts.transpileModule(source, { compilerOptions });
    await writeFile(join(folder, name.replace('.ts', '.js')), outputText);
  }
});
afterAll(() => rm(folder, { recursive: true }));

function run(env: Record<string, string>): {
  child: ChildProcess;
  firstLine: Promise<string>;
  end: Promise<End>;
} {
  const child = spawn(process.execPath, [join(folder, 'main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()));
  const firstLine = new Promise<string>((done) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes('\n')) done(stdout);
    });
  });
  const end = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, firstLine, end };
}

interface End {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe('the sandbox alone', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says its address and key, serves, and stops cleanly on %s',
    async (signal) => {
      const { child, firstLine, end } = run({ SANDBOX_PORT: '0', SANDBOX_UNKNOWN_JOBS: 'create' });
      const line = await firstLine;
      expect(line).toMatch(
        /^Pleo sandbox at http:\/\/127\.0\.0\.1:\d+, accepting API key sandbox-key; .*\n$/,
      );
      const url = /http:\S+(?=,)/.exec(line)![0];
      await fetch(`${url}/sandbox/faults`, {
        method: 'PUT',
        body: '[{"match":{"event":"completed"},"hang":true}]',
      });
      const send = (event: string): Promise<Response> =>
        fetch(`${url}/v1/export-job-events`, {
          method: 'POST',
          headers: { authorization: basic('sandbox-key'), 'content-type': 'application/json' },
          body: JSON.stringify({ jobId: anId(), event }),
        });
      expect((await send('started')).status).toBe(202);
      const total = async (path: string): Promise<number> =>
        ((await (await fetch(path)).json()) as { total: number }).total;
      const hanging = send('completed');
      hanging.catch(() => undefined);
      while ((await total(`${url}/sandbox/requests?event=completed`)) === 0);

      child.kill(signal);

      expect(await end).toMatchObject({ code: 0, stderr: '' });
      await expect(hanging).rejects.toThrow();
    },
  );

  it('does not repeat keys that were set', async () => {
    const { child, firstLine, end } = run({ SANDBOX_PORT: '0', SANDBOX_API_KEYS: 'my-secret, another' });
    expect(await firstLine).not.toMatch(/secret|another|sandbox-key/);
    child.kill();
    await end;
  });

  it('lists every mistake in its settings and does not start', async () => {
    const { end } = run({
      SANDBOX_PORT: 'eighty',
      SANDBOX_EXPIRES_IN: '0',
      SANDBOX_UNKNOWN_JOBS: 'ignore',
      SANDBOX_FAILED_FROM_PENDING: 'perhaps',
      SANDBOX_API_KEYS: 'with:colon',
      SANDBOX_ACCESS_TOKENS: 'good,with space',
      SANDBOX_WEBHOOK_SECRET: 'hunter2',
    });
    const { code, stdout, stderr } = await end;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toEqual([
      'The sandbox cannot start:',
      '  SANDBOX_PORT must be a whole number from 0 to 65535, not eighty',
      '  SANDBOX_EXPIRES_IN must be a whole number from 1 to 604800, not 0',
      '  SANDBOX_UNKNOWN_JOBS must be reject or create, not ignore',
      '  SANDBOX_FAILED_FROM_PENDING must be accept or refuse, not perhaps',
      '  SANDBOX_API_KEYS: a key cannot hold a colon or a space',
      '  SANDBOX_ACCESS_TOKENS: a token cannot hold a space',
      '  SANDBOX_WEBHOOK_URL, _SECRET: url must be an http:// or https:// URL',
      '  SANDBOX_WEBHOOK_URL, _SECRET: secret must be whsec_ and base64 of 16 bytes or more',
    ]);
  });

  it('says so when its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code, stderr } = await run({ SANDBOX_PORT: String(port) }).end;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The sandbox cannot start: .*EADDRINUSE.*\n$/);
    taken.close();
  });
});

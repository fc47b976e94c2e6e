import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { RelayProcess } from '../support/process.js';
import { it, type Stage } from '../support/stage.js';

const run = promisify(execFile);

async function emptyFolder(stage: Stage): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'relay-default-'));
  return stage.until(folder, () => rm(folder, { recursive: true, force: true }));
}

/** Runs the lines that the relay has printed: a job is made at the sandbox, and claimed. Returns its id. */
async function tryPrinted(relay: RelayProcess): Promise<string> {
  const [, make = ''] = await relay.says(/^ *(curl .*\/sandbox\/jobs .*)$/m);
  const [, claim = ''] = await relay.says(/^ *(curl .*\/claim .*)$/m);
  await run('/bin/sh', ['-c', make]);
  const { stdout } = await run('/bin/sh', ['-c', claim]);
  return (JSON.parse(stdout) as { job: { id: string } }).job.id;
}

const pidFile = (folder: string) => join(folder, '.data', 'postgres', 'postmaster.pid');
const postmaster = (folder: string) => Number(readFileSync(pidFile(folder), 'utf8').split('\n')[0]);

/** A dead process that nobody reaps (a container without an init) is not alive. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

describe.concurrent('the relay without settings', () => {
  it('names its addresses, takes the printed commands, and keeps its data over SIGINT and kill -9', async ({
    stage,
    expect,
  }) => {
    const folder = await emptyFolder(stage);
    // Port 3000 may be taken on the machine that runs the tests.
    const start = () => stage.program({ PORT: '0' }, folder).answers();

    const first = await start();
    expect(first.output).toMatch(/embedded PostgreSQL, data in .*\.data\/postgres/);
    expect(first.output).toMatch(/Sandbox http:\/\/127\.0\.0\.1:\d+/);
    for (const path of ['/v1/export-jobs', '/docs', '/health/ready']) {
      expect(first.output).toContain(`${first.url}${path}`);
      expect((await first.get(path)).status).toBe(200);
    }
    const jobId = await tryPrinted(first);
    const path = `/v1/export-jobs/${jobId}`;
    await eventually(async () => {
      const { body } = await first.get<{ delivery: { status: string } }>(path);
      return body.delivery.status === 'delivered';
    });
    const firstPid = postmaster(folder);
    expect(alive(firstPid)).toBe(true);
    first.kill('SIGINT');
    expect(await first.exits()).toEqual({ code: 0, signal: null });
    expect(alive(firstPid)).toBe(false);
    expect(existsSync(pidFile(folder))).toBe(false);

    const second = await start();
    expect((await second.get(path)).body).toMatchObject({
      id: jobId,
      status: 'in_progress',
      delivery: { status: 'delivered' },
    });
    expect(await tryPrinted(second)).not.toBe(jobId);
    const secondPid = postmaster(folder);
    second.kill('SIGKILL');
    await second.exit;
    await eventually(() => !alive(secondPid));

    const third = await start();
    expect((await third.get(path)).body).toMatchObject({ id: jobId });
    expect(await readdir(folder)).toEqual(['.data']);
    third.kill('SIGTERM');
    expect(await third.exits()).toEqual({ code: 0, signal: null });
  });

  it('connects a company at its sandbox, and can still open the credential in the next run', async ({
    stage,
    expect,
  }) => {
    const folder = await emptyFolder(stage);
    const start = () => stage.program({ PORT: '0' }, folder).answers();
    const companyId = randomUUID();
    const path = `/v1/companies/${companyId}/credential`;

    const first = await start();
    const { body } = await first.post<{ authorizeUrl: string }>(`${path}/consent`, undefined);
    expect(body.authorizeUrl).toContain('http://127.0.0.1:');
    const asked = await (await fetch(body.authorizeUrl)).text();
    expect(asked).toContain('name="company"');
    const page = await fetch(`${body.authorizeUrl}&company=${companyId}&answer=give`);
    expect(page.url).toContain(`${first.url}/oauth/callback`);
    expect(await page.text()).toContain('<h1>Connected</h1>');
    expect((await first.get(path)).body).toMatchObject({
      status: 'active',
      verification: { status: 'verified', companyId },
    });
    first.kill('SIGTERM');
    await first.exits();

    const second = await start();
    expect((await second.get(path)).body).toMatchObject({ status: 'active' });
    second.kill('SIGTERM');
    await second.exits();
  });

  it('says so when its port is taken, and leaves nothing behind', async ({ stage, expect }) => {
    const folder = await emptyFolder(stage);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    stage.until(server, () => server.close());
    const { port } = server.address() as AddressInfo;
    const relay = stage.program({ PORT: String(port) }, folder);
    const started = relay.exits();
    const pid = await eventually(() => existsSync(pidFile(folder)) && postmaster(folder));
    expect((await started).code).toBe(1);
    expect(relay.output).toMatch(new RegExp(`EADDRINUSE.*127\\.0\\.0\\.1:${port}`));
    expect(alive(pid)).toBe(false);
    expect(await readdir(join(folder, '.data'))).toEqual(['credentials.key', 'postgres']);
  });

  it('does not start in production, and names all that is missing', async ({ stage, expect }) => {
    const folder = await emptyFolder(stage);
    const relay = stage.program({ NODE_ENV: 'production' }, folder);
    expect(await relay.exits()).toEqual({ code: 1, signal: null });
    for (const name of ['DATABASE_URL', 'PLEO_BASE_URL', 'PLEO_API_KEY', 'PLEO_ACCESS_TOKEN']) {
      expect(relay.output).toContain(name);
    }
    expect(relay.output).not.toMatch(/^ +at /m);
    expect(await readdir(folder)).toEqual([]);
  });

  it('names every setting that is wrong, and repeats no secret', async ({ stage, expect }) => {
    const folder = await emptyFolder(stage);
    const wrong = {
      PORT: '70000',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://relay:hunter2@localhost/relay',
      DATABASE_POOL_SIZE: 'many',
      RUN_MIGRATIONS: 'perhaps',
      PLEO_BASE_URL: 'http://api.example.com',
      PLEO_API_VERSION: 'v9',
      PLEO_API_KEY: 'two words',
      PLEO_TIMEOUT_MS: '-1',
      DELIVERY_CONCURRENCY: '0',
      API_KEYS: 'worker:write:short-secret',
      SHUTDOWN_TIMEOUT_SECONDS: '1.5',
    };
    const relay = stage.program(wrong, folder);
    expect(await relay.exits()).toEqual({ code: 1, signal: null });
    for (const name of Object.keys(wrong)) expect(relay.output).toContain(name);
    for (const secret of ['hunter2', 'two words', 'short-secret']) expect(relay.output).not.toContain(secret);
    expect(await readdir(folder)).toEqual([]);
  });
});

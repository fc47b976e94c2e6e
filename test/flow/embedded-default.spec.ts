import { execFile } from 'node:child_process';
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

/** Runs the curl line that the relay has printed. */
async function runPrintedCurl(relay: RelayProcess): Promise<Record<string, unknown>> {
  const [, line = ''] = await relay.says(/^ *(curl .*)$/m);
  return JSON.parse((await run('/bin/sh', ['-c', line])).stdout) as Record<string, unknown>;
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

describe.concurrent('the relay without settings', { timeout: 90_000 }, () => {
  it('names its addresses, takes the printed curl, and keeps its data over SIGINT and kill -9', async ({
    stage,
    expect,
  }) => {
    const folder = await emptyFolder(stage);
    // Port 3000 may be taken on the machine that runs the tests.
    const start = () => stage.program({ PORT: '0' }, folder).answers();

    const first = await start();
    expect(first.output).toMatch(/embedded PostgreSQL, data in .*\.data\/postgres/);
    expect(first.output).toMatch(/sandbox at http:\/\/127\.0\.0\.1:\d+/);
    for (const path of ['/v1/export-jobs', '/docs', '/health/ready']) {
      expect(first.output).toContain(`${first.url}${path}`);
      expect((await first.get(path)).status).toBe(200);
    }
    const event = await runPrintedCurl(first);
    expect(event).toMatchObject({ event: 'started', sequence: 1, delivery: { status: 'pending' } });
    const path = `/v1/export-job-events/${String(event['id'])}`;
    await eventually(async () => {
      const { body } = await first.get<{ delivery: { status: string } }>(path);
      return body.delivery.status === 'delivered';
    });
    const firstPid = postmaster(folder);
    expect(alive(firstPid)).toBe(true);
    first.kill('SIGINT');
    expect(await first.exits(10_000)).toEqual({ code: 0, signal: null });
    expect(alive(firstPid)).toBe(false);
    expect(existsSync(pidFile(folder))).toBe(false);

    const second = await start();
    expect((await second.get(path)).body).toMatchObject({
      id: event['id'],
      delivery: { status: 'delivered' },
    });
    expect(await runPrintedCurl(second)).toMatchObject({ id: event['id'] });
    const secondPid = postmaster(folder);
    second.kill('SIGKILL');
    await second.exit;
    await eventually(() => !alive(secondPid));

    const third = await start();
    expect((await third.get(path)).body).toMatchObject({ id: event['id'] });
    expect(await readdir(folder)).toEqual(['.data']);
    third.kill('SIGTERM');
    expect(await third.exits(10_000)).toEqual({ code: 0, signal: null });
  });

  it('says so when its port is taken, and leaves nothing behind', async ({ stage, expect }) => {
    const folder = await emptyFolder(stage);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    stage.until(server, () => server.close());
    const { port } = server.address() as AddressInfo;
    const relay = stage.program({ PORT: String(port) }, folder);
    const started = relay.exits(30_000);
    const pid = await eventually(() => existsSync(pidFile(folder)) && postmaster(folder), 30_000);
    expect((await started).code).toBe(1);
    expect(relay.output).toMatch(new RegExp(`EADDRINUSE.*127\\.0\\.0\\.1:${port}`));
    expect(alive(pid)).toBe(false);
    expect(await readdir(join(folder, '.data'))).toEqual(['postgres']);
  });

  it('does not start in production, and names all that is missing', async ({ stage, expect }) => {
    const folder = await emptyFolder(stage);
    const relay = stage.program({ NODE_ENV: 'production' }, folder);
    expect(await relay.exits(20_000)).toEqual({ code: 1, signal: null });
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
    expect(await relay.exits(20_000)).toEqual({ code: 1, signal: null });
    for (const name of Object.keys(wrong)) expect(relay.output).toContain(name);
    for (const secret of ['hunter2', 'two words', 'short-secret']) expect(relay.output).not.toContain(secret);
    expect(await readdir(folder)).toEqual([]);
  });
});

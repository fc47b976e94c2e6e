import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ProcessTree } from '../machine/process-tree.js';
import { environment } from './environment.js';
import { flagsOfImage } from './flags-of-image.js';

/** From where it is compiled to. */
const ROOT = new URL('../../../', import.meta.url);

/** The service as the image starts it, with the settings that have no default, on a free port. */
export class Relay {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    /** Milliseconds from its start to its first answer that it is ready. */
    readonly startMs: number,
    /** CPU time of its process until then, in milliseconds; null where it cannot be measured here. */
    readonly startCpuMs: number | null,
  ) {}

  /** Starts it on the Node at a path. Resolves when it is ready. */
  static async start(
    node: string,
    databaseUrl: string,
    pleoUrl: string,
    settings: Record<string, string> = {},
  ): Promise<Relay> {
    const begin = performance.now();
    const child = spawn(node, [...flagsOfImage(ROOT), fileURLToPath(new URL('dist/main.js', ROOT))], {
      cwd: tmpdir(),
      env: {
        ...environment(),
        PORT: '0',
        DATABASE_URL: databaseUrl,
        PLEO_BASE_URL: pleoUrl,
        PLEO_API_KEY: 'bench-key',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // It would outlive us.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    const url = await addressOf(child);
    while (!(await isReady(url)));
    const startMs = performance.now() - begin;
    const startCpuMs = (await ProcessTree.look())?.cpuMs([child.pid ?? -1]) ?? null;
    return new Relay(child, url, startMs, startCpuMs);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  /** The URL for reports. */
  get reports(): string {
    return `${this.url}/v1/export-job-events`;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }
}

/** Keeps reading its log, as a terminal or a collector would. */
function addressOf(child: ChildProcess): Promise<string> {
  let written = '';
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (written.length > 100_000) return;
      written += text;
      const [, url] = /answers at (http:\/\/[^\s/]+)/.exec(written) ?? [];
      if (url) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`The relay ended with ${code}:\n${written}`)));
  });
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health/ready`).catch(() => null);
  await answer?.text();
  return answer?.status === 200;
}

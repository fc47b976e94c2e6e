import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { flagsOfImage } from '../../bench/programs/flags-of-image.js';
import { eventually } from './eventually.js';

const ROOT = new URL('../../', import.meta.url);

/** The service as `npm run build` left it. */
const MAIN = fileURLToPath(new URL('dist/main.js', ROOT));

/** Guards against a hang: a machine that is busy with something else takes many times as long. */
const HANG_MS = 100_000;

/** A stop takes 20 s and more where requests hang; a connection that nobody closes would hold the process for 60 s. */
const STOP_MS = 50_000;

/** An answer with its body parsed when it is JSON. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const running = new Set<ChildProcess>();
// A worker that is told to end takes its processes with it, whatever its tests were doing.
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * A relay as the image starts it, another program of the build, or one in Python, in a process of its own, with these
 * environment variables and no others.
 */
export class RelayProcess {
  /** Resolves when the process has ended. */
  readonly exit: Promise<Exit>;
  private readonly child: ChildProcess;
  private written = '';
  private address: string | null = null;
  private ended: Exit | null = null;

  /** `stdout` is a descriptor that takes the place of the pipe. */
  constructor(env: Record<string, string>, cwd = tmpdir(), program = MAIN, stdout: 'pipe' | number = 'pipe') {
    if (!existsSync(program)) throw new Error(`${program} is not there: run \`npm run build\` first`);
    const { PATH = '', HOME = '' } = process.env;
    const [runner, flags] = program.endsWith('.py')
      ? ['python3', []]
      : [process.execPath, flagsOfImage(ROOT)];
    this.child = spawn(runner, [...flags, program], {
      cwd,
      env: { PATH, HOME, ...env },
      stdio: ['ignore', stdout, 'pipe'],
    });
    running.add(this.child);
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.written += text));
    this.exit = once(this.child, 'close').then(([code, signal]: (number | string | null)[]) => {
      running.delete(this.child);
      return (this.ended = { code, signal } as Exit);
    });
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get hasEnded(): boolean {
    return this.ended !== null;
  }

  /** Whether it has ended, though what it wrote may not have been read. */
  get hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Everything it wrote so far, to stdout and stderr. */
  get output(): string {
    return this.written;
  }

  /** Its address, without a path. Throws before it has said so. */
  get url(): string {
    if (this.address) return this.address;
    const [, url] = /(?:answers at|API +)\s*(http:\/\/[^\s/]+)/.exec(this.written) ?? [];
    if (!url) throw new Error(`No address in what it wrote:\n${this.written}`);
    return url;
  }

  /** For one whose output is read by nobody. */
  isAt(address: string): void {
    this.address = address;
  }

  /** Resolves with the match once its output has it. Throws with the output when the process ends before. */
  async says(pattern: RegExp, withinMs = HANG_MS): Promise<RegExpExecArray> {
    const match = await eventually(
      () => pattern.exec(this.written) ?? (this.ended && 'ended'),
      withinMs,
    ).catch((cause: unknown) => {
      throw new Error(`It did not say ${String(pattern)}:\n${this.written}`, { cause });
    });
    if (match === 'ended') throw new Error(`It ended without saying ${String(pattern)}:\n${this.written}`);
    return match;
  }

  /** Resolves when it has named its address. */
  async answers(withinMs = HANG_MS): Promise<this> {
    await this.says(/(?:answers at|API +)\s*http:\/\/[^\s/]+/, withinMs);
    return this;
  }

  /** The first exit within the time; throws with the output when it lives on. */
  async exits(withinMs = STOP_MS): Promise<Exit> {
    return eventually(() => this.ended, withinMs).catch((cause: unknown) => {
      throw new Error(`It lives on:\n${this.written}`, { cause });
    });
  }

  get<Body = Record<string, unknown>>(path: string): Promise<Answer<Body>> {
    return this.fetch<Body>(path, {});
  }

  post<Body = Record<string, unknown>>(path: string, body: unknown): Promise<Answer<Body>> {
    const headers = { 'Content-Type': 'application/json' };
    return this.fetch<Body>(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Reports an event and gives the status of the answer. */
  async report(jobId: string, event: string): Promise<number> {
    return (await this.post('/v1/export-job-events', { jobId, event })).status;
  }

  /** Its pipe to us fills up, until `resumeReading`. */
  stopReading(): void {
    this.child.stdout?.pause();
  }

  resumeReading(): void {
    this.child.stdout?.resume();
  }

  /** Nobody is there any more who could read. */
  closeOutput(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Makes sure that it is gone. */
  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exit;
  }

  private async fetch<Body>(path: string, init: RequestInit): Promise<Answer<Body>> {
    const answer = await fetch(new URL(path, this.url), { ...init, signal: AbortSignal.timeout(HANG_MS) });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json');
    return {
      status: answer.status,
      headers: answer.headers,
      body: (isJson ? JSON.parse(text) : text) as Body,
    };
  }
}

import { randomUUID } from 'node:crypto';
import { afterEach } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.js';

export const KEY = 'a-key';

/** A sandbox on a free port that stops after the test, and a caller of it with its key. */
export async function sandboxForTest(
  options: SandboxOptions = {},
): Promise<{ sandbox: Sandbox; pleo: PleoCaller }> {
  const sandbox = await startSandbox({ apiKeys: [KEY], ...options });
  running.push(sandbox);
  return { sandbox, pleo: new PleoCaller(sandbox.url) };
}

const running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

export class PleoCaller {
  constructor(private readonly url: string) {}

  /** Reports the events one after the other; the status code of each. */
  async report(jobId: string, ...events: string[]): Promise<number[]> {
    const codes: number[] = [];
    for (const event of events)
      codes.push((await this.post('/v1/export-job-events', { jobId, event })).status);
    return codes;
  }

  post(path: string, body: unknown, init: RequestInit = {}): Promise<Reply> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.send('POST', path, {
      ...init,
      body: text,
      headers: { 'content-type': 'application/json;charset=UTF-8', ...init.headers },
    });
  }

  put(path: string, body: unknown): Promise<Reply> {
    return this.send('PUT', path, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  get(path: string, init: RequestInit = {}): Promise<Reply> {
    return this.send('GET', path, init);
  }

  async send(method: string, path: string, init: RequestInit = {}): Promise<Reply> {
    const headers = { authorization: basic(KEY), ...init.headers };
    const response = await fetch(this.url + path, { ...init, method, headers, redirect: 'manual' });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text !== '' ? JSON.parse(text) : undefined,
    };
  }
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // The tests look into answers of every kind.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

export function basic(key: string): string {
  return `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
}

export function anId(): string {
  return randomUUID();
}

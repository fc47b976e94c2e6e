import pg from 'pg';
import { test } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.js';
import { createDatabase, type TestDatabase } from './database.js';
import { RelayProcess } from './process.js';
import { TcpProxy } from './tcp-proxy.js';

const API_KEY = 'sandbox-key';

/** What one test sets up of processes, databases and servers. All of it is gone after the test, passed or failed. */
export class Stage {
  private readonly ends: (() => unknown)[] = [];

  async database(options: Parameters<typeof createDatabase>[0] = {}): Promise<TestDatabase> {
    const database = await createDatabase(options);
    return this.until(database, () => database.drop());
  }

  /** One connection, for what must be said on the same one, such as a transaction. */
  async session(url: string): Promise<pg.Client> {
    const session = new pg.Client({ connectionString: url });
    session.on('error', () => undefined);
    await session.connect();
    return this.until(session, () => session.end());
  }

  /** Pleo. It takes events of jobs that it has never seen. */
  async sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
    const sandbox = await startSandbox({ apiKeys: [API_KEY], unknownJobs: 'create', ...options });
    return this.until(sandbox, () => sandbox.stop());
  }

  /** A relay that was started and may not answer yet: `await relay.answers()`. */
  relay(
    { database, sandbox }: { database: { url: string }; sandbox: { url: string } },
    env: Record<string, string> = {},
    stdout?: number,
  ): RelayProcess {
    const settings = {
      NODE_ENV: 'production',
      PORT: '0',
      LOG_LEVEL: 'warn',
      DATABASE_URL: database.url,
      PLEO_BASE_URL: sandbox.url,
      PLEO_API_KEY: API_KEY,
      ...env,
    };
    return this.program(settings, undefined, stdout);
  }

  /** `node dist/main.js` with these settings and no others. */
  program(env: Record<string, string>, cwd?: string, stdout?: number): RelayProcess {
    const relay = new RelayProcess(env, cwd, undefined, stdout);
    return this.until(relay, () => relay.end());
  }

  async proxyBefore(url: string, state?: 'open' | 'refusing'): Promise<TcpProxy> {
    const proxy = await TcpProxy.before(url, state);
    return this.until(proxy, () => proxy.stop());
  }

  /** `end` is called after the test, before the ends of what was there earlier. */
  until<Thing>(thing: Thing, end: () => unknown): Thing {
    this.ends.push(end);
    return thing;
  }

  async clear(): Promise<void> {
    const faults: unknown[] = [];
    for (const end of this.ends.reverse()) {
      await Promise.resolve(end()).catch((fault: unknown) => faults.push(fault));
    }
    if (faults.length > 0) throw new AggregateError(faults, 'The stage was not cleared');
  }
}

/** `it` with a stage of the test's own. */
export const it = test.extend<{ stage: Stage }>({
  // eslint-disable-next-line no-empty-pattern
  stage: async ({}, use) => {
    const stage = new Stage();
    await use(stage);
    await stage.clear();
  },
});

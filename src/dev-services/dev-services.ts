import { resolve } from 'node:path';
import type { SandboxOptions } from '../../sandbox/sandbox.js';
import { Settings } from '../config/settings.js';
import { clientOf, presetForSandbox, SANDBOX_KEY } from './sandbox-settings.js';

/** Embedded services for the addresses that the settings leave out. */
export interface DevServices {
  readonly settings: Readonly<Settings>;
  /** A line for each service, printed at the start. */
  readonly notes: readonly string[];
  /** Null: there is no sandbox. */
  readonly sandboxUrl: string | null;
  /** To be called once the relay answers: the sandbox sends its webhooks to that address. */
  readonly relayIsAt: (relayUrl: string) => void;
  stop(): Promise<void>;
}

/**
 * Starts an embedded PostgreSQL when DATABASE_URL is not set, and the sandbox when PLEO_BASE_URL is not. The settings
 * that come back name both. Imports neither unless needed: a production install lacks them.
 */
export async function startDevServices(given: Readonly<Settings>): Promise<DevServices> {
  const settings = Object.assign(new Settings(), given);
  const notes: string[] = [];
  let sandboxUrl: string | null = null;
  let relayIsAt: DevServices['relayIsAt'] = () => undefined;
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopOne of stops.reverse()) await stopOne();
  };
  try {
    if (!settings.DATABASE_URL) {
      const { startEmbeddedPostgres } = await import('./embedded-postgres.js');
      const postgres = await startEmbeddedPostgres({ dataDirectory: resolve('.data', 'postgres') });
      stops.push(() => postgres.stop());
      settings.DATABASE_URL = postgres.url;
      notes.push(`DATABASE_URL is not set: embedded PostgreSQL, data in ${postgres.dataDirectory}`);
    }
    if (!settings.PLEO_BASE_URL) {
      const { startSandbox } = await import('../../sandbox/sandbox.js');
      const oauthClient = clientOf(settings);
      const options: SandboxOptions = { apiKeys: [SANDBOX_KEY], unknownJobs: 'create', oauthClient };
      const sandbox = await startSandbox({ ...options, port: portAfter(settings.PORT) }).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EADDRINUSE') throw error;
          return startSandbox(options);
        },
      );
      stops.push(() => sandbox.stop());
      sandboxUrl = sandbox.url;
      await presetForSandbox(settings, sandbox.url, resolve('.data', 'credentials.key'));
      const [secret = ''] = (settings.PLEO_WEBHOOK_SECRET ?? '').split(',');
      relayIsAt = (relayUrl) => sandbox.setWebhooks({ url: `${relayUrl}/webhooks/pleo`, secret });
      notes.push(
        'PLEO_BASE_URL is not set: a sandbox stands for Pleo. Events and results go there, and companies connect there',
      );
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { settings: Object.freeze(settings), notes, sandboxUrl, relayIsAt, stop };
}

/** The sandbox's port: known to people from start to start, and to companies that are connected there. */
function portAfter(port: number): number {
  return port === 0 || port === 65_535 ? 0 : port + 1;
}

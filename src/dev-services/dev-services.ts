import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Settings } from '../config/settings.js';

/** Embedded services for the addresses that the settings leave out. */
export interface DevServices {
  readonly settings: Readonly<Settings>;
  /** A line for each service, printed at the start. */
  readonly notes: readonly string[];
  /** To be called once the relay answers: the sandbox sends its webhooks to that address. */
  readonly relayIsAt: (relayUrl: string) => void;
  stop(): Promise<void>;
}

const SANDBOX_KEY = 'sandbox-key';

/**
 * Starts an embedded PostgreSQL when DATABASE_URL is not set, and the sandbox when PLEO_BASE_URL is not. The settings
 * that come back name both. Imports neither unless needed: a production install lacks them.
 */
export async function startDevServices(given: Readonly<Settings>): Promise<DevServices> {
  const settings = Object.assign(new Settings(), given);
  const notes: string[] = [];
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
      const sandbox = await startSandbox({ apiKeys: [SANDBOX_KEY], unknownJobs: 'create' });
      stops.push(() => sandbox.stop());
      settings.PLEO_BASE_URL = sandbox.url;
      if (settings.PLEO_DEFAULT_CREDENTIAL === 'required') settings.PLEO_API_KEY = SANDBOX_KEY;
      delete settings.PLEO_ACCESS_TOKEN;
      settings.PLEO_WEBHOOK_SECRET ??= `whsec_${randomBytes(24).toString('base64')}`;
      const [secret = ''] = settings.PLEO_WEBHOOK_SECRET.split(',');
      relayIsAt = (relayUrl) => sandbox.setWebhooks({ url: `${relayUrl}/webhooks/pleo`, secret });
      notes.push(
        `PLEO_BASE_URL is not set: events and results go to the sandbox at ${sandbox.url}, not to Pleo`,
      );
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { settings: Object.freeze(settings), notes, relayIsAt, stop };
}

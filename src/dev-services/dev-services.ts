import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Settings } from '../config/settings.js';

/** What runs beside the service because the settings name nothing else. */
export interface DevServices {
  readonly settings: Readonly<Settings>;
  /** A line for each, for the people who start the relay. */
  readonly notes: readonly string[];
  /** Tells them where the relay answers, once it does: the sandbox sends its webhooks there. */
  readonly meet: (relayUrl: string) => void;
  stop(): Promise<void>;
}

const SANDBOX_KEY = 'sandbox-key';

/**
 * Starts an embedded PostgreSQL when DATABASE_URL is not set, and the sandbox when PLEO_BASE_URL is not. The settings
 * that come back name both. Loads neither where it is not needed: production has them not.
 */
export async function startDevServices(given: Readonly<Settings>): Promise<DevServices> {
  const settings = Object.assign(new Settings(), given);
  const notes: string[] = [];
  let meet: DevServices['meet'] = () => undefined;
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
      meet = (relayUrl) => sandbox.setWebhooks({ url: `${relayUrl}/webhooks/pleo`, secret });
      notes.push(`PLEO_BASE_URL is not set: events go to the sandbox at ${sandbox.url}, not to Pleo`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { settings: Object.freeze(settings), notes, meet, stop };
}

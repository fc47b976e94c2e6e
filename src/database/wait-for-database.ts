import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isDatabaseUnavailable, isNotLetIn } from './database-errors.js';

const PAUSE_MS = 500;

/**
 * Resolves once Postgres lets us in; a database that starts later than the relay is an ordinary morning. `onWait` hears
 * why, at the first try and then every 10 s. Throws at once what waiting cannot mend, such as a wrong password, and
 * when `signal` aborts.
 */
export async function waitForDatabase(
  url: string,
  onWait: (reason: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (let tried = 0; ; tried++) {
    signal?.throwIfAborted();
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return;
    } catch (error) {
      if (isNotLetIn(error) || (!isDatabaseUnavailable(error) && !isTimeout(error))) throw error;
      if (tried % 20 === 0) onWait(reasonOf(error));
    } finally {
      // Not waited for: a connection that has fallen silent would never end.
      client.end().catch(() => undefined);
    }
    await sleep(PAUSE_MS, undefined, signal ? { signal } : {});
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout expired/.test(error.message);
}

function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}

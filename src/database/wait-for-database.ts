import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { checkDatabase } from './database-check.js';
import { isDatabaseUnavailable } from './database-errors.js';
import { connectionOf } from '../config/values/database-url.js';
import { prepareSession } from './session.js';
import { reasonNotToWait } from './unreachable.js';

const PAUSE_MS = 500;

/** Timeout of the connection and of each query on it. */
const ANSWER_MS = 2000;

/**
 * Resolves once Postgres accepts us and `check` finds no fault in the database: the relay often starts before its
 * database. `onWait` gets the reason, at the first try and then every 10 s. Throws at once on errors that waiting
 * cannot correct, such as a wrong password, and when `signal` aborts.
 */
export async function waitForDatabase(
  url: string,
  onWait: (reason: string) => void,
  signal?: AbortSignal,
  caFile?: string,
  check = checkDatabase,
): Promise<void> {
  for (let tried = 0; ; tried++) {
    signal?.throwIfAborted();
    try {
      await lookAtDatabase(url, caFile, check);
      return;
    } catch (error) {
      if (reasonNotToWait(error) || !isDatabaseUnavailable(error)) throw error;
      if (tried % 20 === 0) onWait(reasonOf(error));
    }
    await sleep(PAUSE_MS, undefined, signal ? { signal } : {});
  }
}

/** One check whether the relay can work with the database. Throws the obstacle, transient or not. */
export async function lookAtDatabase(url: string, caFile?: string, check = checkDatabase): Promise<void> {
  const client = new pg.Client({
    ...connectionOf(url, caFile),
    application_name: 'pleo-export-relay start',
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await prepareSession(client);
    await check(client);
  } finally {
    // Not waited for: a connection that has fallen silent would never end.
    client.end().catch(() => undefined);
  }
}

function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}

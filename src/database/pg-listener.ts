import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Settings } from '../config/settings.js';
import type { LoopStatus } from '../loops/loop-status.js';
import { connectionOf } from '../config/values/database-url.js';
import { prepareSession } from './session.js';

const RECONNECT_MS = 1000;

/** How often the connection is checked. */
const CHECK_MS = 10_000;

export interface Subscriber {
  /** Called with the payload of each notification, and with '' after each connect, since some may have been missed. */
  onNotification(payload: string): void;
  /** Called after each successful check of the connection. `end` aborts when the connection is to be given up. */
  onAlive?(client: pg.Client, end: AbortSignal): Promise<void>;
}

/**
 * LISTEN on a connection of its own, past any pooler that DATABASE_DIRECT_URL avoids. Reconnects when the connection
 * breaks or falls silent, and counts that in the status.
 */
export class PgListener {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly channel: string,
    private readonly settings: Settings,
    private readonly status: LoopStatus,
  ) {}

  start(subscriber: Subscriber): void {
    this.running = this.run(subscriber);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(subscriber: Subscriber): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.listen(subscriber, signal);
      } catch (error) {
        this.status.failed(error);
      }
      await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Listens until the connection breaks (throws) or `signal` aborts. */
  private async listen(subscriber: Subscriber, signal: AbortSignal): Promise<void> {
    const { DATABASE_URL = '', DATABASE_DIRECT_URL = DATABASE_URL, DATABASE_CA_FILE } = this.settings;
    const client = new pg.Client({
      ...connectionOf(DATABASE_DIRECT_URL, DATABASE_CA_FILE),
      application_name: `pleo-export-relay ${this.channel} listener`,
      connectionTimeoutMillis: 2000,
      query_timeout: 2000,
      keepAlive: true,
    });
    const broken = new AbortController();
    client.on('error', (error) => broken.abort(error));
    client.on('end', () => broken.abort(new Error('the connection ended')));
    client.on('notification', ({ payload = '' }) => subscriber.onNotification(payload));
    try {
      await client.connect();
      await prepareSession(client);
      await client.query(`LISTEN ${this.channel}`);
      this.status.succeeded();
      subscriber.onNotification('');
      const end = AbortSignal.any([signal, broken.signal]);
      while (!end.aborted) {
        await client.query('SELECT');
        await subscriber.onAlive?.(client, end);
        await sleep(CHECK_MS, undefined, { signal: end }).catch(() => undefined);
      }
      if (!signal.aborted) throw broken.signal.reason;
    } finally {
      client.end().catch(() => undefined);
    }
  }
}

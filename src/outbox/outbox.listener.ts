import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { Settings } from '../config/settings.js';
import { Pulse } from '../shared/pulse.js';

const RECONNECT_MS = 1000;

/** How often a connection that heard nothing is asked whether it is alive. */
const CHECK_MS = 10_000;

/**
 * Hears of new events by LISTEN, on a connection of its own that is renewed whenever it breaks or falls silent. What
 * is missed meanwhile is found by the dispatcher's poll.
 */
@Injectable()
export class OutboxListener {
  /** Counts broken connections. No matter of readiness: the poll finds what is missed. */
  readonly pulse = new Pulse('Listening for new events');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly settings: Settings) {}

  /** Calls `onNews` for each notification and once after each connect, since news may have been missed before. */
  start(onNews: () => void): void {
    this.running = this.run(onNews);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(onNews: () => void): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.listen(onNews, signal);
      } catch (error) {
        this.pulse.miss(error);
      }
      await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Listens until the connection breaks (throws) or `signal` aborts. */
  private async listen(onNews: () => void, signal: AbortSignal): Promise<void> {
    const client = new pg.Client({
      connectionString: this.settings.DATABASE_URL,
      application_name: 'pleo-export-relay listener',
      connectionTimeoutMillis: 2000,
      query_timeout: 2000,
      keepAlive: true,
    });
    const broken = new AbortController();
    client.on('error', (error) => broken.abort(error));
    client.on('end', () => broken.abort(new Error('the connection ended')));
    client.on('notification', onNews);
    try {
      await client.connect();
      await client.query('LISTEN outbox');
      this.pulse.beat();
      onNews();
      const end = AbortSignal.any([signal, broken.signal]);
      while (!end.aborted) {
        await sleep(CHECK_MS, undefined, { signal: end }).catch(() => undefined);
        if (!end.aborted) await client.query('SELECT');
      }
      if (!signal.aborted) throw broken.signal.reason;
    } finally {
      client.end().catch(() => undefined);
    }
  }
}

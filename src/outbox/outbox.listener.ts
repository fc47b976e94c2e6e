import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import pg from 'pg';
import { Settings } from '../config/settings.js';
import { Pulse } from '../shared/pulse.js';
import { OutboxRepository } from './outbox.repository.js';

const RECONNECT_MS = 1000;

/** How often a connection is asked whether it is alive, and whether it hears. */
const CHECK_MS = 10_000;

/** How long a notification may take from one connection to another. */
const HEARING_MS = 2000;

const DEAF =
  'Nothing is heard of new events, so they wait for the poll, up to a second. Set DATABASE_DIRECT_URL to the address of ' +
  'Postgres itself if DATABASE_URL leads to a pooler such as PgBouncer';

/**
 * Hears of new events by LISTEN, on a connection of its own that is renewed whenever it breaks or falls silent. What
 * is missed meanwhile is found by the dispatcher's poll. A connection through a pooler lives and may never hear
 * anything: that is said once.
 */
@Injectable()
export class OutboxListener {
  private readonly logger = new Logger(OutboxListener.name);
  /** Counts broken connections. No matter of readiness: the poll finds what is missed. */
  readonly pulse = new Pulse('Listening for new events');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private deaf = false;

  constructor(
    private readonly repository: OutboxRepository,
    private readonly settings: Settings,
  ) {}

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
      connectionString: this.settings.DATABASE_DIRECT_URL ?? this.settings.DATABASE_URL,
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
        await client.query('SELECT');
        await this.checkHearing(client, end);
        await sleep(CHECK_MS, undefined, { signal: end }).catch(() => undefined);
      }
      if (!signal.aborted) throw broken.signal.reason;
    } finally {
      client.end().catch(() => undefined);
    }
  }

  /** Notifies from another connection. Says so when `client` stops hearing, and when it hears again. */
  private async checkHearing(client: pg.Client, end: AbortSignal): Promise<void> {
    const tooLate = new AbortController();
    const heard = once(client, 'notification', { signal: AbortSignal.any([end, tooLate.signal]) }).then(
      () => true,
      () => false,
    );
    try {
      await this.repository.notify();
    } catch {
      // The database is away, which is told elsewhere.
      tooLate.abort();
      return;
    }
    const timer = setTimeout(() => tooLate.abort(), HEARING_MS);
    const deaf = !(await heard);
    clearTimeout(timer);
    if (end.aborted || deaf === this.deaf) return;
    this.deaf = deaf;
    if (deaf) this.logger.warn(DEAF);
    else this.logger.log('New events are heard of again');
  }
}

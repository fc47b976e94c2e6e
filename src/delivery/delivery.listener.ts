import { once } from 'node:events';
import { Injectable, Logger } from '@nestjs/common';
import type pg from 'pg';
import { Settings } from '../config/settings.js';
import { PgListener } from '../database/pg-listener.js';
import { Loops } from '../loops/loops.js';
import { QueueRepository } from '../queue/queue.repository.js';

/** How long a notification may take from one connection to another. */
const HEARING_MS = 2000;

const DEAF =
  'No notifications of new events arrive, so they wait for the poll, up to a second. Set DATABASE_DIRECT_URL to the address of ' +
  'Postgres itself if DATABASE_URL leads to a pooler such as PgBouncer';

/**
 * Hears of new events. The dispatcher's poll finds missed ones. A connection through a pooler lives and may
 * never hear anything: that is said once.
 */
@Injectable()
export class DeliveryListener {
  private readonly logger = new Logger(DeliveryListener.name);
  private readonly subscription: PgListener;
  private deaf = false;

  constructor(
    private readonly repository: QueueRepository,
    loops: Loops,
    settings: Settings,
  ) {
    // Counts broken connections. Not needed to be ready: the poll finds what is missed.
    const status = loops.add('listener', 'Listening for new events', 'shown');
    this.subscription = new PgListener('outbox', settings, status);
  }

  /**
   * Calls `onNews` for each notification, with the credential in whose queue an event waits or '' for any, and once
   * after each connect, since news may have been missed before.
   */
  start(onNews: (credential: string) => void): void {
    this.subscription.start({
      onNotification: onNews,
      onAlive: (client, end) => this.checkHearing(client, end),
    });
  }

  stop(): Promise<void> {
    return this.subscription.stop();
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
    else this.logger.log('Notifications of new events arrive again');
  }
}

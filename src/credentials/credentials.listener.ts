import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import pg from 'pg';
import { Settings } from '../config/settings.js';
import { Pulse } from '../shared/pulse.js';
import { PleoCredentials } from './pleo-credentials.js';
import { Seals } from './seals.js';

const RECONNECT_MS = 1000;

/** How often the connection is asked whether it is alive. */
const CHECK_MS = 10_000;

/**
 * Hears of credentials that change, by LISTEN on a connection of its own. What is missed is seen a few seconds later,
 * when what is remembered is not believed any more.
 */
@Injectable()
export class CredentialsListener implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly pulse = new Pulse('Listening for changed credentials');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly credentials: PleoCredentials,
    private readonly seals: Seals,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.seals.isOn) this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.listen(signal);
      } catch (error) {
        this.pulse.miss(error);
      }
      await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Listens until the connection breaks (throws) or `signal` aborts. */
  private async listen(signal: AbortSignal): Promise<void> {
    const client = new pg.Client({
      connectionString: this.settings.DATABASE_DIRECT_URL ?? this.settings.DATABASE_URL,
      application_name: 'pleo-export-relay credentials',
      connectionTimeoutMillis: 2000,
      query_timeout: 2000,
      keepAlive: true,
    });
    const broken = new AbortController();
    client.on('error', (error) => broken.abort(error));
    client.on('end', () => broken.abort(new Error('the connection ended')));
    client.on('notification', ({ payload }) => this.credentials.forget(payload || undefined));
    try {
      await client.connect();
      await client.query('LISTEN credential');
      this.pulse.beat();
      this.credentials.forget();
      const end = AbortSignal.any([signal, broken.signal]);
      while (!end.aborted) {
        await client.query('SELECT');
        await sleep(CHECK_MS, undefined, { signal: end }).catch(() => undefined);
      }
      if (!signal.aborted) throw broken.signal.reason;
    } finally {
      client.end().catch(() => undefined);
    }
  }
}

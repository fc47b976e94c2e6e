import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { PgListener } from '../database/pg-listener.js';
import { Loops } from '../loops/loops.js';
import { PleoCredentials } from './pleo-credentials.js';
import { Seals } from './seals.js';

/**
 * Drops cached credentials when a notification says that they changed. A missed notification costs a few seconds: the
 * cache expires.
 */
@Injectable()
export class CredentialsListener implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly listener: PgListener;

  constructor(
    private readonly credentials: PleoCredentials,
    private readonly seals: Seals,
    loops: Loops,
    settings: Settings,
  ) {
    const status = loops.add('credentials_listener', 'Listening for changed credentials', 'shown');
    this.listener = new PgListener('credential', settings, status);
  }

  onApplicationBootstrap(): void {
    if (!this.seals.isOn) return;
    this.listener.start({ onNotification: (companyId) => this.credentials.forget(companyId || undefined) });
  }

  onModuleDestroy(): Promise<void> {
    return this.listener.stop();
  }
}

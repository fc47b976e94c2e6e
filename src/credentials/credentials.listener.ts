import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { PgListener } from '../database/pg-listener.js';
import { Loops } from '../loops/loops.js';
import { PleoCredentials } from './pleo-credentials.js';
import { Seals } from './seals.js';

/**
 * Hears of credentials that change. What is missed is seen a few seconds later, when what is remembered is not believed
 * any more.
 */
@Injectable()
export class CredentialsListener implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly subscription: PgListener;

  constructor(
    private readonly credentials: PleoCredentials,
    private readonly seals: Seals,
    loops: Loops,
    settings: Settings,
  ) {
    const status = loops.add('credentials_listener', 'Listening for changed credentials', 'shown');
    this.subscription = new PgListener('credential', settings, status);
  }

  onApplicationBootstrap(): void {
    if (!this.seals.isOn) return;
    this.subscription.start({ onNews: (companyId) => this.credentials.forget(companyId || undefined) });
  }

  onModuleDestroy(): Promise<void> {
    return this.subscription.stop();
  }
}

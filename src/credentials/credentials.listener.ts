import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Subscription } from '../database/subscription.js';
import { Pulse } from '../shared/pulse.js';
import { PleoCredentials } from './pleo-credentials.js';
import { Seals } from './seals.js';

/**
 * Hears of credentials that change. What is missed is seen a few seconds later, when what is remembered is not believed
 * any more.
 */
@Injectable()
export class CredentialsListener implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly subscription: Subscription;

  constructor(
    private readonly credentials: PleoCredentials,
    private readonly seals: Seals,
    settings: Settings,
  ) {
    this.subscription = new Subscription(
      'credential',
      settings,
      new Pulse('Listening for changed credentials'),
    );
  }

  onApplicationBootstrap(): void {
    if (!this.seals.isOn) return;
    this.subscription.start({ onNews: (companyId) => this.credentials.forget(companyId || undefined) });
  }

  onModuleDestroy(): Promise<void> {
    return this.subscription.stop();
  }
}

import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { CredentialsRepository } from './credentials.repository.js';
import { PleoCredentials } from './pleo-credentials.js';

const INTERVAL_MS = 5000;

/** The age up to which a set credential has its queue moved again: longer than any transaction of the hot paths. */
const RECENT_SECONDS = 20;

/**
 * Catches changes while the relay runs: keys that this replica lacks, credentials that can be unsealed again, and
 * events that were accepted, or whose company became known, at the moment when its credential was set.
 */
@Injectable()
export class CredentialsWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;

  constructor(
    private readonly repository: CredentialsRepository,
    private readonly credentials: PleoCredentials,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('credentials_watch', 'Credentials watch', 'shown', INTERVAL_MS, () =>
      this.runOnce(),
    );
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  /** Throws when the database does not answer. */
  async runOnce(): Promise<void> {
    await this.credentials.lookAtKeys();
    await this.credentials.lookAgain();
    for (const companyId of await this.repository.findSetWithin(RECENT_SECONDS))
      await this.repository.moveQueue(companyId);
  }
}

import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { ConsentsService } from './consents.service.js';
import { CredentialsRepository } from './credentials.repository.js';
import { PleoOAuth } from './pleo-oauth.js';
import { TokenRefresh } from './token-refresh.js';

const INTERVAL_MS = 600_000;

/** Unused refresh tokens expire after 60 days or so; Pleo promises no number. */
const IDLE_DAYS = 7;

/** Renewals of one turn, one after the other; the rest waits for the next turn. */
const BATCH = 50;

/** Renews tokens of companies without deliveries before they expire, and deletes abandoned consents. */
@Injectable()
export class CredentialsSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(CredentialsSweep.name);
  private readonly periodic: Periodic;
  private stopping = false;

  constructor(
    private readonly repository: CredentialsRepository,
    private readonly consents: ConsentsService,
    private readonly tokens: TokenRefresh,
    private readonly oauth: PleoOAuth,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('credentials', 'Credentials sweep', 'shown', INTERVAL_MS, () =>
      this.runOnce(),
    );
  }

  onApplicationBootstrap(): void {
    if (this.oauth.isOn) this.periodic.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.periodic.stop();
  }

  /** Renews idle tokens and returns the number of companies. Throws when the database does not answer. */
  async runOnce(): Promise<number> {
    await this.consents.deleteOld();
    const idle = await this.repository.findIdle(IDLE_DAYS, BATCH);
    for (const row of idle) {
      if (this.stopping) break;
      await this.tokens.refresh(row, { isRefused: false, waitMs: 0 });
    }
    if (idle.length > 0) this.logger.log({ renewed: idle.length }, 'Renewed idle tokens');
    return idle.length;
  }
}

import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { VerificationRepository } from './verification.repository.js';
import { Seals } from './seals.js';
import { VerificationService } from './verification.service.js';

const INTERVAL_MS = 10_000;

/** Credentials that Pleo is asked about at the same time: one that it is slow to tell of does not keep the others. */
const BATCH = 8;

/** Batches of one turn: thousands that were set before the relay asked at all are no burst of requests. */
const BATCHES = 10;

/**
 * Asks Pleo about credentials that are not verified: those from before, those that it could not tell of when they were
 * set, and those whose setter died before it had asked.
 */
@Injectable()
export class VerificationSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(VerificationSweep.name);
  private readonly periodic: Periodic;

  constructor(
    private readonly repository: VerificationRepository,
    private readonly verification: VerificationService,
    private readonly seals: Seals,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('verification', 'Verification sweep', 'shown', INTERVAL_MS, () =>
      this.runOnce(),
    );
  }

  onApplicationBootstrap(): void {
    if (this.seals.isOn) this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  /** Asks about those that are due, and returns their number. Throws when the database does not answer. */
  async runOnce(): Promise<number> {
    let asked = 0;
    for (let batch = 0; batch < BATCHES && asked === batch * BATCH; batch++) {
      const rows = await this.repository.claimChecks(BATCH);
      await Promise.all(rows.map((row) => this.verification.check(row)));
      asked += rows.length;
    }
    if (asked > 0) this.logger.debug({ asked }, 'Asked Pleo about credentials');
    return asked;
  }
}

import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RelayClock } from '../clock/relay-clock.js';
import { Database } from '../database/database.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { PausesService } from './pauses.service.js';
import { FIND_ENDED, FORGET_ENDED } from './pauses.sql.js';

const INTERVAL_MS = 1000;

/** How long the clock must have been steady before a pause that is over by it is forgotten, in milliseconds. */
const STEADY_MS = 60_000;

/**
 * Lets what waited go when the pause of a company is over, by itself or by a person's act: also what was accepted, or
 * under way, at that moment. Every replica may do it. A pause of all needs nothing: what waited for it is where it was.
 */
@Injectable()
export class EndedPausesSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(EndedPausesSweep.name);
  private readonly periodic: Periodic;

  constructor(
    private readonly database: Database,
    private readonly pauses: PausesService,
    private readonly clock: RelayClock,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('pauses', 'Ended pauses sweep', 'shown', INTERVAL_MS, () =>
      this.runOnce(),
    );
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  /** Returns how many messages were let go. Throws when the database does not answer. */
  async runOnce(): Promise<number> {
    const ended = await this.database.run<{ id: string }>(FIND_ENDED, []);
    if (ended.length === 0) return 0;
    const isSteady = (await this.clock.look()) >= STEADY_MS;
    let sum = 0;
    for (const { id } of ended) {
      const count = await this.pauses.moveBack(id);
      if (count > 0) this.logger.log({ companyId: id, count }, 'A pause by hand is over');
      if (isSteady) await this.database.commit(FORGET_ENDED, [id]);
      sum += count;
    }
    return sum;
  }
}

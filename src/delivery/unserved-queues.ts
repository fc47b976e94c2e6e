import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PleoCredentials } from '../credentials/pleo-credentials.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { CircuitRepository } from '../queue/circuit.repository.js';

const INTERVAL_MS = 2000;

/**
 * Tells of events that wait because no replica has anything to send them with. Nobody claims them, so nobody else
 * would: the reason is kept as a pause of their credential, and shown wherever pauses are.
 */
@Injectable()
export class UnservedQueues implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(UnservedQueues.name);
  private readonly periodic: Periodic;

  constructor(
    private readonly circuits: CircuitRepository,
    private readonly credentials: PleoCredentials,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('unserved', 'Unserved queues', 'shown', INTERVAL_MS, () => this.runOnce());
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  /** Throws when the database does not answer. */
  async runOnce(): Promise<void> {
    for (const { credential, reason } of await this.circuits.noteUnserved(this.credentials.reach))
      this.logger.warn({ credential, pause: 'credential_refused' }, `Deliveries are paused: ${reason}`);
  }
}

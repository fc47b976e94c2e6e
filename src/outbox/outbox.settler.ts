import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { Metrics } from '../metrics/metrics.js';
import { Pulse } from '../shared/pulse.js';
import { Leases } from './leases.js';
import { keyOf, OutboxRepository } from './outbox.repository.js';
import type { Settlement } from './outbox-message.js';

/** Settlements written in one transaction. */
const BATCH = 200;

/** How long to wait when the database does not answer. */
const RETRY_MS = 500;

/**
 * Writes what became of events, in groups: what ends while a group is written makes the next one. Goes on trying while
 * the database is away; should the claims be lost meanwhile, the fence keeps a late outcome out.
 */
@Injectable()
export class OutboxSettler {
  private readonly logger = new Logger(OutboxSettler.name);
  private readonly pulse = new Pulse('Settling of deliveries');
  private readonly finished: Settlement[] = [];
  private writing = false;

  constructor(
    private readonly repository: OutboxRepository,
    private readonly leases: Leases,
    private readonly metrics: Metrics,
  ) {}

  /** `onSettled` is called after each group: slots are free, and next events may be due. */
  settle(settlement: Settlement, onSettled: () => void): void {
    this.finished.push(settlement);
    for (const { outcome, statusCode, durationMs } of settlement.attempts) {
      this.metrics.attempts.inc({ outcome, status: statusCode ?? 'none' });
      this.metrics.attemptDuration.observe(durationMs / 1000);
    }
    if (!this.writing) void this.writeAll(onSettled);
  }

  private async writeAll(onSettled: () => void): Promise<void> {
    this.writing = true;
    while (this.finished.length > 0) {
      const group = this.finished.splice(0, BATCH);
      try {
        await this.write(group);
        this.pulse.beat();
        onSettled();
      } catch (error) {
        this.pulse.miss(error);
        this.finished.unshift(...group);
        await sleep(RETRY_MS);
      }
    }
    this.writing = false;
  }

  /** Throws when the database does not answer, and then only. */
  private async write(group: Settlement[]): Promise<void> {
    try {
      const settled = await this.repository.settle(group);
      for (const { message } of group) {
        if (!settled.has(keyOf(message)))
          this.logger.warn(place(message), 'Lost the claim before the outcome was written');
        this.leases.drop(message);
      }
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      await this.writeOneByOne(group, error);
    }
  }

  /** One outcome that cannot be written must not hold up the others; its event is due again when its lease ends. */
  private async writeOneByOne(group: Settlement[], cause: unknown): Promise<void> {
    const [first, ...others] = group;
    if (!first) return;
    if (others.length > 0) {
      for (const settlement of group) await this.write([settlement]);
      return;
    }
    this.logger.error({ err: cause, ...place(first.message) }, 'The outcome of a delivery cannot be written');
    this.leases.drop(first.message);
  }
}

function place({ jobId, eventId }: { jobId: string; eventId: string }) {
  return { jobId, eventId };
}

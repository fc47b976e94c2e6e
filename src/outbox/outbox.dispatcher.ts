import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Pulse } from '../shared/pulse.js';
import { Delivery } from './delivery.js';
import { Leases } from './leases.js';
import { OutboxListener } from './outbox.listener.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxSettler } from './outbox.settler.js';
import type { ClaimedEvent } from './outbox-message.js';
import { RateLimit } from './rate-limit.js';
import { WakeUp } from './wake-up.js';

/** How long an event may lie unseen when its notification was lost. */
const POLL_MS = 1000;

/** How soon to look again when DELIVERY_RATE_LIMIT held events back. */
const RATE_POLL_MS = 50;

/** How long outcomes may take to be written once no request is on the way any more. */
const LAST_WRITES_MS = 3000;

/**
 * Takes events out of the outbox to Pleo: claims what is due, as far as DELIVERY_CONCURRENCY allows, and sends it.
 * An event stays claimed until its outcome is written, so no other event of its job can be on the way.
 */
@Injectable()
export class OutboxDispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(OutboxDispatcher.name);
  private readonly wakeUp = new WakeUp();
  private readonly rate: RateLimit;
  private loop: Promise<void> = Promise.resolve();
  private stopping = false;

  /** When due events were last looked for: readiness watches it. */
  readonly pulse = new Pulse('Dispatcher');

  constructor(
    private readonly repository: OutboxRepository,
    private readonly delivery: Delivery,
    private readonly leases: Leases,
    private readonly settler: OutboxSettler,
    private readonly listener: OutboxListener,
    private readonly settings: Settings,
  ) {
    this.rate = new RateLimit(settings.DELIVERY_RATE_LIMIT);
  }

  onApplicationBootstrap(): void {
    this.listener.start(() => this.wakeUp.call());
    this.leases.start();
    this.loop = this.run();
  }

  /**
   * Drains: claims nothing more, lets requests on the way end for up to SHUTDOWN_TIMEOUT_SECONDS, gives up the rest,
   * and has all outcomes written. What cannot be written is due again when its lease ends.
   */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.wakeUp.call();
    await Promise.all([this.listener.stop(), this.loop]);
    const drained = this.leases.empty();
    await Promise.race([
      drained,
      sleep(this.settings.SHUTDOWN_TIMEOUT_SECONDS * 1000, undefined, { ref: false }),
    ]);
    this.leases.abortAll();
    await Promise.race([drained, sleep(LAST_WRITES_MS, undefined, { ref: false })]);
    this.leases.stop();
    if (this.leases.count > 0) this.logger.warn(`${this.leases.count} outcomes could not be written`);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        const held = await this.claimAndSend();
        this.pulse.beat();
        await this.wakeUp.sleep(held === 'by_rate' ? RATE_POLL_MS : POLL_MS);
      } catch (error) {
        this.pulse.miss(error);
        await sleep(POLL_MS);
      }
    }
  }

  /** Claims and sends what there is room for. Says when the rate limit held something back. */
  private async claimAndSend(): Promise<'by_rate' | null> {
    const room = this.settings.DELIVERY_CONCURRENCY - this.leases.count;
    const limit = this.rate.take(room);
    if (limit === 0) return room > 0 ? 'by_rate' : null;
    const askedAt = performance.now();
    const messages = await this.repository.claim(limit);
    this.rate.giveBack(limit - messages.length);
    for (const message of messages) this.send(message, askedAt);
    return messages.length === limit && limit < room ? 'by_rate' : null;
  }

  private send(message: ClaimedEvent, askedAt: number): void {
    const signal = this.leases.hold(message, askedAt);
    this.delivery
      .deliver(message, signal)
      .then((settlement) => this.settler.settle(settlement, () => this.wakeUp.call()))
      .catch((error: unknown) => {
        // A fault of ours: the event is due again when its lease ends.
        this.logger.error(
          { err: error, jobId: message.jobId, eventId: message.eventId },
          'A delivery broke off',
        );
        this.leases.drop(message);
      });
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Pulse } from '../shared/pulse.js';
import type { Circuit } from './circuit.js';
import { CircuitRepository, DEFAULT_CREDENTIAL } from './circuit.repository.js';
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
  private ramp: number;

  /** When due events were last looked for: readiness watches it. */
  readonly pulse = new Pulse('Dispatcher');

  constructor(
    private readonly repository: OutboxRepository,
    private readonly circuits: CircuitRepository,
    private readonly delivery: Delivery,
    private readonly leases: Leases,
    private readonly settler: OutboxSettler,
    private readonly listener: OutboxListener,
    private readonly settings: Settings,
  ) {
    this.rate = new RateLimit(settings.DELIVERY_RATE_LIMIT);
    this.ramp = settings.DELIVERY_CONCURRENCY;
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
    const room = Math.max(this.ramp - this.leases.count, 0);
    const limit = this.rate.take(room);
    if (limit === 0) return room > 0 ? 'by_rate' : null;
    const askedAt = performance.now();
    const messages = await this.claim(limit);
    this.rate.giveBack(limit - messages.length);
    for (const message of messages) this.send(message, askedAt);
    return messages.length === limit && limit < room ? 'by_rate' : null;
  }

  /** Whatever is due; while deliveries are paused, one event when a probe is due. */
  private async claim(limit: number): Promise<ClaimedEvent[]> {
    const messages = await this.repository.claim(limit, DEFAULT_CREDENTIAL, false);
    if (messages.length > 0) return messages;
    const probe = await this.circuits.takeProbe();
    if (probe !== 'not_paused') this.ramp = 1;
    return probe === 'taken' ? this.repository.claim(1, DEFAULT_CREDENTIAL, true) : [];
  }

  /** After a pause Pleo gets one event, then two, then four of each replica: a backlog does not fall on it at once. */
  private onSettled({ pause }: Circuit): void {
    this.ramp = pause ? 1 : Math.min(this.ramp * 2, this.settings.DELIVERY_CONCURRENCY);
    this.wakeUp.call();
  }

  private send(message: ClaimedEvent, askedAt: number): void {
    const lease = this.leases.hold(message, askedAt);
    this.delivery
      .deliver(message, lease)
      .then((settlement) => this.settler.settle(settlement, (circuit) => this.onSettled(circuit)))
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

import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { PleoCredentials } from '../credentials/pleo-credentials.js';
import { Loops } from '../loops/loops.js';
import type { LoopStatus } from '../loops/loop-status.js';
import type { Circuit } from '../queue/circuit.js';
import { CircuitRepository } from '../queue/circuit.repository.js';
import { Delivery } from './delivery.js';
import { DueQueues } from './due-queues.js';
import { type Lease, Leases } from './leases.js';
import { DeliveryListener } from './delivery.listener.js';
import { OutcomeWriter } from './outcome-writer.js';
import type { ClaimedEvent, Settlement } from '../queue/message.js';
import { SlowStart } from './slow-start.js';
import { RateLimit } from './rate-limit.js';
import { WakeUp } from '../loops/wake-up.js';

/** How long an event may lie unseen when its notification was lost. */
const POLL_MS = 1000;

/** How often to look for pauses, and for probes that are due, at most. */
const PROBE_MS = POLL_MS / 2;

/** How soon to look again when DELIVERY_RATE_LIMIT held events back. */
const RATE_POLL_MS = 50;

/** How long outcomes may take to be written once no request is on the way any more. */
const LAST_WRITES_MS = 3000;

/** How far ahead of the requests events are claimed, at the pace of late, in milliseconds: some claims' time. */
const AHEAD_MS = 30;

/** Over how long the pace is taken, in milliseconds: what ends in one turn of the event loop is no pace. */
const PACE_MS = 15;

/** Events that a replica may hold, in requests at once: those on the way, read ahead, and not written yet. */
const MAX_HELD_PER_LANE = 6;

/**
 * Takes events out of the outbox to Pleo: claims what is due and sends it, DELIVERY_CONCURRENCY at once. While Pleo is
 * quick it reads ahead, so that requests need not wait for the next claim. An event stays claimed until its outcome is
 * written, so no other event of its job can be on the way.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Dispatcher.name);
  private readonly wakeUp = new WakeUp();
  private readonly rate: RateLimit;
  private readonly ramps: SlowStart;
  private loop: Promise<void> = Promise.resolve();
  private stopping = false;
  /** Of DELIVERY_CONCURRENCY lanes those that are taken: by a request, or by one that met a fault until that is written. */
  private taken = 0;
  /** Claimed, and not sent yet. */
  private ready: Lease[] = [];
  /** Requests that ended per millisecond, of late. */
  private pace = 0;
  private paceTakenAt = performance.now();
  private endedSince = 0;
  /** Whether the last claim left something that is due. */
  private moreIsDue = false;
  private probedAt = -Infinity;

  private readonly status: LoopStatus;

  constructor(
    private readonly queues: DueQueues,
    private readonly circuits: CircuitRepository,
    private readonly delivery: Delivery,
    private readonly credentials: PleoCredentials,
    private readonly leases: Leases,
    private readonly settler: OutcomeWriter,
    private readonly listener: DeliveryListener,
    private readonly settings: Settings,
    loops: Loops,
  ) {
    this.status = loops.add('dispatcher', 'Dispatcher', 'turns');
    this.rate = new RateLimit(settings.DELIVERY_RATE_LIMIT);
    this.ramps = new SlowStart(settings.DELIVERY_CONCURRENCY);
  }

  onApplicationBootstrap(): void {
    this.listener.start((credential) => this.onNews(credential));
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
    this.release(() => true);
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
        this.status.succeeded();
        await this.wakeUp.sleep(held === 'by_rate' ? RATE_POLL_MS : POLL_MS);
      } catch (error) {
        this.status.failed(error);
        await sleep(POLL_MS);
      }
    }
  }

  /** An event that was recorded tells in whose queue it waits; what else makes events due tells nothing. */
  private onNews(credential: string): void {
    if (credential === '') this.queues.noteNewsAnywhere();
    else this.queues.noteNews(credential);
    this.wakeUp.call();
  }

  /** Beside the claims, which need not wait for it. */
  private async look(): Promise<void> {
    if (await this.queues.look()) this.wakeUp.call();
  }

  /** Claims what there is room for, and sends it. Says when the rate limit held something back. */
  private async claimAndSend(): Promise<'by_rate' | null> {
    void this.look();
    const askedAt = performance.now();
    this.takePace(askedAt);
    const room = this.room();
    const limit = this.rate.take(room);
    if (limit === 0) return room > 0 ? 'by_rate' : null;
    const messages = await this.claim(limit, askedAt);
    this.rate.giveBack(limit - messages.length);
    // Credentials share the limit, so one of them may have more though it was not reached.
    this.moreIsDue = messages.length * new Set(messages.map(({ credential }) => credential)).size >= limit;
    this.ready.push(...messages.map((message) => this.leases.hold(message, askedAt)));
    this.sendReady();
    return this.moreIsDue && limit < room ? 'by_rate' : null;
  }

  private takePace(now: number): void {
    const elapsed = now - this.paceTakenAt;
    if (elapsed < PACE_MS) return;
    this.pace += (this.endedSince / elapsed - this.pace) / 2;
    this.paceTakenAt = now;
    this.endedSince = 0;
  }

  /** How many events may be claimed: one for each free lane, and some ahead of these. */
  private room(): number {
    const { DELIVERY_CONCURRENCY } = this.settings;
    const free = DELIVERY_CONCURRENCY - this.taken;
    const most = MAX_HELD_PER_LANE * DELIVERY_CONCURRENCY - this.leases.count;
    return Math.max(Math.min(free + this.ahead - this.ready.length, most), 0);
  }

  /** So that a slow Pleo leaves events to other replicas. */
  private get ahead(): number {
    return Math.min(Math.floor(this.pace * AHEAD_MS), 2 * this.settings.DELIVERY_CONCURRENCY);
  }

  /** Whatever is due; on a paused credential one event, when a probe is due. */
  private async claim(limit: number, now: number): Promise<ClaimedEvent[]> {
    const probes = now - this.probedAt < PROBE_MS ? [] : await this.takeProbes(now);
    const rooms = this.ramps.rooms(this.leases.messages());
    return this.queues.claim(limit, probes, rooms, this.credentials.reach);
  }

  private async takeProbes(now: number): Promise<string[]> {
    const paused = await this.circuits.takeProbes(this.credentials.reach, this.queues.marks());
    this.probedAt = now;
    for (const { credential } of paused) this.ramps.restart(credential);
    return paused.filter(({ taken }) => taken).map(({ credential }) => credential);
  }

  private sendReady(): void {
    const { DELIVERY_CONCURRENCY } = this.settings;
    while (this.taken < DELIVERY_CONCURRENCY && this.ready.length > 0 && !this.stopping)
      void this.send(this.ready.shift() as Lease);
    if (this.moreIsDue && this.ready.length <= this.ahead / 2) this.wakeUp.call();
  }

  private async send(lease: Lease): Promise<void> {
    const { message } = lease;
    // Claimed by others in the meantime, or about to be.
    if (lease.isOver) return this.leases.drop(message);
    this.taken += 1;
    try {
      const settlement = await this.delivery.deliver(lease.current, lease);
      this.endedSince += 1;
      const isFault = settlement.result.kind !== 'delivered';
      if (!isFault) this.taken -= 1;
      this.settler.settle(settlement, (circuit) => {
        if (isFault) this.taken -= 1;
        const { result } = settlement;
        this.queues.noteNews((result.kind === 'release' && result.credential) || message.credential);
        this.onWritten(message.credential, circuit);
      });
    } catch (error) {
      // A fault of ours: the event is due again when its lease ends.
      this.logger.error(
        { err: error, jobId: message.jobId, eventId: message.eventId },
        'A delivery broke off',
      );
      this.leases.drop(message);
      this.taken -= 1;
    }
    this.sendReady();
  }

  private onWritten(credential: string, { pause }: Circuit): void {
    if (pause) {
      this.ramps.restart(credential);
      this.release((message) => message.credential === credential);
    } else {
      this.ramps.widen(credential);
    }
    this.sendReady();
    // What it led to may be due. Otherwise the next claim is made when it is worth its while.
    if (!this.moreIsDue) this.wakeUp.call();
  }

  /** Gives up what is claimed and was not sent: it is due again. */
  private release(isMeant: (message: ClaimedEvent) => boolean): void {
    const given = this.ready.filter(({ message }) => isMeant(message));
    this.ready = this.ready.filter(({ message }) => !isMeant(message));
    for (const { message } of given) {
      const settlement: Settlement = {
        message,
        result: { kind: 'release' },
        attempts: [],
        pleoStatus: null,
        seen: null,
      };
      this.settler.settle(settlement, () => undefined);
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { PleoCredentials } from '../credentials/pleo-credentials.js';
import type { LoopStatus } from '../loops/loop-status.js';
import { Loops } from '../loops/loops.js';
import { WakeUp } from '../loops/wake-up.js';
import type { Circuit } from '../queue/circuit.js';
import { CircuitRepository } from '../queue/circuit.repository.js';
import type { ClaimedMessage } from '../queue/message.js';
import type { Settlement } from '../queue/settlement.js';
import { ClaimBudget } from './claim-budget.js';
import { Delivery } from './delivery.js';
import { DeliveryListener } from './delivery.listener.js';
import { type Claimed, DueQueues } from './due-queues.js';
import { Lanes } from './lanes.js';
import { type Lease, Leases } from './leases.js';
import { MessageHandlers } from './message-handlers.js';
import { OutcomeWriter } from './outcome-writer.js';
import { SlowStart } from './slow-start.js';

/** How long a message may lie unseen when its notification was lost. */
const POLL_MS = 1000;

/** How often to look for pauses, and for probes that are due, at most. */
const PROBE_MS = POLL_MS / 2;

/** How soon to look again when DELIVERY_RATE_LIMIT held messages back. */
const RATE_POLL_MS = 50;

/** How long outcomes may take to be written once no request is on the way any more. */
const LAST_WRITES_MS = 3000;

/**
 * Takes messages out of the outbox to Pleo: claims what is due and sends it, DELIVERY_CONCURRENCY at once. While Pleo
 * is quick it reads ahead, so requests need not wait for the next claim. A message stays claimed until its
 * outcome is written, so no other message of its job can be on the way.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Dispatcher.name);
  private readonly wakeUp = new WakeUp();
  private readonly budget: ClaimBudget;
  private readonly lanes: Lanes;
  private readonly slowStart: SlowStart;
  private readonly status: LoopStatus;
  private loop: Promise<void> = Promise.resolve();
  private stopping = false;
  private draining: Promise<void> | null = null;
  private probedAt = -Infinity;

  constructor(
    private readonly queues: DueQueues,
    private readonly circuits: CircuitRepository,
    private readonly handlers: MessageHandlers,
    private readonly delivery: Delivery,
    private readonly credentials: PleoCredentials,
    private readonly leases: Leases,
    private readonly writer: OutcomeWriter,
    private readonly listener: DeliveryListener,
    private readonly settings: Settings,
    loops: Loops,
  ) {
    this.status = loops.add('dispatcher', 'Dispatcher', 'turns');
    const { DELIVERY_CONCURRENCY, DELIVERY_RATE_LIMIT } = settings;
    this.budget = new ClaimBudget(DELIVERY_CONCURRENCY, DELIVERY_RATE_LIMIT);
    this.lanes = new Lanes(DELIVERY_CONCURRENCY);
    this.slowStart = new SlowStart(DELIVERY_CONCURRENCY);
  }

  onApplicationBootstrap(): void {
    this.listener.start((credential) => this.onNews(credential));
    this.leases.start();
    this.loop = this.run();
  }

  onModuleDestroy(): Promise<void> {
    return this.drain();
  }

  /**
   * Claims nothing more, lets requests on the way end for up to SHUTDOWN_TIMEOUT_SECONDS, gives up the rest,
   * and has all outcomes written. Messages whose outcome cannot be written are due again when their leases end.
   */
  drain(): Promise<void> {
    return (this.draining ??= this.endAll());
  }

  private async endAll(): Promise<void> {
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
        const isHeldBack = await this.claimAndSend();
        this.status.succeeded();
        await this.wakeUp.sleep(isHeldBack ? RATE_POLL_MS : POLL_MS);
      } catch (error) {
        this.status.failed(error);
        await sleep(POLL_MS);
      }
    }
  }

  /**
   * A message that was recorded tells in whose queue it waits, and in how many milliseconds it is due where it is not
   * yet; what else makes messages due tells nothing.
   */
  private onNews(news: string): void {
    const [credential = '', delayMs] = news.split(' ');
    if (credential === '') this.queues.noteNewsAnywhere();
    else this.queues.noteNews(credential);
    this.wakeUpIn(delayMs === undefined ? 0 : Number(delayMs));
  }

  private wakeUpIn(delayMs: number): void {
    if (delayMs > 0) setTimeout(() => this.wakeUp.call(), delayMs).unref();
    else this.wakeUp.call();
  }

  /** Beside the claims, which need not wait for it. */
  private async look(): Promise<void> {
    if (await this.queues.look()) this.wakeUp.call();
  }

  /** Claims what there is room for, and sends it. Resolves to whether the rate limit held something back. */
  private async claimAndSend(): Promise<boolean> {
    void this.look();
    const askedAt = performance.now();
    const { free, waiting } = this.lanes;
    const { limit, isCut } = this.budget.take({ freeLanes: free, waiting, held: this.leases.count });
    if (limit === 0) return isCut;
    const { messages, isMoreDue } = await this.claim(limit, askedAt);
    this.budget.noteClaim(limit - messages.length, isMoreDue);
    this.lanes.add(messages.map((message) => this.leases.hold(message, askedAt)));
    this.sendWaiting();
    return isCut && isMoreDue;
  }

  /** Whatever is due; on a paused credential one message, when a probe is due. */
  private async claim(limit: number, now: number): Promise<Claimed> {
    const probes = now - this.probedAt < PROBE_MS ? [] : await this.takeProbes(now);
    const remaining = this.slowStart.remaining(this.leases.open());
    return this.queues.claim(this.handlers.kinds, limit, probes, remaining, this.credentials.reach);
  }

  private async takeProbes(now: number): Promise<string[]> {
    const paused = await this.circuits.takeProbes(this.credentials.reach, this.queues.marks());
    this.probedAt = now;
    for (const { credential } of paused) this.slowStart.limitToOne(credential);
    return paused.filter(({ taken }) => taken).map(({ credential }) => credential);
  }

  private sendWaiting(): void {
    while (!this.stopping) {
      const lease = this.lanes.next();
      if (!lease) break;
      void this.send(lease);
    }
    if (this.budget.isClaimDue(this.lanes.waiting)) this.wakeUp.call();
  }

  private async send(lease: Lease): Promise<void> {
    const { message } = lease;
    // Claimed by others in the meantime, or about to be.
    if (lease.isOver) return this.leases.drop(message);
    const leaveLane = this.lanes.enter();
    try {
      const settlement = await this.delivery.deliver(lease.current, lease);
      this.budget.noteEnd();
      const { disposition } = settlement;
      // One that met a fault keeps its lane until that is known to all: it may be the beginning of a pause.
      if (disposition.kind === 'delivered') leaveLane();
      const onObserved = (circuit: Circuit) => {
        lease.isOpen = false;
        leaveLane();
        this.onObserved(message.credential, circuit);
      };
      const moved = disposition.kind === 'release' ? disposition.credential : undefined;
      this.writer.settle(settlement, onObserved, () => this.onWritten(moved ?? message.credential));
    } catch (error) {
      // A fault of ours: the message is due again when its lease ends.
      this.logger.error({ err: error, jobId: message.jobId, eventId: message.id }, 'A delivery broke off');
      this.leases.drop(message);
      leaveLane();
    }
    this.sendWaiting();
  }

  private onObserved(credential: string, { pause }: Circuit): void {
    if (pause) {
      this.slowStart.limitToOne(credential);
      this.release((message) => message.credential === credential);
    } else {
      this.slowStart.allowOneMore(credential);
    }
    this.sendWaiting();
  }

  private onWritten(credential: string): void {
    this.queues.noteNews(credential);
    // What it led to may be due. Otherwise the next claim is made when it is worth its while.
    if (!this.budget.isMoreDue) this.wakeUp.call();
  }

  /** Gives up what is claimed and was not sent: it is due again. */
  private release(isMeant: (message: ClaimedMessage) => boolean): void {
    for (const lease of this.lanes.remove(isMeant)) {
      lease.isOpen = false;
      const { message } = lease;
      const settlement: Settlement = {
        message,
        disposition: { kind: 'release' },
        attempts: [],
        pleoStatus: null,
        signal: null,
      };
      this.writer.settle(
        settlement,
        () => undefined,
        () => undefined,
      );
    }
  }
}

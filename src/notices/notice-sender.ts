import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { v4 as uuidv4 } from 'uuid';
import { Database } from '../database/database.js';
import type { LoopStatus } from '../loops/loop-status.js';
import { Loops } from '../loops/loops.js';
import { retryDelayMs } from '../loops/retry-policy.js';
import { WakeUp } from '../loops/wake-up.js';
import { Metrics } from '../metrics/metrics.js';
import type { NoticeStatus } from './notice.entity.js';
import {
  NOTICE_CONCURRENCY,
  NoticeReceiver,
  type OutgoingNotice,
  type Reception,
} from './notice-receiver.js';
import { CLAIM_NOTICES, SETTLE_NOTICE } from './notices.sql.js';

/** How long a notice that is due may lie unseen. Nobody is woken for one: few are written, and none is urgent. */
const POLL_MS = 1000;

/** How long a claim lasts: longer than a request may take, and its outcome to be written. */
const LEASE_MS = 30_000;

/** How long a notice is tried after the first failure, in milliseconds: three days. */
const MAX_AGE_MS = 3 * 86_400_000;

/** When a notice that met a 410 may be tried by another replica, in milliseconds. */
const GONE_MS = 300_000;

/** How long requests on the way may take at the end. */
const LAST_MS = 2000;

interface ClaimedNotice extends OutgoingNotice {
  readonly claim: string;
  readonly retries: number;
  /** How long ago the first of its tries failed; 0 where none did. */
  readonly failingMs: number;
  readonly claimedAt: Date;
}

/** What is written of a try. */
interface Settlement {
  readonly status: NoticeStatus;
  readonly delayMs: number | null;
  readonly isFailure: boolean;
  readonly error: string | null;
}

/**
 * Sends notices to the integrator, at least once each and those of one company or job in their order: claims what is
 * due, up to NOTICE_CONCURRENCY at once. While the receiver fails one after the other, a single one goes each second:
 * it is spared, and so is the database. All that is held is a connection to the receiver: Pleo is told meanwhile.
 */
@Injectable()
export class NoticeSender implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(NoticeSender.name);
  private readonly status: LoopStatus;
  private readonly wakeUp = new WakeUp();
  private readonly end = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private loop: Promise<void> = Promise.resolve();
  /** Failures in a row. */
  private failures = 0;
  private isGone = false;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly receiver: NoticeReceiver,
    private readonly metrics: Metrics,
    loops: Loops,
  ) {
    this.status = loops.add('notices', 'Sending of notices', 'shown');
  }

  onApplicationBootstrap(): void {
    if (this.receiver.isThere) this.loop = this.run();
  }

  /** Lets requests on the way end for a moment; what is given up is due again at once. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.wakeUp.call();
    await this.loop;
    await Promise.race([Promise.all(this.underWay), sleep(LAST_MS, undefined, { ref: false })]);
    this.end.abort();
    await Promise.all(this.underWay);
  }

  private async run(): Promise<void> {
    while (!this.stopping && !this.isGone) {
      try {
        await this.claimAndSend();
        this.status.succeeded();
        await this.wakeUp.sleep(POLL_MS);
      } catch (error) {
        this.status.failed(error);
        await sleep(POLL_MS);
      }
    }
  }

  private async claimAndSend(): Promise<void> {
    const isFailing = this.failures >= NOTICE_CONCURRENCY;
    const limit = (isFailing ? 1 : NOTICE_CONCURRENCY) - this.underWay.size;
    if (limit <= 0) return;
    const values = CLAIM_NOTICES.values({ limit, claim: uuidv4(), leaseMs: LEASE_MS });
    for (const notice of await this.database.commit<ClaimedNotice>(CLAIM_NOTICES, values)) {
      const sent = this.send(notice).finally(() => {
        this.underWay.delete(sent);
        // There may be more, of this company or job at least.
        if (this.failures === 0) this.wakeUp.call();
      });
      this.underWay.add(sent);
    }
  }

  /** Should the outcome not be written, the notice is sent again when its claim ends: with the same id. */
  private async send(notice: ClaimedNotice): Promise<void> {
    const reception = await this.receiver.send(notice, notice.claimedAt, this.end.signal);
    const settlement = settlementOf(notice, reception);
    this.note(notice, reception, settlement);
    try {
      const { id, claim } = notice;
      await this.database.commit(SETTLE_NOTICE, SETTLE_NOTICE.values({ id, claim, ...settlement }));
    } catch (error) {
      this.status.failed(error);
    }
  }

  private note({ id, type }: ClaimedNotice, reception: Reception, { status }: Settlement): void {
    const { kind } = reception;
    this.metrics.notices.inc({ result: status === 'dead' ? 'dead' : kind });
    if (kind === 'taken') this.failures = 0;
    if (kind === 'failed') this.failures++;
    if (status === 'dead')
      this.logger.error(
        { noticeId: id, type },
        'A notice is dead: the receiver has not taken it for three days',
      );
    if (kind !== 'gone' || this.isGone) return;
    this.isGone = true;
    this.metrics.noticesStopped.set(1);
    this.logger.error(
      { host: this.receiver.host },
      'The receiver of notices answered 410: none are sent to it until this replica is started again',
    );
  }
}

function settlementOf(notice: ClaimedNotice, reception: Reception): Settlement {
  switch (reception.kind) {
    case 'taken':
      return { status: 'delivered', delayMs: null, isFailure: false, error: null };
    case 'given_up':
      return { status: 'waiting', delayMs: 0, isFailure: false, error: reception.error };
    case 'gone':
      return { status: 'waiting', delayMs: GONE_MS, isFailure: false, error: reception.error };
    case 'failed': {
      const delayMs = retryDelayMs(notice, MAX_AGE_MS, Math.random());
      const status = delayMs === null ? 'dead' : 'waiting';
      return { status, delayMs, isFailure: true, error: reception.error };
    }
  }
}
